def test_errors(trained):
    assert trained["errors"].shape == (2,)
