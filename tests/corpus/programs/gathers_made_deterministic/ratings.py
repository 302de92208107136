import torch


def ratings(users=40, items=25, count=6000, seed=3):
    generator = torch.Generator().manual_seed(seed)
    user = torch.randint(0, users, (count,), generator=generator)
    item = torch.randint(0, items, (count,), generator=generator)
    taste = torch.randn(users, 2, generator=generator)
    style = torch.randn(items, 2, generator=generator)
    noise = 0.2 * torch.randn(count, generator=generator)
    return user, item, (taste[user] * style[item]).sum(1) + noise
