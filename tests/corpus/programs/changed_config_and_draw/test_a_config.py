from config import CONFIG


def test_faster():
    CONFIG["lr"] = 0.5
    assert CONFIG["lr"] > 0.1


def test_more_steps(monkeypatch):
    monkeypatch.setitem(CONFIG, "steps", 50)
    assert CONFIG["steps"] == 50
