RATINGS = [(u, (u * 7 + k) % 23) for u in range(12) for k in range(4)]
ITEMS = sorted({item for _, item in RATINGS})
