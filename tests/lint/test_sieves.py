"""What a sieve leaves to the fast scan is what its rule would have nothing to say about."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import lint_rules.sieves
from lint_rules import lint
from lint_rules.analysis.reading import sources
from lint_rules.analysis.scanning.screen import Screen, Triggers
from lint_rules.catalogue import catalogue
from lint_rules.knowledge.installers import INSTALLERS, NAMES_INSTALLER
from lint_rules.manifests.installs import conda, maven, system

from .conftest import written_examples

SIEVED = [rule for rule in catalogue() if rule.sieved]


def wanted(code: str, text: str) -> bool:
    rules = [rule for rule in catalogue() if rule.code == code]
    facts = sources.scan_text(text, "a.py", Screen(Triggers(rules)))
    return any(chunk.wanted_by for chunk in facts.chunks)


@pytest.mark.parametrize(
    "code, text",
    [
        ("REP304", "class A:\n    def __hash__(self):\n        return hash((self.a, self.b))\n"),
        ("REP304", "same = hash(a) == hash(b)\n"),
        ("REP113", "import concurrent.futures\ndef f(pool):\n    pool.map(work, xs)\n"),
        ("REP113", "import threading, time\nt = threading.Thread(target=time.sleep)\n"),
        ("REP113", "import multiprocessing\ndef f(pool, task):\n    pool.submit(self.x.task, task)\n"),
        ("REP304", "def key(x):\n    return hash((x.a, x.b, y(3))), 1\n"),
        ("REP505", "import subprocess\nsubprocess.run(['ls', 'install'])\n"),
        ("REP505", "# install\nstore.set('spark', 3)\nimage.run_commands('pip install x')\n"),
        ("REP701", "class A:\n    def state(self):\n        return {'o': self.optimizer.state_dict()}\n"),
        ("REP701", "import torch\ntorch.save(net.state_dict(), 'net.pt')\n"),
        ("REP110", "def f(seed):\n    return g(seed)\n"),
        ("REP305", "def f(x):\n    seen[id(x)] = x\n    return id(x) in seen or id(x) == 1\n"),
        ("REP401", "import time\ndef f():\n    start = time.time()\n    for x in xs:\n        g(x)\n"),
        ("REP401", "import subprocess\nsubprocess.run(['ls'], timeout=3)\n"),
        ("REP402", "import time\ndef f():\n    start = time.time()\n    return time.time() - start\n"),
        ("REP403", "import torch\ndef f():\n    x = torch.empty(3)\n    kernel(x)\n    return x\n"),
        ("REP403", "import torch\nself.w = nn.Parameter(torch.empty(3).to('cpu'))\n"),
        ("REP403", "import torch\ndef f(x):\n    return torch.Tensor(x) + 1\n"),
        ("REP104", "import random\n\ndef f(rng: random.Random):\n    return random.Random(3)\n"),
        ("REP106", "import time, torch\n\ndef f():\n    torch.manual_seed(0)\n    return time.time()\n"),
        (
            "REP108",
            "import torch\n\ndef f(x):\n    torch.x.reset()\n    x.reset(1)\n    x[0].reset()\n",
        ),
        ("REP111", "import random\n\ndef f():\n    return [random.random() for _ in range(3)]\n"),
        ("REP112", "import torch\ntorch.manual_seed(0)\ngenerator.seed()\n"),
        ("REP115", "import random, torch\nx = random.sample(xs, 3)\ny = normal.sample((2,))\n"),
        ("REP115", "from torch.utils.data import DataLoader\nx = DataLoader(rows, 3)\n"),
        (
            "REP302",
            "import os\n\ndef f(d):\n    return sorted(os.listdir(d)), os.listdir\n",
        ),
        ("REP303", "def f(x):\n    convolve(x, deterministic=False)\n    listen(x, callback=f)\n"),
        ("REP604", "def f(path):\n    return open(path).read() + 'a.csv'\n"),
        ("REP604", "x = open(name, 'w')\ny = open(name + '.txt')\n"),
    ],
)
def test_left_alone(code: str, text: str) -> None:
    assert not wanted(code, text)


@pytest.mark.parametrize(
    "code, text",
    [
        ("REP110", "def f(seed):\n    seed = 1\n    return g(seed=2)\n"),
        ("REP113", "import threading\nt = threading.Thread(target=work)\n"),
        ("REP113", "import multiprocessing\nout = [pool.submit(self.work, x) for x in xs]\n"),
        ("REP304", "def key(x):\n    return hash(f'{x}'), 1\n"),
        ("REP304", "def key(x):\n    return hash((1, *str(x)))\n"),
        ("REP304", "def key(x):\n    return hash(x) % 7\n"),
        ("REP505", "import subprocess\nsubprocess.run(f'cd x\\npip3 install {y}', shell=True)\n"),
        ("REP505", "import os\nTOOL = 'micromamba'\n\ndef install():\n    os.system(TOOL + ' install x')\n"),
        ("REP701", "def f():\n    save_all(path, optimizer)\n    return net.state_dict()\n"),
        ("REP305", "order = sorted(xs, key=id)\n"),
        ("REP305", "n = id(x) % 7\n"),
        (
            "REP401",
            "import time\ndef f():\n    for x in xs:\n        if time.time() > t:\n            m.fit(x)\n",
        ),
        ("REP402", "import time\ndef f():\n    cutoff = time.time()\n    return cutoff\n"),
        ("REP403", "import torch\ndef f():\n    x = torch.empty(3).cuda()\n    y = torch.exp(x)\n"),
        ("REP403", "import torch\ndef f():\n    x = torch.empty(3)\n    x[0] += 1\n"),
        ("REP104", "import random\nx = field(default_factory=random.Random)\n"),
        ("REP104", "import random\nx, y = random.Random(None), random.Random(seed)\n"),
        ("REP106", "import time, torch\n\ndef f():\n    t = int(time.time())\n    torch.manual_seed(t)\n"),
        ("REP106", "import os\n\ndef f(options):\n    options['seed'] = os.getpid()\n"),
        ("REP106", "import os\n\nclass A:\n    def f(self):\n        self.pid = os.getpid()\n"),
        ("REP106", "import os\n\ndef f():\n    def g(seed=os.getpid()):\n        pass\n"),
        ("REP108", "import gym\n\ndef f(env):\n    env.reset()\n"),
        ("REP108", "import gym\n\ndef f(env, seed):\n    env.reset(seed=seed)\n"),
        ("REP111", "import random\n\nclass A:\n    def f(self, x=random.random()):\n        pass\n"),
        ("REP112", "import torch\nuse(generator=torch.manual_seed(0))\n"),
        ("REP115", "import pandas\n\ndef f(x):\n    return x.sample(3)\n"),
        ("REP115", "def f(x):\n    return x.sample(frac=0.5)\n"),
        ("REP115", "from torch.utils.data import DataLoader\nx = DataLoader(rows, **options)\n"),
        ("REP302", "import os\n\ndef f(d):\n    return sorted(os.listdir(d), key=len)\n"),
        ("REP302", "import os\n\ndef f(d):\n    return sorted(os.walk(d))\n"),
        ("REP303", "pool.apply_async(f, callback=found.append)\n"),
        ("REP303", "from torch.utils.data import DataLoader\nx = DataLoader(rows, in_order=False)\n"),
        ("REP604", "x = open('a.csv')\n"),
    ],
)
def test_looked_at(code: str, text: str) -> None:
    assert wanted(code, text)


@pytest.mark.parametrize("code", [rule.code for rule in SIEVED])
def test_no_example_is_lost(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of valid examples: what is said of them without the sieve is said with it."""
    for folder in written_examples(code, tmp_path):
        found = lint([folder], root=folder)
        with monkeypatch.context() as patched:
            patched.setattr(Screen, "passing", lambda self, codes, candidate: list(codes))
            assert lint([folder], root=folder) == found


def test_a_sieve_belongs_to_a_rule_and_leaves_libcst_alone() -> None:
    folder = Path(next(iter(lint_rules.sieves.__path__)))
    names = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    assert names == sorted(rule.module.rpartition(".")[2] for rule in SIEVED)
    for name in names:
        tree = ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))
        modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert not any(module.startswith(("libcst", "lint_rules.rules")) for module in modules)


def test_the_sieve_of_installs_knows_every_installer() -> None:
    tables = (
        system._MANAGERS,
        conda._PROGRAMS,
        maven._PROGRAMS,
        ("pip", "uv", "uvx", "pipx", "poetry", "pdm"),
    )
    assert {name for table in tables for name in table} | {"pixi", "pipenv", "rye"} == INSTALLERS
    for name in sorted(INSTALLERS):
        for text in (f"'{name} install x'", f"f'{{v}}\\n{name} x'", f"/bin/{name}", f"['{name}', 'x']"):
            assert NAMES_INSTALLER.search(text), text
