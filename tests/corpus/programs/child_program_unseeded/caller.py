import json
import pathlib
import subprocess
import sys


def values():
    program = pathlib.Path(__file__).with_name("generate.py")
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
