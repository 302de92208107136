"""One requirement: which of the four levels it reaches, under which name."""

from __future__ import annotations

import pytest

from lint_rules.manifests.python.pip import pip_install
from lint_rules.manifests.python.requirement import judge

COMMIT = "0123456789abcdef0123456789abcdef01234567"
SHA = "sha256=" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "name", "level"),
    [
        ("numpy", "numpy", "none"),
        ("numpy>=1.26", "numpy", "none"),
        ("numpy!=1.26", "numpy", "none"),
        ("numpy>1,<2", "numpy", "range"),
        ("numpy~=1.26", "numpy", "range"),
        ("numpy==1.*", "numpy", "range"),
        ("numpy<=1.26", "numpy", "range"),
        ("numpy==1.26.4", "numpy", "exact"),
        ("numpy===1.26.4", "numpy", "exact"),
        ("numpy == 1.26.4 ; python_version < '3.12'", "numpy", "exact"),
        ("torch[extra, more]==2.1.0+cu118", "torch", "exact"),
        ("pytz==2004d-final", "pytz", "exact"),
        ("numpy (==1.26.4)", "numpy", "exact"),
        ("numpy>=${LOWEST}", "numpy", "none"),
        ("numpy==${VERSION}", "numpy", "exact"),
        ("numpy=={{ version }}", "numpy", "exact"),
        ("$PACKAGES", "$PACKAGES", "hash"),
        (f"tool @ git+https://example.org/tool.git@{COMMIT}", "tool", "hash"),
        ("git+https://example.org/tool.git@0123abc#egg=tool", "tool", "exact"),
        ("git+https://example.org/tool.git@v1.2.3", "tool", "range"),
        ("git+https://example.org/tool.git@feature/x#egg=tool", "tool", "none"),
        ("git+ssh://git@example.org/a/tool.git#egg=tool", "tool", "none"),
        ("git+https://${TOKEN}@example.org/tool.git#egg=tool", "tool", "none"),
        ("git+https://example.org/tool.git@${COMMIT}#egg=tool", "tool", "hash"),
        ("git+https://user:pass@example.org/tool.git#egg=tool", "tool", "none"),
        (f"https://example.org/tool-1.0.whl#{SHA}", "tool-1.0.whl", "hash"),
        ("https://example.org/tool-1.0.whl", "tool-1.0.whl", "range"),
        ("https://example.org/main.zip", "main.zip", "none"),
        ("file:///home/me/tool", "tool", "hash"),
        ("numpy @ file:///croot/numpy_1/work", "numpy", "none"),
        (f"numpy @ file:///croot/numpy_1/work#{SHA}", "numpy", "hash"),
        ("./tool[extra]", "./tool[extra]", "hash"),
        ("..\\tool", "..\\tool", "hash"),
        ("tool-1.0-py3-none-any.whl", "tool-1.0-py3-none-any.whl", "hash"),
        ("=1.0", "=1.0", "hash"),
        ("sudo apt-get install libblas-dev", "sudo apt-get install libblas-dev", "hash"),
        ("numpy=1.26.4", "numpy", "none"),
        ("python==3.10.*", "python", "hash"),
    ],
)
def test_levels(text: str, name: str, level: str) -> None:
    judgement = judge(text)
    assert (judgement.name, judgement.level) == (name, level)
    assert (judgement.reason == "") == (level == "hash")


def test_a_hash_beside_a_range_pins_nothing() -> None:
    assert judge("numpy==1.26.4", hashed=True).level == "hash"
    assert judge("numpy>=1.26.4", hashed=True).level == "none"
    assert judge("https://example.org/tool-1.0.whl", hashed=True).level == "hash"


def asked(*arguments: str) -> list[str]:
    return [one.text for one in pip_install(arguments).asked]


@pytest.mark.parametrize(
    ("arguments", "texts"),
    [
        (["numpy", "scipy==1.0"], ["numpy", "scipy==1.0"]),
        (["--index-url", "https://example.org/simple", "numpy"], ["numpy"]),
        (["--index-url=https://example.org/simple", "numpy"], ["numpy"]),
        (["-i", "https://example.org/simple", "-U", "numpy"], ["numpy"]),
        (["--no-cache-dir", "--upgrade-strategy", "eager", "--no-binary", ":all:", "a"], ["a"]),
        (["-t", "lib", "-f", "wheels", "--timeout", "100", "a"], ["a"]),
        (["-e", ".", "--editable=git+https://e.org/x"], [".", "git+https://e.org/x"]),
        (["-e.[dev]"], [".[dev]"]),
        (["--system", "-p", "3.11", "--torch-backend", "cpu", "a"], ["a"]),
        (["--", "a", "b"], ["a", "b"]),
        (["-r"], []),
        ([], []),
    ],
)
def test_pips_arguments(arguments: list[str], texts: list[str]) -> None:
    assert asked(*arguments) == texts


def test_files_and_constraints_among_the_arguments() -> None:
    found = pip_install(["-r", "a.txt", "-rb.txt", "--requirement=c.txt", "-c", "p.txt", "--require-hashes"])
    assert (found.files, found.constraints) == (("a.txt", "b.txt", "c.txt"), ("p.txt",))
    assert found.require_hashes
    assert found.asked == ()
