from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import libcst as cst

from lint_rules.analysis.tree.agents import is_only_made
from lint_rules.analysis.tree.arguments import argument, constant, is_open
from lint_rules.analysis.tree.environments import (
    is_made_by_callers,
    is_reset_before,
    is_seeded_by_name,
    makers_of,
    may_seed_inside,
)
from lint_rules.analysis.tree.evaluating import is_evaluation, only_looks
from lint_rules.analysis.tree.moments import is_only_tried
from lint_rules.analysis.tree.names import excludes, is_store, later_uses, occurrences
from lint_rules.analysis.tree.nodes import dotted_name
from lint_rules.analysis.tree.probing import is_only_a_probe
from lint_rules.analysis.tree.seeds import seeding_change
from lint_rules.analysis.tree.values import holder_of, surely_none, targets_of
from lint_rules.knowledge.environments import AGENTS, MAKERS, NO_TRAINING, SEEDED_MAKERS
from lint_rules.rule import Example, Problem, SourceRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lint_rules.analysis.tree.source import SourceFile


class UnseededRlEnvironment(SourceRule):
    """Environment that is first reset without a seed, or agent made without one.

    ## What it does

    Reports the first `reset()` of an environment that `gymnasium.make` (or `gym.make`) made, here or in the
    file that hands it in, when it has no `seed` and nothing else seeds the environment, and agents of
    stable-baselines3 that get neither a seed nor a seeded environment. Later resets, wrappers,
    environments, functions and branches for evaluation (`if args.mode == "test":`), and episodes that are
    rendered and whose rewards nobody reads, are not reported; resets in tests, and in programs that show an
    environment or try it and learn nothing, have low confidence.

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
    markers = (b".reset(", b"stable_baselines3", b"sb3_contrib")
    follows_names = True
    calls = MAKERS | SEEDED_MAKERS
    packages = MappingProxyType(AGENTS)
    methods = frozenset({"reset"})

    valid = (
        # A test that lets nothing act.
        Example(
            """
            from stable_baselines3 import PPO

            def test_options():
                model = PPO("MlpPolicy", "CartPole-v1", gamma=0.9)
                assert isinstance(model, PPO)
                assert model.gamma == 0.9
                model.save("model")
            """,
            path="tests/test_options.py",
        ),
        "import gymnasium as gym\nenv = gym.make('A')\nobs, info = env.reset(seed=0)\nenv.reset()\n",
        # It is watched; the program also learns, in another one.
        """
        import gymnasium as gym

        env = gym.make("A", render_mode="rgb_array")
        env.reset()
        for i in range(200):
            env.step(env.action_space.sample())
            env.render()
        env.close()

        env = gym.make("A")
        state, info = env.reset(seed=3)
        agent.learn(state)
        """,
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
        Example(
            "def run(env, agent):\n    return agent.learn(env.reset())\n",
            files={
                "main.py": """
                    import gym
                    from example import run

                    env = gym.make("A")
                    env.seed(3)
                    run(env, agent)
                    """
            },
        ),
        Example(
            "def run(env, agent):\n    return agent.learn(env.reset())\n",
            files={"main.py": "from example import run\nfrom envs import Own\n\nrun(Own(3), agent)\n"},
        ),
        # Its first reset is where it was made.
        Example(
            "def run(env, agent):\n    return agent.learn(env.reset())\n",
            files={
                "main.py": """
                    import gym
                    from example import run

                    env = gym.make("A")
                    start = env.reset()
                    run(env, agent)
                    """
            },
        ),
        # A program that shows what was learnt.
        """
        import gym
        env = gym.make("A")
        policy.load_weights("policy.h5")
        state = env.reset()
        while True:
            env.render()
            state, *_ = env.step(policy.predict(state))
        """,
        "import gymnasium as gym\neval_env = gym.make('A')\neval_env.reset()\n",
        "import gymnasium as gym\nenv = gym.make('A', render_mode='human')\nenv.reset()\n",
        # What was learnt is recorded, and its rewards are read by nobody.
        """
        import gymnasium as gym

        model.learn(1000)
        env = RecordVideo(gym.make("A"), "videos")
        for video in range(5):
            done = False
            state, _ = env.reset()
            while not done:
                action, _ = model.predict(state)
                state, reward, done, _, info = env.step(action)
                env.render()
        """,
        "import gymnasium as gym\n\ndef evaluate():\n    env = gym.make('A')\n    env.reset()\n",
        "import gym\n\ndef display_session(agent):\n    env = gym.make('A')\n    agent.act(env.reset())\n",
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
    )
    invalid = (
        """
        import gymnasium as gym

        env = gym.make("A")
        state, _ = env.reset()  # <- here
        done, total = False, 0
        while not done:
            state, reward, done, _, info = env.step(policy(state))
            total += reward
            env.render()
        """,
        Example(
            """
            from stable_baselines3 import PPO

            def test_learning():
                model = PPO("MlpPolicy", "CartPole-v1")  # <- here
                model.learn(100)
                assert reward(model) > 50
            """,
            path="tests/test_learning.py",
        ),
        "import gym\nenv = gym.make('A').unwrapped\nobs = env.reset()  # <- here\n",
        "import gym\nenv = gym.make('A').env\nobs = env.reset()  # <- here\n",
        Example(
            """
            def interact(env, agent, episodes=100):
                for _ in range(episodes):
                    agent.learn(env.reset())  # <- here

            class Agent:
                def __init__(self, env):
                    self.env = env

                def play(self):
                    self.update(self.env.reset())  # <- here
            """,
            files={
                "main.py": """
                    import gym
                    from example import Agent, interact

                    env = gym.wrappers.TimeLimit(gym.make("A"), 100)
                    interact(env, Agent(env))
                    """
            },
        ),
        "import gymnasium as gym\nenv = gym.make('A')\nobs, info = env.reset()  # <- here\nenv.reset()\n",
        """
        import gym

        def learn(env, agent):
            agent.learn(env.reset())

        def made():
            env = gym.make("B")
            env.reset()  # <- here
            return env

        def main(args, agent):
            if args.wide:
                env = gym.make("A")
                env.reset()  # <- here
            else:
                env = gym.make("C")
                env.reset()  # <- here
            learn(env, agent)
            env.reset()
            other = made()
            agent.learn(other.reset())
        """,
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

        env = gym.make("A")
        env.reset()  # <- here
        for i in range(200):
            agent.learn(env.step(agent.act()))
            env.render()
        """,
        "import gym\nenv = gym.envs.make('A')\nenv.reset()  # <- here\n",
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
    )

    def __init__(self, file: SourceFile) -> None:
        super().__init__(file)
        # By the function or class, and the name of the environment: what resets it.
        self._met: dict[tuple[int, str], list[cst.BaseExpression]] = {}

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
            or is_evaluation(self.file, node)
            or is_only_tried(self.file, node)
        ):
            return
        env = argument(node, "env", 1)
        if env is None or surely_none(self.file, env) or self._is_seeded(env):
            return
        yield Problem(
            node,
            f"`{short}` gets no `seed`: its environment starts elsewhere in every run",
            "low" if is_only_made(self.file, node) else "high",
            seeding_change(self.file, node, "seed"),
        )

    def _is_seeded(self, env: cst.BaseExpression) -> bool:
        """Whether an environment was seeded when it was made, or by name since."""
        name = dotted_name(env)
        if name is not None and is_seeded_by_name(self.file, env, name):
            return True
        return any(self._is_given(call, "seed") or is_open(call) for call in makers_of(self.file, env))

    # -- resets --------------------------------------------------------------------------------------------

    def _check_reset(self, node: cst.Call, env: cst.BaseExpression) -> Iterator[Problem]:
        name = dotted_name(env)
        if name is None or is_open(node) or (node.args and not self._is_none(node)):
            return
        makers = makers_of(self.file, env)
        made = any(self._makes_environment(call) for call in makers)
        if not made and (makers or not is_made_by_callers(self.file, env, MAKERS)):
            return
        if is_only_a_probe(self.file, node) or self._is_only_watched(node, makers):
            return
        if self._is_only_recorded(node, name):
            return
        if is_only_tried(self.file, node):
            return
        if is_evaluation(self.file, node) or NO_TRAINING.fullmatch(name.rpartition(".")[2]):
            return
        if self._is_wrapper(node, name) or self._is_shown(makers):
            return
        around = self.file.enclosing(node, cst.ClassDef) if "." in name else self.file.function(node)
        key = (id(around), name)
        met = self._met.setdefault(key, [])
        if not all(excludes(self.file, one, env) for one in met) or is_reset_before(self.file, env):
            return
        if is_seeded_by_name(self.file, env, name) or self._was_seeded_inside(makers):
            return
        met.append(env)
        yield Problem(
            node,
            "the first `reset()` of the environment has no `seed`: it starts elsewhere in every run",
            "low" if only_looks(self.file) else "high",
            seeding_change(self.file, node, "seed"),
        )

    def _is_shown(self, makers: list[cst.Call]) -> bool:
        """Whether somebody watches the environment: `gym.make("A", render_mode="human")`."""
        modes = (argument(call, "render_mode") for call in makers)
        return any(mode is not None and constant(mode) == "human" for mode in modes)

    def _is_only_watched(self, node: cst.Call, makers: list[cst.Call]) -> bool:
        """`env.reset()`, then `env.step(action)` and `env.render()`, of which nobody keeps what they give."""
        assign = self.file.enclosing(makers[0], cst.Assign) if makers else None
        name = holder_of(self.file, assign.value) if assign is not None else None
        if assign is None or name is None or not name.isidentifier():
            return False
        uses = later_uses(self.file, assign, name)
        asked = {use.attr.value for use in map(self.file.parent, uses) if isinstance(use, cst.Attribute)}
        return "render" in asked and all(_is_dropped(self.file, use) for use in uses)

    def _is_only_recorded(self, reset: cst.Call, name: str) -> bool:
        """Whether an episode is rendered whose rewards nobody reads: nothing is learnt, or measured."""
        if not name.isidentifier():
            return False
        statement = self.file.enclosing(reset, cst.Assign) or reset
        asked = [self.file.parent(use) for use in later_uses(self.file, statement, name)]
        attributes = [one for one in asked if isinstance(one, cst.Attribute)]
        steps = [self.file.parent(one) for one in attributes if one.attr.value == "step"]
        return (
            len(attributes) == len(asked)
            and bool(steps)
            and any(one.attr.value == "render" for one in attributes)
            and not any(self._is_rewarded(step) for step in steps)
        )

    def _is_rewarded(self, step: cst.CSTNode | None) -> bool:
        """Whether somebody reads the reward: `state, reward, done, info = env.step(action)`."""
        assign = self.file.parent(step) if step is not None else None
        if isinstance(assign, cst.Expr):
            return False
        target = targets_of(assign)[0] if isinstance(assign, cst.Assign) else None
        if not isinstance(target, cst.Tuple) or len(target.elements) < 2:
            return True
        reward = target.elements[1].value
        if not isinstance(reward, cst.Name):
            return True
        uses = occurrences(self.file, self.file.function(reward), reward.value)
        return not all(is_store(self.file, use) for use in uses)

    def _is_none(self, node: cst.Call) -> bool:
        seed = argument(node, "seed")
        return seed is not None and surely_none(self.file, seed)

    def _makes_environment(self, call: cst.Call) -> bool:
        """Whether a call makes one without a seed, be it through a function of another file."""
        name = self.file.resolve(call.func)
        return name in MAKERS or (bool(name) and bool(self.file.ask("calls-unseeded", name, *sorted(MAKERS))))

    def _was_seeded_inside(self, makers: list[cst.Call]) -> bool:
        """Whether the environment was seeded before something was wrapped round it."""
        if any(_is_vector(self.file.resolve(m.func)) and may_seed_inside(self.file, m) for m in makers):
            return True
        wrapped = [call.args[0].value for call in makers if call.args]
        return any((name := dotted_name(v)) and is_seeded_by_name(self.file, v, name) for v in wrapped)

    def _is_wrapper(self, node: cst.Call, name: str) -> bool:
        """Whether an environment resets the one inside: who resets the outer one decides on the seed."""
        function = self.file.function(node)
        return "." in name and isinstance(function, cst.FunctionDef) and function.name.value == "reset"

    def _is_given(self, node: cst.Call, name: str) -> bool:
        value = argument(node, name)
        return value is not None and not surely_none(self.file, value)


def _is_vector(name: str) -> bool:
    return name.endswith("VectorEnv")


def _is_dropped(file: SourceFile, env: cst.Name) -> bool:
    """`env.step(action)` as a statement of its own, or `env.action_space`, which no reset changes."""
    asked = file.parent(env)
    if not isinstance(asked, cst.Attribute) or asked.value is not env:
        return False
    call = file.parent(asked)
    return asked.attr.value == "action_space" or (
        isinstance(call, cst.Call) and isinstance(file.parent(call), cst.Expr)
    )
