"""More examples of REP108: environments that others make, wrap or seed."""

from lint_rules.rule import Example

VALID: tuple[Example | str, ...] = (
    # Another function of the caller's file calls something else so.
    Example(
        "def run(env, agent):\n    return agent.learn(env.reset())\n",
        files={
            "main.py": """
                import gym
                from envs import Own
                from example import run

                def look():
                    env = gym.make("A")
                    print(env.observation_space)

                def train(agent):
                    env = Own(3)
                    run(env, agent)
                """
        },
    ),
    # What the caller is handed itself, a third file has seeded.
    Example(
        "def run(env, agent):\n    return agent.learn(env.reset())\n",
        files={
            "main.py": """
                import gym
                from example import run

                def look():
                    env = gym.make("A")
                    print(env.observation_space)

                def train(env, agent):
                    run(env, agent)
                """,
            "train.py": """
                import gym
                from main import train

                env = gym.make("A")
                env.seed(1)
                train(env, agent)
                """,
        },
    ),
    # Seeded through what is inside, or as it is wrapped.
    Example(
        "def run(env, agent):\n    return agent.learn(env.reset())\n",
        files={
            "main.py": """
                import gym
                from example import run

                env = gym.make("A")
                env.unwrapped.seed(3)
                run(env, agent)
                """
        },
    ),
    Example(
        "def run(env, agent):\n    return agent.learn(env.reset())\n",
        files={
            "main.py": """
                import gym
                from example import run

                env = gym.make("A")
                env = wrap(env, seed=3)
                run(env, agent)
                """
        },
    ),
    # Only shown.
    Example(
        "def run(env, agent):\n    return agent.learn(env.reset())\n",
        files={
            "enjoy.py": """
                import gym
                from example import run

                env = gym.make("A")
                run(env, agent)
                """
        },
    ),
    # A trained agent is shown.
    """
    import gym

    env = gym.make("A")

    def main():
        if args.mode == "test":
            agent.load()
            state = env.reset()
        elif args.render:
            state = env.reset()
    """,
    # An environment that people watch, in a program that learns nothing.
    """
    import gymnasium as gym

    env = gym.make("A", render_mode="rgb_array")
    observation, _ = env.reset()
    frames = [env.render() for _ in range(100)]
    """,
    # Seeded before it is handed over.
    """
    import gym

    class Agent:
        def __init__(self, env):
            self.env = env

        def train(self):
            state = self.env.reset()

    def main():
        env = gym.make("A")
        env.seed(0)
        Agent(env).train()
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
    # Seeded before it was wrapped, asked for its size only, and made by a function that takes a seed.
    """
    import gym
    from factory import make

    env = gym.make("A")
    env.seed(0)
    wrapped = Monitor(env, "log.csv")
    wrapped.reset()
    size = len(gym.make("B").reset())
    other = gym.make("B")
    width = other.reset().shape[0]
    made = make("C", 3)
    made.reset()
    """,
    Example(
        "import gymnasium\nfrom factory import make\nenv = make('A', 3)\nenv.reset()\n",
        files={
            "factory.py": """
            import gymnasium

            def make(name, seed):
                env = gymnasium.make(name)
                env.reset(seed=seed)
                return env
            """
        },
    ),
    Example("import gym\nenv = gym.make('A')\nobs = env.reset()\n", path="enjoy_cartpole.py"),
    Example("import gym\nenv = gym.make('A')\nobs = env.reset()\n", path="test-feedforward.py"),
    "import gym\n\ndef test_network(net):\n    env = gym.make('A')\n    env.reset()\n",
    """
    import gym

    class Wrapped:
        def __init__(self):
            self._env = gym.make("A")

        def reset(self):
            return self._env.reset()
    """,
    # Seeded where it is made.
    """
    import gym

    env = gym.make("A")
    env.seed(args.seed)

    def collect():
        for _ in range(9):
            state = env.reset()
    """,
    """
    import gym

    def make(number):
        def thunk():
            env = gym.make("A")
            env.seed(number)
            return env
        return thunk

    envs = gym.vector.SyncVectorEnv([make(i) for i in range(4)])
    envs.reset()
    others = gym.vector.AsyncVectorEnv([remake("A", args.seed + i) for i in range(4)])
    others.reset()
    """,
)
INVALID: tuple[Example | str, ...] = (
    # Wrapped some times over.
    Example(
        "def run(env, agent):\n    return agent.learn(env.reset())  # <- here\n",
        files={
            "main.py": """
                import gym
                from example import run

                with gym.make("A") as inner:
                    env = gym.wrappers.TimeLimit(inner, 100)
                    env = Monitor(Scaled(Clipped(Stacked(env))))
                    run(env, agent)
                """
        },
    ),
    """
    import gymnasium as gym

    env = gym.make("A", render_mode="rgb_array")
    observation, _ = env.reset()  # <- here
    optimizer.step(env.action_space.sample())
    """,
    """
    import gym

    class Agent:
        def __init__(self, size, env):
            self.env = env

        def train(self):
            state = self.env.reset()  # <- here

    def learn(env):
        return env.reset()  # <- here

    def main():
        env = gym.make("A")
        Agent(3, env).train()
        learn(env)
    """,
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
    import gym

    def learn(env_fn, seed=0):
        set_seed(seed)
        env, test_env = env_fn(), env_fn()
        state, total = env.reset(), 0  # <- here
        test_env.reset()

    learn(lambda: gym.make("A"))
    """,
    """
    import gym

    def learn(env_fn, steps=3):
        env = env_fn()
        env.reset()  # <- here

    if __name__ == "__main__":
        settings = dict(env_fn=lambda: gym.make("A"), steps=9)
        learn(**settings)
    """,
    Example(
        "from factory import make\nenv = make()\nstate, _ = env.reset()  # <- here\n",
        files={"factory.py": "import gymnasium\n\ndef make():\n    return gymnasium.make('A')\n"},
    ),
    Example(
        """
        import gym
        from factory import make, Wrapped

        env = Wrapped(make("A"))
        size = len(env.reset())
        obs = env.reset()  # <- here
        """,
        files={
            "factory.py": """
            import gym

            class Wrapped(gym.Wrapper):
                pass

            def make(name):
                env = gym.make(name)
                return Wrapped(env)
            """
        },
    ),
    """
    import gymnasium as gym

    envs = gym.vector.SyncVectorEnv([lambda: gym.make("A")])
    obs, _ = envs.reset()  # <- here
    """,
)
