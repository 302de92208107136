import random
import time

TOPICS = {
    "tea": "leaf pot steep cup green black oolong".split(),
    "bike": "wheel chain gear brake frame road hill".split(),
    "moss": "spore damp rock green shade forest stem".split(),
}


class Web:
    """Forty pages that link to each other, served with a little latency."""

    def __init__(self, pages=40, seed=3):
        rng = random.Random(seed)
        self.pages = {}
        for number in range(pages):
            topic = rng.choice(list(TOPICS))
            links = [f"/p{rng.randrange(pages)}" for _ in range(3)] + [f"/p{(number + 1) % pages}"]
            self.pages[f"/p{number}"] = (topic, rng.choices(TOPICS[topic], k=12), links)

    def get(self, url):
        time.sleep(0.002)
        return url, *self.pages[url]
