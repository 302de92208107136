import time

import torch


def epochs(model, optimizer, x, y, count):
    for _ in range(count):
        began = time.perf_counter()
        order = torch.randperm(len(x))
        for rows in order.split(16):
            optimizer.zero_grad()
            loss = torch.nn.functional.mse_loss(model(x[rows]), y[rows])
            loss.backward()
            optimizer.step()
        print(f"epoch took {time.perf_counter() - began:.3f} s")


def save(path, model, optimizer):
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "rng": torch.get_rng_state()}
    torch.save(state, path)


def load(path, model, optimizer):
    state = torch.load(path)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["rng"])
