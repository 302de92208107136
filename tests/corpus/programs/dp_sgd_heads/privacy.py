import torch


class DPSGD:
    """Clip, add Gaussian noise, step."""

    def __init__(self, params, lr, clip=1.0, sigma=0.3, seed=0):
        self.params = [p for p in params if p.requires_grad]
        self.lr, self.clip, self.sigma = lr, clip, sigma
        self.noise = torch.Generator().manual_seed(seed)

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    @torch.no_grad()
    def step(self, batch):
        for p in self.params:
            grad = p.grad if p.grad is not None else torch.zeros_like(p)
            grad = grad * (self.clip / grad.norm().clamp(min=self.clip))
            grad += torch.normal(0.0, self.sigma * self.clip / batch, grad.shape, generator=self.noise)
            p -= self.lr * grad
