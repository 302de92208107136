from agent import Agent
from world import Corridor


def train(episodes=25, seed=0):
    world = Corridor()
    agent = Agent(world.length + 1, seed)
    lengths = []
    for _ in range(episodes):
        state, steps, done = world.reset(), 0, False
        while not done and steps < 60:
            action = agent.act(state)
            after, reward, done = world.step(action)
            agent.memory.append((state, action, reward, after, done))
            agent.learn()
            state, steps = after, steps + 1
        lengths.append(steps)
    return agent, lengths
