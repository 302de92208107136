def test_scores(churn):
    assert churn["scores"].min() >= 0


def test_importances(churn):
    assert abs(churn["importances"].sum() - 1) < 1e-9
