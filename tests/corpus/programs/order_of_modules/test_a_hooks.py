from hooks import HOOKS, run


def test_doubles():
    HOOKS.append(lambda values: [[2 * v for v in row] for row in values])
    assert run([[1]]) == [[2]]


def test_adds(monkeypatch):
    monkeypatch.setattr("hooks.HOOKS", [lambda values: [[v + 1 for v in row] for row in values]])
    assert HOOKS
