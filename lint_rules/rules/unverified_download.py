from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from lint_rules.analysis.tree.texts import Texts
from lint_rules.knowledge.downloads import DOWNLOADS, REQUESTS, is_remote, names_data
from lint_rules.manifests.downloads.called import Downloads
from lint_rules.manifests.downloads.fetching import address_of, is_checked
from lint_rules.manifests.downloads.remote import RemoteFile
from lint_rules.manifests.shell.called import STARTERS, called_commands
from lint_rules.manifests.shell.commands import Command
from lint_rules.manifests.shell.programs import program
from lint_rules.rule import Example, ManifestRule, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libcst as cst

_TAKES = "takes whatever the server sends for"
# CI files install tools for a job; what feeds training or an image is fetched in these.
_HOLDS_SCRIPTS = re.compile(r"\.(sh|bash|zsh|ipynb|py)$|docker|container", re.IGNORECASE)
# They also fetch tools: only what is called like data counts.
_RUNS_TRAINING = re.compile(r"(GNU)?[Mm]akefile|.*\.mk|MLproject|cog\.ya?ml")
_SHOWN = 60


class UnverifiedDownload(SourceRule, ManifestRule):
    """Download whose content nobody checks.

    ## What it does

    Reports downloads that take whatever the server sends: `urlretrieve`, `wget.download`, `gdown`,
    `torchvision.datasets.utils.download_url` without `md5`, `pooch.retrieve` with `known_hash=None`, Keras'
    `get_file` without a hash, `pd.read_csv("https://…")`, and `requests.get` or `urlopen` whose content is
    written to a file or read as data. In shell scripts, Dockerfiles and notebooks: `wget`, `curl` that keeps
    or unpacks what comes, also where Python starts them, and `ADD https://…` without `--checksum`; in
    Makefiles and the files of MLflow and Cog, those whose address names data. Silent where the function,
    class or script around it checks a digest, where the address holds a commit or the digest of the content,
    for keys and package lists, and for answers of an API.

    ## Why is this bad?

    The file behind an address is replaced, corrected or cut short, and the next run trains on other data
    without a word.

    ## Example

    ```python
    urlretrieve("https://example.org/train.csv", "train.csv")
    ```

    ## Use instead

    ```python
    pooch.retrieve(
        "https://example.org/train.csv",
        known_hash="sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    )
    ```
    """

    code = "REP603"
    name = "unverified-download"
    markers = (b"urlretrieve", b"http", b"ftp:", b"download", b"urlopen", b"load_url", b"_from_url",
               b"get_file", b"retrieve", b"requests")  # fmt: skip
    follows_names = True
    calls = frozenset({*DOWNLOADS, *REQUESTS, *STARTERS})
    entries = (Command, RemoteFile)

    valid = (
        "import pandas as pd\ndf = pd.read_csv('data.csv')\n",
        "import pandas as pd\n\ndef load(path):\n    return pd.read_csv(path)\n",
        "import pandas as pd\ndf = pd.read_csv('http://localhost:8000/data.csv')\n",
        """
        import pandas as pd
        base = "https://example.org/me/data/raw/0123456789abcdef0123456789abcdef01234567/"
        df = pd.read_csv(base + "train.csv")
        """,
        "import requests\nmodels = requests.get('https://api.example.org/models').json()\n",
        "import requests\nrequests.get(url).raise_for_status()\n",
        """
        import pooch
        path = pooch.retrieve("https://example.org/a.zip", known_hash="md5:0123456789abcdef0123456789abcdef")
        """,
        """
        import urllib.request

        class Data:
            def download(self):
                urllib.request.urlretrieve(self.url, self.path)
                self.check_integrity()
        """,
        """
        import torch
        w = torch.hub.load_state_dict_from_url("https://example.org/net-0676ba61.pth")
        v = torch.hub.load_state_dict_from_url("https://example.org/net.pth", check_hash=True)
        """,
        Example(
            """
            curl -fsS http://localhost:8000/health
            curl -X POST -d '{}' https://example.org/api
            curl -s https://example.org/version | jq .tag
            curl -fsSL https://example.org/key.gpg | gpg --dearmor > /usr/share/keyrings/x.gpg
            wget --spider https://example.org/data.zip
            wget https://example.org/raw/0123456789abcdef0123456789abcdef01234567/a.zip
            """,
            path="setup.sh",
        ),
        Example(
            """
            wget https://example.org/data.zip
            echo "$SUM  data.zip" | sha256sum -c -
            """,
            path="get.sh",
        ),
        Example(
            """
            FROM python:3.12
            ADD --checksum=sha256:0123456789abcdef https://example.org/a.tar.gz /opt/
            RUN curl -o a.zip https://example.org/a.zip && echo "ab  a.zip" | sha256sum --check
            """,
            path="Dockerfile",
        ),
        Example("steps:\n- run: curl -O https://example.org/tool\n", path=".github/workflows/ci.yml"),
        Example("bin:\n\tcurl -Lo kubectl https://example.org/kubectl\n", path="Makefile"),
        """
        import os, subprocess
        os.system(f"wget {address}")
        subprocess.run("curl -O https://example.org/a.zip && sha256sum -c sums", shell=True)
        """,
    )
    invalid = (
        "import urllib.request as r\nr.urlretrieve('https://example.org/a.zip', 'a.zip')  # <- here\n",
        """
        from urllib.request import urlretrieve

        def fetch(url, path):
            urlretrieve(url, path)  # <- here
        """,
        "import wget\nwget.download('https://example.org/a.zip')  # <- here\n",
        "import gdown\ngdown.download(id='0B7EVK8r0v71pOXBhSUdJWU1MYUk', output='a.zip')  # <- here\n",
        "import pandas as pd\ndf = pd.read_csv('https://example.org/iris.data', header=None)  # <- here\n",
        """
        import pandas as pd
        URL = "https://example.org/"

        def load(year):
            return pd.read_csv(f"{URL}taxi-{year}.csv")  # <- here
        """,
        "import numpy as np\nx = np.loadtxt('http://example.org/x.txt')  # <- here\n",
        """
        import requests

        def fetch(name, path):
            answer = requests.get(f"https://example.org/{name}", stream=True)  # <- here
            with open(path, "wb") as file:
                for part in answer.iter_content(1024):
                    file.write(part)
        """,
        """
        import io, zipfile, requests
        r = requests.get("https://example.org/ml-100k.zip")  # <- here
        zipfile.ZipFile(io.BytesIO(r.content)).extractall()
        """,
        """
        from urllib.request import urlopen

        def fetch(name):
            address = "https://example.org/" + name
            with urlopen(address) as answer, open("a.zip", "wb") as out:  # <- here
                out.write(answer.read())
        """,
        "import pooch\np = pooch.retrieve('https://example.org/a.zip', known_hash=None)  # <- here\n",
        """
        from torchvision.datasets.utils import download_and_extract_archive
        download_and_extract_archive("https://example.org/a.zip", "data")  # <- here
        """,
        "import keras\np = keras.utils.get_file('a.npz', origin='https://example.org/a.npz')  # <- here\n",
        """
        import torch
        w = torch.hub.load_state_dict_from_url("https://example.org/net.pth")  # <- here
        """,
        Example(
            """
            FROM python:3.12
            RUN <<EOF
            set -e
            wget -q https://example.org/data.zip  # <- here
            curl -L https://example.org/v.tgz | tar xz  # <- here
            sudo wget -O /data/x.csv "$BASE/x.csv"  # <- here
            wget -nd -c "${BASE_URL}/${FILE}"  # <- here
            if [ ! -f w.pt ]; then curl -Lo w.pt https://example.org/w.pt; fi  # <- here
            wget -qO- https://example.org/install.sh | bash  # <- here
            EOF
            """,
            path="Dockerfile",
        ),
        """
        import os, subprocess
        os.system("wget -q https://example.org/a.zip")  # <- here
        subprocess.check_call(["curl", "-L", "-o", path, f"https://example.org/{name}.zip"])  # <- here
        """,
        Example("data:\n\twget https://example.org/train.csv  # <- here\n", path="Makefile"),
        Example(
            """
            FROM python:3.12
            ADD https://example.org/weights.bin /opt/  # <- here
            RUN apt-get update && \\
                wget https://example.org/data.tar.gz  # <- here
            """,
            path="Dockerfile",
        ),
    )

    @cached_property
    def _downloads(self) -> Downloads:
        return Downloads(self.file, Texts(self.file))

    def check(self, entry: Command | RemoteFile) -> Iterator[Problem]:
        if isinstance(entry, RemoteFile):
            if not entry.checked and is_remote(entry.address):
                shown = _quoted(entry.address)
                yield Problem(entry.span, f"`ADD` {_TAKES} {shown}; add `--checksum=sha256:…`")
        elif self._may_feed_training(entry) and (said := _said_of(entry)):
            yield Problem(entry.span, said)

    def _may_feed_training(self, command: Command) -> bool:
        name = self.manifest.path.name
        if _RUNS_TRAINING.fullmatch(name):
            return names_data(address_of(command) or "")
        return _HOLDS_SCRIPTS.search(name) is not None

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        found = self._downloads.of(node)
        if found is not None:
            shown = "an address that it is given" if found.address is None else _quoted(found.address)
            said = f"`{found.function}` {_TAKES} {shown}; check a digest"
            yield Problem(node, said, found.confidence)
        for command in called_commands(self.file, self._downloads.texts, node):
            said = _said_of(command)
            if said and not self._downloads.is_verified_around(node):
                yield Problem(node, said)


def _said_of(command: Command) -> str:
    """What there is to say of a command; '' where it downloads nothing, or checks it."""
    address = address_of(command)
    if address is None or is_checked(command):
        return ""
    return f"`{program(command)[0]}` {_TAKES} {_quoted(address)}; check it with `sha256sum -c`"


def _quoted(address: str) -> str:
    return f"`{address}`" if len(address) <= _SHOWN else f"`{address[: _SHOWN - 1]}…`"
