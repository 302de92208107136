import torch


def test_double():
    torch.set_default_dtype(torch.float64)
    assert torch.zeros(1).dtype == torch.float64


def test_threads():
    before = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    assert not torch.zeros(1, requires_grad=False).requires_grad
    torch.set_grad_enabled(before)
