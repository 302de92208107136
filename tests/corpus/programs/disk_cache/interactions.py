"""Who clicked what, and item co-occurrence."""
import numpy as np
from scipy import sparse


def clicks(users: int = 70, items: int = 30, seed: int = 18) -> sparse.csr_matrix:
    rng = np.random.default_rng(seed)
    taste, kind = rng.dirichlet(np.ones(4) * 0.5, users), rng.dirichlet(np.ones(items) * 0.3, 4)
    rows = [(u, i) for u in range(users) for i in set(rng.choice(items, 9, p=taste[u] @ kind).tolist())]
    u, i = np.array(rows).T
    return sparse.csr_matrix((np.ones(len(rows)), (u, i)), shape=(users, items))


def neighbours(matrix: sparse.csr_matrix, shrink: float, exclude=frozenset()) -> np.ndarray:
    counts = (matrix.T @ matrix).toarray()
    np.fill_diagonal(counts, 0)
    popular = np.asarray(matrix.sum(axis=0)).ravel()
    for item in exclude:
        counts[int(item[1:])] = 0
    return counts / (np.sqrt(np.outer(popular, popular)) + shrink + 1e-9)
