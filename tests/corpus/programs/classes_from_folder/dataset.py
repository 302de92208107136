import os


class Folder:
    def __init__(self, root):
        self.root = root
        self.classes = os.listdir(root)
        self.items = [
            (os.path.join(root, name, file), index)
            for index, name in enumerate(self.classes)
            for file in sorted(os.listdir(os.path.join(root, name)))
        ]

    def __getitem__(self, i):
        path, label = self.items[i]
        with open(path) as file:
            return float(file.read()), label
