"""scipy sparse matrices and arrays: by entries, not by storage."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

FORMATS = ["bsr", "coo", "csc", "csr", "dia", "dok", "lil"]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", [sp.coo_matrix, sp.coo_array])
def test_every_format(name, kind, differ):
    first = kind(np.eye(4)).asformat(name)
    second = kind(np.diag([1.0, 1.0, 2.0, 1.0])).asformat(name)
    assert differ(first, first.copy()) == ()
    (mismatch,) = differ(first, second)
    assert (mismatch.path, mismatch.index) == ("v.data", (2,))


def test_storage_order_duplicates_and_zeros_are_no_values(differ):
    first = sp.csr_matrix(([1.0, 2.0, 0.0], [2, 0, 1], [0, 3, 3]), (2, 3))
    second = sp.csr_matrix(np.array([[2.0, 0, 1.0], [0, 0, 0]]))
    assert differ(first, second) == ()
    assert not first.has_sorted_indices
    twice = sp.coo_matrix(([1.0, 1.0], ([0, 0], [1, 1])), (2, 2))
    assert differ(twice, sp.coo_matrix(([2.0], ([0], [1])), (2, 2))) == ()
    assert twice.nnz == 2


def test_negative_zero_is_an_entry(differ):
    first, second = (sp.coo_matrix(([zero, 1.0], ([0, 1], [1, 1])), (2, 2)) for zero in (-0.0, 0.0))
    assert differ(first, second)


def test_shape_and_dtype(differ):
    assert differ(sp.eye(3).tocsr(), sp.eye(3, 4).tocsr())[0].kind == "shape"
    assert differ(sp.eye(3).tocsr(), sp.eye(3, dtype="f4").tocsr())[0].kind == "dtype"
    assert differ(sp.eye(3).tocsr(), sp.eye(3).tocsc())[0].kind == "type"
