"""Reinforcement learning: what makes environments and agents, and how they are seeded."""

from __future__ import annotations

import re

# Environments start from fresh entropy until their first `reset(seed=...)`.
MAKERS = frozenset(
    f"{library}.{name}"
    for library in ("gym", "gymnasium")
    for name in (
        "make",
        "make_vec",
        "envs.make",
        "envs.registration.make",
        "vector.make",
        "vector.SyncVectorEnv",
        "vector.AsyncVectorEnv",
    )
) | {"gym_super_mario_bros.make", "mo_gymnasium.make", "retro.make", "safety_gymnasium.make"}

# These take a seed when they are made.
SEEDED_MAKERS = frozenset(
    {
        "stable_baselines3.common.cmd_util.make_vec_env",
        "stable_baselines3.common.env_util.make_atari_env",
        "stable_baselines3.common.env_util.make_vec_env",
    }
)

VECTOR_WRAPPERS = frozenset(
    {
        "stable_baselines3.common.vec_env.DummyVecEnv",
        "stable_baselines3.common.vec_env.SubprocVecEnv",
    }
)

# Libraries of agents -> their classes. With `seed` they seed `random`, numpy, torch and the environment.
AGENTS: dict[str, frozenset[str]] = {
    "stable_baselines3": frozenset({"A2C", "DDPG", "DQN", "PPO", "SAC", "TD3"}),
    "sb3_contrib": frozenset({"ARS", "CrossQ", "MaskablePPO", "QRDQN", "RecurrentPPO", "TQC", "TRPO"}),
}

# What files, functions, variables and modes are called that only try or show what was learnt.
NO_TRAINING = re.compile(
    r"(.*[_-])?(eval|evaluation|evaluate|test|demo|display|render|show|play|enjoy|viz|visuali[sz]e|videos?|watch|"
    r"gifs?)([_-].*)?",
    re.I,
)
