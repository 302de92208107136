from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.arguments import argument, is_open
from lint_rules.analysis.moments import is_meant_to_fail
from lint_rules.analysis.nodes import dotted_name
from lint_rules.analysis.seeds import seeding_change
from lint_rules.analysis.values import attribute_values, held_values, surely_none
from lint_rules.knowledge.environments import AGENTS, MAKERS, SEEDED_MAKERS
from lint_rules.knowledge.streams import named_like_a_seeder
from lint_rules.rule import Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.source import SourceFile

_NO_TRAINING = re.compile(
    r"(.*_)?(eval|evaluation|evaluate|test|demo|render|play|enjoy|viz|video)(_.*)?", re.I
)
_DEPTH = 5


class UnseededRlEnvironment(SourceRule):
    """Environment that is first reset without a seed, or agent made without one.

    ## What it does

    Reports the first `reset()` of an environment that `gymnasium.make` (or `gym.make`) made, when it has no
    `seed` and nothing else seeds the environment, and agents of stable-baselines3 that get neither a seed nor
    a seeded environment. Later resets, and environments and functions for evaluation, are not reported.

    ## Why is this bad?

    An environment seeds itself from entropy at its first reset: it starts elsewhere in every run. Seeds of
    the global streams do not reach it.

    ## Example

    ```python
    env = gymnasium.make("CartPole-v1")
    observation, info = env.reset()
    model = PPO("MlpPolicy", "CartPole-v1")
    ```

    ## Use instead

    ```python
    env = gymnasium.make("CartPole-v1")
    observation, info = env.reset(seed=0)
    model = PPO("MlpPolicy", "CartPole-v1", seed=0)
    ```

    ## Fix safety

    The fix adds the seed in scope, or 0. It is unsafe in a loop, where every episode would be the same one.
    """

    code = "REP108"
    name = "unseeded-rl-environment"
    markers = (b"gym", b"stable_baselines3", b"sb3_contrib")
    follows_names = True
    calls = MAKERS | SEEDED_MAKERS
    packages = MappingProxyType(AGENTS)
    methods = frozenset({"reset"})

    valid = (
        "import gymnasium as gym\nenv = gym.make('A')\nobs, info = env.reset(seed=0)\nenv.reset()\n",
        "import gym\nenv = gym.make('A')\nenv.seed(0)\nobs = env.reset()\n",
        """
        import gymnasium as gym

        def make(seed):
            made = gym.make("A")
            made.reset(seed=seed)
            return made

        env = make(3)
        env.reset()
        """,
        # It may have been seeded by who passes it in.
        "import gymnasium\n\ndef run(env):\n    return env.reset()\n",
        "import gymnasium as gym\neval_env = gym.make('A')\neval_env.reset()\n",
        "import gymnasium as gym\n\ndef evaluate():\n    env = gym.make('A')\n    env.reset()\n",
        """
        import gymnasium as gym

        class Wrapper(gym.Wrapper):
            def reset(self, **kwargs):
                return self.env.reset(**kwargs)
        """,
        """
        import gymnasium as gym

        class Agent:
            def __init__(self, seed):
                self.env = gym.make("A")
                self.env.reset(seed=seed)

            def episode(self):
                self.env.reset()
        """,
        """
        import gymnasium as gym
        from helpers import set_seed

        env = gym.make("A")
        set_seed(env, 3)
        env.reset()
        """,
        "from stable_baselines3 import PPO\nm = PPO('MlpPolicy', 'A', seed=1)\n",
        "from stable_baselines3 import PPO\nm = PPO.load('saved')\n",
        "from stable_baselines3 import PPO\n\ndef f(env, **kw):\n    return PPO('MlpPolicy', env, **kw)\n",
        """
        from stable_baselines3 import A2C
        from stable_baselines3.common.env_util import make_vec_env
        env = make_vec_env("A", n_envs=4, seed=0)
        model = A2C("MlpPolicy", env)
        """,
        "other.reset()\nimport gymnasium\n",
    )
    invalid = (
        "import gymnasium as gym\nenv = gym.make('A')\nobs, info = env.reset()  # <- here\nenv.reset()\n",
        """
        import gym

        def train(episodes):
            env = gym.make("A")
            env = gym.wrappers.TimeLimit(env, 100)
            for _ in range(episodes):
                state = env.reset()  # <- here
                while step(env, state):
                    pass
                env.reset()
        """,
        "import gymnasium as gym\nenv = gym.make('A')\nenv.reset(seed=None)  # <- here\n",
        """
        import gymnasium as gym

        class Agent:
            def __init__(self):
                self.env = gym.make("A")

            def episode(self):
                state, _ = self.env.reset()  # <- here
                return state
        """,
        "from stable_baselines3 import PPO\nm = PPO('MlpPolicy', 'A', verbose=1)  # <- here\n",
        """
        import gymnasium as gym

        def make():
            env = gym.make("A")
            return gym.wrappers.FlattenObservation(env)

        env = make()
        env.reset()  # <- here
        """,
        # The networks would be the same, the environment not.
        """
        import torch
        from stable_baselines3 import SAC

        torch.manual_seed(0)
        model = SAC("MlpPolicy", "A", seed=None)  # <- here
        """,
        """
        from stable_baselines3 import A2C
        from stable_baselines3.common.env_util import make_vec_env

        env = make_vec_env("A", n_envs=4)
        model = A2C("MlpPolicy", env)  # <- here
        """,
        """
        import gymnasium as gym

        envs = gym.vector.SyncVectorEnv([lambda: gym.make("A")])
        obs, _ = envs.reset()  # <- here
        """,
    )

    def __init__(self, file: SourceFile) -> None:
        super().__init__(file)
        self._met: set[tuple[int, str]] = set()

    def visit_call(self, node: cst.Call) -> Iterator[Problem]:
        name = self.file.resolve(node.func)
        top, _, rest = name.partition(".")
        if rest.rpartition(".")[2] in AGENTS.get(top, ()):
            yield from self._check_agent(node, rest.rpartition(".")[2])
        elif isinstance(node.func, cst.Attribute) and node.func.attr.value == "reset":
            yield from self._check_reset(node, node.func.value)

    # -- agents --------------------------------------------------------------------------------------------

    def _check_agent(self, node: cst.Call, short: str) -> Iterator[Problem]:
        if (
            is_open(node)
            or self._is_given(node, "seed")
            or self._is_evaluation(node)
            or is_meant_to_fail(self.file, node)
        ):
            return
        env = argument(node, "env", 1)
        if env is None or surely_none(self.file, env) or self._is_seeded(env):
            return
        yield Problem(
            node,
            f"`{short}` gets no `seed`: its environment starts elsewhere in every run",
            fix=seeding_change(self.file, node, "seed"),
        )

    def _is_seeded(self, env: cst.BaseExpression) -> bool:
        """Whether an environment was seeded when it was made, or by name since."""
        name = dotted_name(env)
        if name is not None and self._is_seeded_by_name(env, name):
            return True
        return any(self._is_given(call, "seed") or is_open(call) for call in self._made_by(env, _DEPTH))

    # -- resets --------------------------------------------------------------------------------------------

    def _check_reset(self, node: cst.Call, env: cst.BaseExpression) -> Iterator[Problem]:
        name = dotted_name(env)
        if name is None or is_open(node) or (node.args and not self._is_none(node)):
            return
        makers = self._made_by(env, _DEPTH)
        if not any(self.file.resolve(call.func) in MAKERS for call in makers):
            return
        if self._is_evaluation(node) or _NO_TRAINING.fullmatch(name.rpartition(".")[2]):
            return
        around = self.file.enclosing(node, cst.ClassDef) if "." in name else self.file.function(node)
        key = (id(around), name)
        if key in self._met or self._is_seeded_by_name(env, name):
            return
        self._met.add(key)
        yield Problem(
            node,
            "the first `reset()` of the environment has no `seed`: it starts elsewhere in every run",
            fix=seeding_change(self.file, node, "seed"),
        )

    def _is_none(self, node: cst.Call) -> bool:
        seed = argument(node, "seed")
        return seed is not None and surely_none(self.file, seed)

    def _made_by(self, env: cst.BaseExpression, depth: int) -> list[cst.Call]:
        """The calls that made an environment, wrappers included."""
        if depth == 0:
            return []
        if isinstance(env, cst.Call):
            inside = [arg.value for arg in env.args[:1]] + self._returned_by(env)
            return [env, *(call for value in inside for call in self._made_by(value, depth - 1))]
        values: list[cst.BaseExpression | None] = []
        if isinstance(env, cst.Name):
            values = held_values(self.file, env, env.value)
        elif isinstance(env, cst.Attribute):
            values = [*attribute_values(self.file, env)]
        if None in values:
            return []
        return [call for v in values if v is not None for call in self._made_by(v, depth - 1)]

    def _returned_by(self, call: cst.Call) -> list[cst.BaseExpression]:
        """What a function of the same file returns: `def make_env(): return gym.make("A")`."""
        target = self.file.resolve(call.func)
        for function in self.file.module.body if target.startswith(".") else ():
            if isinstance(function, cst.FunctionDef) and function.name.value == target[1:]:
                below = self.file.below(function.body)
                if any(isinstance(n, cst.Name) and "seed" in n.value for n in below):
                    return []
                return [n.value for n in below if isinstance(n, cst.Return) and n.value is not None]
        return []

    def _is_seeded_by_name(self, near: cst.CSTNode, name: str) -> bool:
        """Whether something in the function, or in the class for `self.env`, seeds what the name holds."""
        owner = self.file.enclosing(near, cst.ClassDef) if "." in name else None
        around = owner if owner is not None else self.file.function(near)
        for call in self.file.below(around):
            if not isinstance(call, cst.Call):
                continue
            function = call.func
            if isinstance(function, cst.Attribute) and dotted_name(function.value) == name:
                if function.attr.value == "seed" and call.args:
                    return True
                if function.attr.value == "reset" and call.args and not self._is_none(call):
                    return True
            spelled = (dotted_name(function) or "").rpartition(".")[2]
            if named_like_a_seeder(spelled) and any(dotted_name(a.value) == name for a in call.args):
                return True
        return False

    def _is_evaluation(self, node: cst.CSTNode) -> bool:
        function = self.file.function(node)
        return (
            isinstance(function, cst.FunctionDef)
            and not function.name.value.startswith("test_")
            and _NO_TRAINING.fullmatch(function.name.value) is not None
        )

    def _is_given(self, node: cst.Call, name: str) -> bool:
        value = argument(node, name)
        return value is not None and not surely_none(self.file, value)
