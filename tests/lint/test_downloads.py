"""Which calls download something that nobody checks (REP603), beyond the examples of the rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lint_rules.config import Config

if TYPE_CHECKING:
    from .conftest import Linter

SILENT = {
    "a digest in the function around": """
        import hashlib, urllib.request

        def fetch(url, path, sha256):
            urllib.request.urlretrieve(url, path)
            assert hashlib.sha256(open(path, "rb").read()).hexdigest() == sha256
        """,
    "an md5 is given": """
        from torchvision.datasets.utils import download_url
        download_url("https://example.org/a.zip", "data", md5="0123456789abcdef0123456789abcdef")
        """,
    "a hash is given": """
        import keras
        p = keras.utils.get_file("a.npz", "https://example.org/a.npz", file_hash="ab" * 32)
        """,
    "a function of the project's own": """
        from mine import urlretrieve
        urlretrieve("https://example.org/a.zip")
        """,
    "arguments that cannot be seen": """
        import urllib.request
        urllib.request.urlretrieve(*args)
        """,
    "a file of this machine": """
        import urllib.request
        urllib.request.urlretrieve("file:///srv/a.zip", "a.zip")
        """,
    "a service is asked": """
        import requests

        def ask(url):
            with open("answer.txt", "wb") as file:
                file.write(requests.get(url).content)
        """,
    "all addresses of the table name their content": """
        from torch.utils import model_zoo

        model_urls = {
            "resnet18": "https://download.example.org/resnet18-5c106cde.pth",
        }

        def resnet18():
            return model_zoo.load_url(model_urls["resnet18"])
        """,
    "an answer of an API, and something else is written": """
        import requests

        def report(path):
            answer = requests.get("https://api.example.org/models")
            names = [model["name"] for model in answer.json()]
            if answer.status_code != 200:
                return
            with open(path, "w") as file:
                file.write("done")
        """,
    "a name inside a cluster": """
        import requests
        with open("zone", "wb") as file:
            file.write(requests.get("http://metadata/zone").content)
        """,
}
REPORTED = {
    "through names, a context and a loop": """
        import requests

        def get(path):
            with requests.get("https://example.org/a", stream=True) as answer:  # <- here
                total = answer.headers["size"]
                with open(path, "wb") as file:
                    for part in answer.iter_content(8192):
                        file.write(part)
        """,
    "an address that is given to a function that downloads": """
        import requests

        def download_model(url, path):
            answer = requests.get(url)  # <- here
            data = answer.content
            path.write_bytes(data)
        """,
    "the address that the API told": """
        import requests

        def download(path):
            told = requests.get("https://api.example.org/newest").json()["url"]
            answer = requests.get(told)  # <- here
            path.write_bytes(answer.content)
        """,
}


def lines(lint_files: Linter, text: str) -> list[int]:
    return [finding.line for finding in lint_files({"a.py": text}, config=Config(select=("REP603",)))]


@pytest.mark.parametrize("case", sorted(SILENT))
def test_silent(lint_files: Linter, case: str) -> None:
    assert lines(lint_files, SILENT[case]) == []


@pytest.mark.parametrize("case", sorted(REPORTED))
def test_reported(lint_files: Linter, case: str) -> None:
    text = REPORTED[case]
    expected = [number for number, line in enumerate(text.split("\n"), 1) if "# <- here" in line]
    assert lines(lint_files, text) == expected
