"""``training_fixture``: the decorator that users put on what must be reproducible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar, overload

import pytest

from pytest_repro.errors import SettingsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    F = TypeVar("F", bound=Callable[..., Any])

_MARK = "__pytest_repro__"


@dataclass(frozen=True)
class Tolerance:
    """How far two floating-point outputs may lie apart and still count as equal.

    An element passes when ``abs(first - second) <= atol + rtol * abs(second)`` or when at most ``ulp``
    representable numbers of its dtype lie between the two. The default, all zero, is bit-exact.
    Integers, strings and bytes are always compared exactly.
    """

    rtol: float = 0.0
    atol: float = 0.0
    ulp: int = 0

    def __post_init__(self) -> None:
        for name in ("rtol", "atol", "ulp"):
            if not getattr(self, name) >= 0:
                raise SettingsError(f"Tolerance({name}={getattr(self, name)!r}): give a number >= 0")

    @property
    def exact(self) -> bool:
        return not (self.rtol or self.atol or self.ulp)


EXACT = Tolerance()
_GIVE = "give a Tolerance, as in tolerance=Tolerance(rtol=1e-6)"


@dataclass(frozen=True)
class TrainingOptions:
    """What ``training_fixture`` was told beyond what ``pytest.fixture`` takes."""

    tolerance: Tolerance = EXACT


@overload
def training_fixture(function: F, /) -> F: ...


@overload
def training_fixture(
    function: None = None, /, *, tolerance: Tolerance | None = None, **options: Any
) -> Callable[[F], F]: ...


def training_fixture(
    function: F | None = None, /, *, tolerance: Tolerance | None = None, **options: Any
) -> F | Callable[[F], F]:
    """Declare a fixture whose value must be reproducible; a drop-in for ``pytest.fixture``.

    Takes what ``pytest.fixture`` takes (``scope``, ``params``, ``ids``, ``name``, ``autouse``) and
    ``tolerance``. Without ``pytest --repro`` the fixture is a plain one; with it, its value is compared
    with that of a second run under other conditions.

    Example::

        @training_fixture(scope="session", tolerance=Tolerance(rtol=1e-6))
        def model(dataset):
            return train(dataset, seed=0)
    """

    if not isinstance(tolerance, (Tolerance, type(None))):
        raise SettingsError(f"training_fixture(tolerance={tolerance!r}): {_GIVE}")

    def declare(target: F) -> F:
        # What pytest calls is what such an object holds, bound.
        held = target.__func__ if isinstance(target, (classmethod, staticmethod)) else target
        if not callable(held):
            raise SettingsError(f"training_fixture({target!r}): decorate a function")
        setattr(held, _MARK, TrainingOptions(EXACT if tolerance is None else tolerance))
        fixture: F = pytest.fixture(**options)(target)
        return fixture

    return declare if function is None else declare(function)


def marked_tolerance(marker: pytest.Mark) -> Tolerance:
    """What ``@pytest.mark.repro`` says of a test.

    Raises:
        SettingsError: it says something that it does not take.
    """
    tolerance = marker.kwargs.get("tolerance")
    if marker.args or not marker.kwargs.keys() <= {"tolerance"}:
        given = [*map(repr, marker.args), *(f"{name}={value!r}" for name, value in marker.kwargs.items())]
    elif not isinstance(tolerance, (Tolerance, type(None))):
        given = [f"tolerance={tolerance!r}"]
    else:
        return EXACT if tolerance is None else tolerance
    raise SettingsError(f"@pytest.mark.repro({', '.join(given)}): {_GIVE}")


def training_options(function: object) -> TrainingOptions | None:
    """The options of a fixture function declared with :func:`training_fixture`; None for any other."""
    options = getattr(function, _MARK, None)
    return options if isinstance(options, TrainingOptions) else None
