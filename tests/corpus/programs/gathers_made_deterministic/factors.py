import torch
from torch import nn


class Factors(nn.Module):
    def __init__(self, users, items, rank, generator):
        super().__init__()
        self.user = nn.Parameter(torch.empty(users, rank))
        self.item = nn.Parameter(torch.empty(items, rank))
        self.bias = nn.Parameter(torch.zeros(items))
        for parameter in (self.user, self.item):
            nn.init.normal_(parameter, std=0.3, generator=generator)

    def forward(self, user, item):
        return (self.user[user] * self.item[item]).sum(1) + self.bias[item]
