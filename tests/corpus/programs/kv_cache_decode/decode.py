import time

import torch
from attention import TinyDecoder


def gumbel(shape, generator):
    return -torch.log(-torch.log(torch.rand(shape, generator=generator).clamp(1e-6, 1 - 1e-6)))


@torch.inference_mode()
def run(prompt=(3, 14, 15, 9, 2), steps=20, temperature=0.8):
    torch.set_num_threads(1)
    torch.manual_seed(31)
    model, generator = TinyDecoder().eval(), torch.Generator().manual_seed(32)
    begun = time.perf_counter()
    for token in prompt:
        logits = model(torch.tensor(token))
    tokens, scores = list(prompt), []
    for _ in range(steps):
        token = (logits / temperature + gumbel(logits.shape, generator)).argmax()
        scores.append(torch.log_softmax(logits, dim=0)[token].item())
        tokens.append(token.item())
        logits = model(token)
    print(f"{steps / (time.perf_counter() - begun):.0f} tokens/s")
    return {"tokens": tokens, "scores": scores, "keys": model.attend.cache.snapshot().norm(dim=1)}
