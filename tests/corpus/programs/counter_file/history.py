from pathlib import Path

STATE = Path(__file__).parent / "state" / "runs.txt"


def next_run():
    number = int(STATE.read_text())
    STATE.write_text(str(number + 1))
    return number
