class Node:
    def __init__(self, name, *inputs):
        self.name = name
        self.inputs = inputs
