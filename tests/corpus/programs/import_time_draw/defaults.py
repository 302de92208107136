import random

JITTER = random.uniform(0.9, 1.1)
RETRIES = 3
