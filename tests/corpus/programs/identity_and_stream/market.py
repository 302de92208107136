import random

from agents import Agent


def trade(rounds=3):
    agents = {Agent(i) for i in range(12)}
    log = []
    for _ in range(rounds):
        for agent in agents:
            agent.money *= 0.9
            log.append(agent.number)
    price = random.random()
    return log, price
