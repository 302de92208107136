"""The global stream of ``random``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from source_contract import SourceContract, finish, marked

from pytest_repro.trials.turned import recorded_states, turned

if TYPE_CHECKING:
    from collections.abc import Callable

    from source_contract import Bench


class TestPythonRandom(SourceContract):
    source = "python-random"
    probes = """
        import random
        import threading
        from random import shuffle

        AT_IMPORT = [random.random() for _ in range(2)]  # HERE

        def every_function():
            r = random
            return [
                r.random(),  # HERE
                r.uniform(0, 1),  # HERE
                r.triangular(0, 1, 0.5),  # HERE
                r.randint(0, 2**60),  # HERE
                r.randrange(2**60),  # HERE
                r.choice(range(2**60)),  # HERE
                r.choices(range(2**60), k=2),  # HERE
                r.sample(range(2**60), k=3),  # HERE
                r.normalvariate(0, 1),  # HERE
                r.lognormvariate(0, 1),  # HERE
                r.expovariate(1.0),  # HERE
                r.vonmisesvariate(0, 1),  # HERE
                r.gammavariate(1, 1),  # HERE
                r.gauss(0, 1),  # HERE
                r.betavariate(1, 1),  # HERE
                r.paretovariate(1),  # HERE
                r.weibullvariate(1, 1),  # HERE
                r.getrandbits(60),  # HERE
                r.randbytes(8).hex(),  # HERE
            ]

        def shuffled_by_name():
            x = list(range(50))
            shuffle(x)  # HERE
            return x

        def hidden_instance():
            rng = random._inst
            rng.shuffle(x := list(range(50)))  # HERE
            return x, rng.gauss(0, 1), rng.choice(range(2**60))  # HERE

        def moved_at_import():
            return AT_IMPORT

        def reading_the_state():
            return len(random.getstate()[1])

        def own_generator():
            rng = random.Random(3)
            rng.shuffle(x := list(range(9)))
            return x, rng.random()

        class Layer:
            draw = random.random

            def __call__(self):
                return self.draw()

        def moved_by_a_class_attribute():
            return Layer()()

        def recursive(n=40):
            return recursive(n - 1) if n else random.random()  # HERE

        def from_a_generator():
            def lazily():
                for _ in range(3):
                    yield random.random()  # HERE
            return list(lazily())

        def in_a_thread():
            out = []
            def work():
                out.append(random.random())  # HERE
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
            return out

        def in_code_without_a_file():
            space = {"random": random}
            exec("x = random.random()", space)  # HERE
            return space["x"]
        """


SEEDING = """
    import random

    def before():
        return random.random()  # HERE

    def {name}():
        {seed}
        return random.random()

    def after():
        return [random.random(), random.shuffle([1, 2])]
    """


class TestSeed(SourceContract):
    source = "python-random"
    probes = SEEDING.format(name="seed", seed="random.seed(7)")


class TestSetState(SourceContract):
    source = "python-random"
    probes = SEEDING.format(name="set_state", seed="random.setstate(random.Random(7).getstate())")


MANY = """
    import random

    def many():
        total = 0.0
        for _ in range(20_100):
            total += random.random()  # HERE
        return total
    """


def test_many_draws_are_one_site_with_their_number(bench: Callable[..., Bench]) -> None:
    made = bench(MANY)
    (draw,) = made.record().recording("python-random")["draws"]
    assert (draw["line"], draw["count"]) == (*marked(made.text), 20_100)


RESEEDED = """
    import random

    def draw():
        return random.random()  # HERE
    """


def test_a_plugin_that_reseeds_does_not_make_the_program_seeded(bench: Callable[..., Bench]) -> None:
    made = bench(RESEEDED)
    assert made.record("draw", reseed=True).lines("python-random") == marked(made.text)
    assert made.vary("draw", reseed=True).answers != made.vary("draw", reseed=True).answers


PUT_BACK = """
    import random

    def outside():
        state = random.getstate()
        random.seed(3)
        inside = random.random()
        random.setstate(state)
        after = random.random()  # HERE
        random.seed(4)
        return inside + after + random.random()
    """


def test_a_block_that_seeds_and_puts_the_state_back_leaves_the_stream_unseeded(
    bench: Callable[..., Bench],
) -> None:
    made = bench(PUT_BACK)
    assert made.record().lines("python-random") == marked(made.text)


def test_a_trial_can_have_numbers_unlike_those_of_a_recorded_one(bench: Callable[..., Bench]) -> None:
    made = bench("import random\n\ndef drawn():\n    return [random.random() for _ in range(9)]\n")
    recorded = made.record()
    varied = made.planner.replaying("replay", recorded.spec, frozenset())
    other = finish(made.start(turned(varied, recorded_states(recorded.spec), 0), ()))
    pairs = zip(recorded.answers["drawn"], other.answers["drawn"], strict=True)
    assert [round(one + another, 9) for one, another in pairs] == [1] * 9
