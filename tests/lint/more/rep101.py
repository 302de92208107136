"""More examples of REP101: numbers that only name or colour something."""

from lint_rules.rule import Example

VALID: tuple[Example | str, ...] = (
    """
    import hashlib, random, string, time

    def generate_trial_id():
        s = str(time.time()) + str(random.randint(1, 9))
        return hashlib.sha256(s.encode("utf-8")).hexdigest()

    def id_generator(size=20):
        return "i" + "".join(random.choice(string.digits) for _ in range(size))

    def page(rows):
        uuid = "".join(random.choices(string.ascii_lowercase, k=20))
        colors = [random.random() for _ in rows]
        return f"<div id='{uuid}'>", colors
    """,
    """
    import random, string

    def start(n):
        args.jobnum = random.randint(0, 1000000)
        folder = f"/tmp/run-{random.randrange(99)}"
        path = "out_{}.txt".format(random.randint(0, 9))
        tag = "v%d" % random.getrandbits(16)
        password = "".join(random.choices(string.ascii_letters + string.digits, k=8))
        launch(folder, path, tag, password, exp_id=hex(random.randrange(16)))
    """,
    # What a program calls its own module, whatever the standard library has.
    Example(
        "import random\n\ndef draw():\n    return random.random()\n",
        path="train/profile.py",
        files={
            "train/__init__.py": "",
            "train/run.py": "import random\nimport profile\n\nrandom.seed(1)\nprofile.draw()\n",
        },
    ),
    # `pytest_configure` runs before every test, and what sets it up.
    Example(
        """
        import random

        class TestModel:
            def setup_method(self, method):
                self.rows = [random.random() for _ in range(3)]

            def test_sum(self):
                assert sum(self.rows) > 0
        """,
        path="tests/test_model.py",
        files={"tests/conftest.py": "import random\n\ndef pytest_configure(config):\n    random.seed(3)\n"},
    ),
    # Nobody reads what is drawn.
    """
    import random

    def trial():
        x = random.random()
        return {"a": 1}

    if __name__ == "__main__":
        y = random.random()
        trial()
    """,
    # Nobody reads what comes of it either, or something else takes its place at once.
    """
    import random

    def clean(rows, path):
        name = "" if path.exists() else "".join([random.choice("ab") for _ in range(8)])
        rows.to_csv(path)

    def places(n):
        numbers = random.sample(range(99), n)
        for i in range(n):
            place = [int(numbers[i] // 9), numbers[i] % 9]
            place = [5, 2]
            yield place
    """,
    # It only decides who is told.
    """
    import random

    class Timer:
        def end(self, label):
            if random.random() < 1 / self.counts[label]:
                self.log_fn("timer", {"event": label})
            if self.verbose and random.random() < 0.1:
                render_and_save_noise(self.noise, path="noise.png")
    """,
    # Steps that are always taken, or never.
    """
    import random

    def augment(image):
        if random.random() < 1.0:
            image = flip(image)
        if random.random() < 0:
            image = blur(image)
        return turn(image) if random.random() >= 0.0 else image
    """,
    # A file that has been left over: the program seeds, and imports what lies beside it.
    Example(
        """
        import random

        class Model:
            def choose(self, items):
                return random.choice(items)
        """,
        path="models/model.py",
        files={
            "models/__init__.py": "",
            "models/model_2.py": "class Model:\n    pass\n",
            "train.py": "import random\nfrom models.model_2 import Model\nrandom.seed(3)\nModel()\n",
        },
    ),
    # A number that is then nothing but a seed: that is REP106.
    "import random\n\ndef main():\n    n = random.randint(0, 9)\n    train(seed=n)\n",
)
INVALID: tuple[Example | str, ...] = (
    # Somebody else reads them, or what takes their place depends on them.
    """
    import random

    def places(n):
        numbers = random.sample(range(99), n)  # <- here
        place = show(numbers)
        place = [5, 2]
        number = random.random()  # <- here
        rest = [number]
        rest = [*rest, 2]
        return place, rest
    """,
    # What seeds imports the standard library's `random`, not the module of a package that is called so.
    Example(
        """
        import random
        from .base import Base

        class Indexed(Base):
            def following(self, tracks):
                return random.choice(tracks)  # <- here
        """,
        path="app/indexed.py",
        files={
            "app/__init__.py": "",
            "app/base.py": "class Base:\n    pass\n",
            "app/random.py": "from app.indexed import Indexed\n\nclass Random(Indexed):\n    pass\n",
            "elsewhere/train.py": "import random\nrandom.seed(3)\nfit(random.random())\n",
        },
    ),
    """
    import random, string

    def misspell(word):
        place = random.randrange(len(word))  # <- here
        letter = random.choice(string.ascii_lowercase)  # <- here
        prompt = f"{random.randint(0, 9)} + 3"  # <- here
        return prompt, word[:place] + letter + word[place + 1 :]
    """,
    """
    import random

    def augment(image):
        often = 1
        if random.random() <= 0.9:  # <- here
            image = flip(image)
        if random.random() < often:  # <- here
            image = blur(image)
        return random.random() * 2 < 1, image  # <- here
    """,
    """
    import random

    def step(self, image):
        if random.random() < 0.1:  # <- here
            print("flipped")
            image = flip(image)
        if random.random() < 0.1:  # <- here
            show(image)
        else:
            self.count += 1
        return image
    """,
    # It is read further inside, or by others.
    """
    import random

    def trial():
        x = random.random()  # <- here

        def inner():
            return x

        return inner

    def keep():
        global kept
        kept = random.random()  # <- here
    """,
    """
    import random

    def generate_rows(n):
        return [random.random() for _ in range(n)]  # <- here

    def sample_ids(ids):
        return random.sample(ids, 3)  # <- here
    """,
    "import random\nn = random.randint(0, 9)  # <- here\ntrain(seed=n)\nprint(n)\n",
)
