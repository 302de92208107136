"""``training_fixture`` stands in for ``pytest.fixture`` in every form, with and without ``--repro``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pytest_repro import Tolerance, training_fixture
from pytest_repro.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugin.conftest import Ran

FORMS = """
import dataclasses
import numpy as np
import pytest
from pytest_repro import Tolerance, training_fixture

@training_fixture
def bare():
    return 1.5

@training_fixture()
def called():
    return [1, 2]

@training_fixture(scope="module", params=[0.1, 0.01], ids=["fast", "slow"])
def swept(request):
    return {"lr": request.param}

@training_fixture(name="renamed")
def _inner():
    return "text"

@training_fixture
def yielding(tmp_path):
    path = tmp_path / "weights.bin"
    path.write_bytes(b"123")
    yield path
    path.unlink()

@pytest.fixture(params=["a", "b"])
def plain(request):
    return request.param

@training_fixture
def needy(plain, request):
    return (plain, request.node.name)

@training_fixture(autouse=True, scope="session")
def always():
    return np.arange(3)

@training_fixture(tolerance=Tolerance(rtol=1e-3))
def nearly():
    return {"loss": 0.5}

class TestInClass:
    @training_fixture
    def method(self):
        return b"bytes"

    def test_method(self, method):
        assert method == b"bytes"

def test_all(bare, called, swept, renamed, yielding, needy, nearly):
    assert bare == 1.5 and called == [1, 2] and renamed == "text" and yielding.exists()

@pytest.mark.parametrize("bare", [2.5])
def test_overridden_by_parametrization(bare):
    assert bare == 2.5

@pytest.mark.parametrize("width", [1, 2])
def test_params_of_the_test_are_not_the_fixtures(width, called):
    assert called
"""


def test_without_repro_it_is_the_plain_fixture(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(FORMS)
    result = pytester.runpytest_subprocess("-p", "no:randomly")
    result.assert_outcomes(passed=8)
    result.stdout.no_fnmatch_line("*repro*verdict*")


def test_every_form_is_checked(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile(test_forms=FORMS)
    ran = repro("-v")
    ran.result.assert_outcomes(passed=8 + 11)
    assert {check["verdict"] for check in ran.checks.values()} == {"reproducible"}
    assert sorted(id_.split("::", 1)[1] for id_ in ran.checks) == [
        "TestInClass::repro[method]",
        "repro[always]",
        "repro[bare]",
        "repro[called]",
        "repro[nearly]",
        "repro[needy-a]",
        "repro[needy-b]",
        "repro[renamed]",
        "repro[swept-fast]",
        "repro[swept-slow]",
        "repro[yielding]",
    ]
    swept = ran.checks["test_forms.py::repro[swept-fast]"]
    assert swept["params"] == {"swept": "0.1"}
    assert swept["location"] == {"path": "test_forms.py", "line": 14}


def test_methods_of_the_class_are_checked(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile(
        test_it="""
        from pytest_repro import training_fixture

        class TestIt:
            @training_fixture(scope="class")
            @classmethod
            def of_class(cls):
                return cls.__name__

            @training_fixture
            @staticmethod
            def of_nobody():
                return 7

            def test_it(self, of_class, of_nobody):
                assert of_class == "TestIt" and of_nobody == 7
        """
    )
    ran = repro()
    ran.result.assert_outcomes(passed=3)
    assert {check["fixture"] for check in ran.checks.values()} == {"of_class", "of_nobody"}


@pytest.mark.parametrize("tolerance", [1e-3, True, {"rtol": 1e-3}, Tolerance])
def test_a_tolerance_that_is_none_is_refused(tolerance: Any) -> None:
    with pytest.raises(SettingsError, match=r"give a Tolerance, as in tolerance=Tolerance\(rtol=1e-6\)$"):
        training_fixture(tolerance=tolerance)


def test_a_marker_is_read_or_refused(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest
        from pytest_repro import Tolerance

        @pytest.mark.repro(tolerance=Tolerance(rtol=1e-3))
        def test_right(repro_record):
            repro_record("loss", 1)

        @pytest.mark.repro(tolerance=1e-3)
        def test_number(repro_record):
            repro_record("loss", 1)

        @pytest.mark.repro(rtol=1e-3)
        def test_other_word(repro_record):
            repro_record("loss", 1)
        """
    )
    ran = repro()
    reasons = {check["fixture"]: check["reason"] for check in ran.checks.values()}
    assert reasons.pop("test_right").startswith("identical")
    assert reasons == {
        "test_number": "@pytest.mark.repro(tolerance=0.001): give a Tolerance, as in "
        "tolerance=Tolerance(rtol=1e-6)",
        "test_other_word": "@pytest.mark.repro(rtol=0.001): give a Tolerance, as in "
        "tolerance=Tolerance(rtol=1e-6)",
    }


