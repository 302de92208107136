"""A pipeline compiled by the real Kubeflow SDK: what its source says, what its YAML says."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from lint_rules import lint
from lint_rules.config import Config

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("kfp", reason="Kubeflow's SDK is not installed: `make test-pipelines` installs it")

SOURCE = """\
from kfp import compiler, dsl


@dsl.component(base_image="python:3.11", packages_to_install=["numpy", "pandas==2.2.0"])
def train(n: int) -> int:
    import numpy as np

    return int(np.arange(n).sum())


@dsl.component(base_image="python:latest", packages_to_install=["numpy==1.26.4"])
def score(n: int) -> int:
    return n


@dsl.container_component
def shell():
    return dsl.ContainerSpec(image="alpine", command=["sh", "-c", "pip install scipy"])


@dsl.pipeline(name="p")
def pipeline(n: int = 3):
    score(n=train(n=n).output)
    shell()


compiler.Compiler().compile(pipeline, "pipeline.yaml")
"""


def test_source_and_compiled_pipeline_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "pipeline.py").write_text(SOURCE, encoding="utf-8")
    command = [sys.executable, "pipeline.py"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    findings = lint([tmp_path], root=tmp_path, config=Config(select=("REP504", "REP505")))
    source = [(f.line, f.code) for f in findings if f.path == "pipeline.py"]
    assert source == [(4, "REP505"), (11, "REP504"), (18, "REP504")]
    compiled = sorted((f.code, f.message) for f in findings if f.path == "pipeline.yaml")
    said = ["`alpine`", "`python:latest`", "`numpy`", "`scipy`"]
    assert [code for code, _ in compiled] == ["REP504", "REP504", "REP505", "REP505"]
    assert all(word in message for word, (_, message) in zip(said, compiled, strict=True))
