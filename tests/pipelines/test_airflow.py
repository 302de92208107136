"""A DAG file as people write them, parsed and never run."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from lint_rules import lint
from lint_rules.config import Config

if TYPE_CHECKING:
    from pathlib import Path

DAG = '''
"""Trains every night."""
from datetime import datetime, timedelta

import pendulum
from airflow import DAG
from airflow.decorators import dag, task
from airflow.operators.bash import BashOperator
from airflow.utils.dates import days_ago

default_args = {
    "owner": "ml",
    "retries": 2,
    "start_date": days_ago(1),
}

with DAG(
    "train",
    default_args=default_args,
    schedule="@daily",
    start_date=datetime.now() - timedelta(days=1),
    end_date=datetime.now(),
) as train:
    fit = BashOperator(
        task_id="fit",
        bash_command="python train.py --date {{ ds }}",
        start_date=datetime(2026, 1, 1),
    )


@dag(schedule=None, start_date=pendulum.today("UTC").add(days=-1))
def evaluate():
    @task
    def score():
        return datetime.now().isoformat()

    score()


evaluate()
'''


def test_moving_start_dates(tmp_path: Path) -> None:
    (tmp_path / "dag.py").write_text(textwrap.dedent(DAG))
    findings = lint([tmp_path], config=Config(select=("REP703",)))
    lines = DAG.split("\n")
    assert [lines[finding.line - 1].strip()[:24] for finding in findings] == [
        '"start_date": days_ago(1',
        "start_date=datetime.now(",
        "@dag(schedule=None, star",
    ]
