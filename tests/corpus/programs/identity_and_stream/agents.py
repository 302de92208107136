class Agent:
    def __init__(self, number):
        self.number = number
        self.money = 100.0
