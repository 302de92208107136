import json
import os
import subprocess
import sys
from pathlib import Path


def call(text):
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("child.py"))],
        input=text,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)
