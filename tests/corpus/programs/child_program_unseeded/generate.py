import json
import random

print(json.dumps([random.gauss(0, 1) for _ in range(4)]))
