STAMPS = [1_690_000_000 + 4321 * i for i in range(30)]
