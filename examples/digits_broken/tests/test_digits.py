import numpy as np
import pytest
import torch

from digits.augment import shift
from digits.files import load_samples, read_image
from digits.labels import Labels
from digits.prepare import NAMES


def test_every_image_is_read(data):
    samples = load_samples(data / "test")
    assert samples.images.shape == (360, 8, 8)
    assert 0 <= samples.images.min() < samples.images.max() <= 1
    assert set(samples.names) == set(NAMES)


def test_a_file_of_another_kind_is_refused(tmp_path):
    text = tmp_path / "notes.pgm"
    text.write_text("not an image\n")
    with pytest.raises(ValueError, match="not a binary PGM"):
        read_image(text)


def test_shifting_keeps_the_shape():
    images = np.zeros((4, 8, 8), dtype=np.float32)
    assert shift(images, np.random.default_rng(1)).shape == images.shape


def test_an_unknown_class_is_refused():
    with pytest.raises(ValueError, match="eleven"):
        Labels(NAMES).encode(["eleven"])


def test_the_network_recognises_digits(trained):
    assert trained["accuracy"] > 0.9
    assert trained["history"][-1] < trained["history"][0]


def test_the_checkpoint_holds_the_weights(trained):
    saved = torch.load(trained["checkpoint"], weights_only=True)
    assert sorted(saved["labels"]) == sorted(NAMES)
    for name, weight in trained["weights"].items():
        assert torch.equal(saved["weights"][name], weight)