def test_fixtures_are_adopted_by_name(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makeini("[pytest]\nrepro_fixtures = trained_*\n")
    pytester.makepyfile(
        """
        import random
        import pytest

        @pytest.fixture
        def trained_model(tmp_path):
            return {"w": random.random()}

        @pytest.fixture
        def other():
            return random.random()

        def test_it(trained_model, other, tmp_path):
            assert trained_model
        """
    )
    ran = repro(diagnose=False)
    assert ran.only["fixture"] == "trained_model"
    assert ran.only["verdict"] == "irreproducible"
    assert len(repro("--repro-fixture", "oth*", diagnose=False).checks) == 2
    # pytest's own fixtures are nobody's training.
    everything = repro("--repro-fixture=*", diagnose=False).checks.values()
    assert {check["fixture"] for check in everything} == {"other", "trained_model"}


def test_a_marked_test_records(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile(
        """
        import random
        import pytest
        from pytest_repro import Tolerance

        @pytest.mark.repro
        @pytest.mark.parametrize("lr", [0.1, 0.2])
        def test_steady(lr, repro_record):
            repro_record("loss", lr * 2)
            repro_record("history", [1, 2, 3])

        @pytest.mark.repro
        def test_moving(repro_record):
            repro_record("fixed", 1)
            repro_record("loss", random.random())

        @pytest.mark.repro(tolerance=Tolerance(atol=2))
        def test_tolerant(repro_record):
            repro_record("loss", random.random())

        @pytest.mark.repro
        def test_silent(repro_record):
            pass

        def test_unmarked(repro_record):
            repro_record("loss", random.random())
        """
    )
    ran = repro()
    verdicts = {id_.split("repro[", 1)[1][:-1]: check["verdict"] for id_, check in ran.checks.items()}
    assert verdicts == {
        "test_steady[0.1]": "reproducible",
        "test_steady[0.2]": "reproducible",
        "test_moving": "irreproducible",
        "test_tolerant": "reproducible",
        "test_silent": "error",
    }
    moving = next(check for id_, check in ran.checks.items() if "moving" in id_)
    assert [mismatch["path"] for mismatch in moving["mismatches"]] == ["loss"]
    assert [cause["source"] for cause in moving["causes"]] == ["python-random"]
    plain = pytester.runpytest_subprocess("-p", "no:randomly")
    plain.assert_outcomes(passed=6)


def test_an_overriding_fixture_is_a_check_of_its_own(
    pytester: pytest.Pytester, repro: Callable[..., Ran]
) -> None:
    pytester.makeconftest(
        """
        from pytest_repro import training_fixture

        @training_fixture
        def model():
            return 1
        """
    )
    pytester.makepyfile(
        test_a="def test_a(model):\n    assert model == 1\n",
        test_b="""
        from pytest_repro import training_fixture

        @training_fixture
        def model(model):
            return model + 1

        def test_b(model):
            assert model == 2
        """,
    )
    ran = repro()
    assert sorted(ran.checks) == ["test_a.py::repro[model]", "test_b.py::repro[model]"]
    ran.result.assert_outcomes(passed=4)


def test_what_cannot_be_compared_is_an_error(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile(
        """
        from pytest_repro import training_fixture

        @training_fixture
        def nothing():
            pass

        @training_fixture
        def function():
            return {"hook": lambda x: x}

        def test_it(nothing, function):
            pass
        """
    )
    ran = repro()
    ran.result.assert_outcomes(passed=1, failed=2)
    assert {check["verdict"] for check in ran.checks.values()} == {"error"}
    reasons = " ".join(check["reason"] for check in ran.checks.values())
    assert "function['hook']" in reasons
    assert "nothing" in reasons


def test_a_seed_of_the_entry_point_is_honoured(pytester: pytest.Pytester, repro: Callable[..., Ran]) -> None:
    pytester.makepyfile(
        """
        import random
        from pytest_repro import training_fixture

        @training_fixture
        def model():
            import numpy as np
            return [random.random(), np.random.rand()]

        def test_it(model):
            pass
        """
    )
    assert repro(diagnose=False).only["verdict"] == "irreproducible"
    pytester.makeini("[pytest]\nrepro_seed = 3\n")
    assert repro().only["verdict"] == "reproducible"
