import pytest_repro

from dedup import deduplicate, write_demo


@pytest_repro.training_fixture
def cleaned(tmp_path):
    write_demo(tmp_path)
    return deduplicate(tmp_path)


def test_partition(cleaned):
    assert len(cleaned["kept"]) + len(cleaned["dropped"]) == 18
    assert 1 <= len(cleaned["dropped"]) <= 8


def test_top_is_sorted(cleaned):
    assert len(cleaned["top"]) == 5
