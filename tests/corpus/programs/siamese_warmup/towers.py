import torch
from torch import nn


class Tower(nn.Module):
    def __init__(self, inputs=10, width=12, outputs=6):
        super().__init__()
        self.first = nn.Linear(inputs, width)
        self.scale = nn.Parameter(torch.empty(width))
        self.norm, self.second = nn.LayerNorm(width), nn.Linear(width, outputs, bias=False)

    def reset(self, generator):
        with torch.no_grad():
            nn.init.ones_(self.scale)
            for layer in (self.first, self.second):
                layer.weight.normal_(0, 0.3, generator=generator)
            self.first.bias.zero_()
        return self

    def forward(self, x):
        return nn.functional.normalize(self.second(torch.tanh(self.norm(self.first(x)) * self.scale)), dim=-1)


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.tower = Tower()

    def forward(self, left, right):
        return (self.tower(left) * self.tower(right)).sum(dim=-1)
