"""The drawn stand-in: contract of the arrays, the same pictures for ever, difficulty, its cache."""

import hashlib
import os
import time

import numpy as np
import pytest

from helpers import SEED, standin

SHAPES = [(7500, 32, 32, 3), (7500, 1), (500, 32, 32, 3), (500, 1)]


@pytest.fixture(scope="module")
def drawing():
    """The data, drawn once for all tests, with the processor's seconds and the reports made."""
    reports, start = [], time.process_time()
    arrays = standin.draw_standin(progress=lambda *report: reports.append(report))
    return arrays, time.process_time() - start, reports


@pytest.fixture
def drawn(drawing):
    return drawing[0]


@pytest.fixture
def calls(drawn, monkeypatch):
    """Hand out the drawn data in place of drawing, and note how often that was asked for."""
    calls = []
    monkeypatch.setattr(standin, "draw_standin", lambda progress: calls.append(1) or drawn)
    return calls


def same(left, right):
    return all(map(np.array_equal, left, right))


def test_contract(drawing):
    arrays, seconds, reports = drawing
    assert [array.shape for array in arrays] == SHAPES
    assert all(array.dtype == np.uint8 for array in arrays)
    assert tuple(np.bincount(arrays[1].ravel())) == standin.TRAIN_COUNTS
    assert tuple(np.bincount(arrays[3].ravel())) == standin.TEST_COUNTS
    assert seconds < 60
    assert len(reports) > 20 and reports == sorted(reports) and reports[-1] == (8000, 8000)


def test_the_pictures_are_those_that_were_looked_at(drawn):
    """Whoever changes them looks at them again, raises VERSION and writes the new number here.

    Other versions of NumPy and Pillow may round a few pixels differently: hence the coarse sums.
    """
    assert standin.VERSION == 1
    sums = [int(images.sum(dtype=np.int64)) for images in drawn[::2]]
    assert sums == pytest.approx([2_817_758_442, 189_603_108], rel=1e-4)
    labels = hashlib.sha256(drawn[1].tobytes() + drawn[3].tobytes())
    assert labels.hexdigest().startswith("eb48f29cd8d5ee42")


def test_a_picture_depends_on_the_seed_and_its_place_alone(drawn):
    for split, (images, labels) in enumerate((drawn[:2], drawn[2:])):
        for index in (499, 3):
            rng = np.random.default_rng((SEED, split, index))
            assert np.array_equal(standin.draw_image(labels[index, 0], rng), images[index])


def test_the_validation_part_is_a_fair_sample(drawn):
    labels = drawn[1].ravel()
    for part in np.split(labels, 5):  # the last is what validation_split=0.2 takes
        difference = np.bincount(part, minlength=10) - np.array(standin.TRAIN_COUNTS) / 5
        assert np.abs(difference).max() < 50  # 4.4 standard deviations
    assert (labels[1:] == labels[:-1]).mean() < 0.2


def test_pictures_are_varied_and_well_exposed(drawn):
    assert len({image.tobytes() for image in (*drawn[0], *drawn[2])}) == 8000
    images = drawn[2].astype(float)
    assert 60 < images.mean() < 190
    assert np.median(images.std(axis=(1, 2, 3))) > 25
    assert ((images == 0) | (images == 255)).mean() < 0.15


def test_colour_and_place_tell_something_but_little(drawn):
    def nearest_mean(train, test):
        means = np.stack([train[drawn[1].ravel() == label].mean(axis=0) for label in range(10)])
        guess = np.square(test[:, None] - means).sum(axis=2).argmin(axis=1)
        return (guess == drawn[3].ravel()).mean()

    train, test = drawn[0] / 255, drawn[2] / 255
    assert nearest_mean(train.mean(axis=(1, 2)), test.mean(axis=(1, 2))) < 0.25
    assert 0.13 < nearest_mean(train.reshape(7500, -1), test.reshape(500, -1)) < 0.40


def test_drawn_once_then_read(tmp_path, calls, drawn):
    path = standin.cache_path(tmp_path)
    assert path.name == f"standin_v{standin.VERSION}_seed{SEED}.npz"  # no name of CIFAR-10's
    for _ in range(2):
        assert same(standin.load_standin(tmp_path), drawn)
    assert calls == [1] and list(tmp_path.iterdir()) == [path]


def store_again(path, **changes):
    with np.load(path) as stored:
        arrays = {name: stored[name] for name in stored.files} | changes
    np.savez(path, **arrays)


DAMAGE = {
    "truncated": lambda path: os.truncate(path, 1_000_000),
    "shape": lambda path: store_again(path, test_X=np.zeros((499, 32, 32, 3), np.uint8)),
    "class counts": lambda path: store_again(path, test_y=np.zeros((500, 1), np.uint8)),
    "another version": lambda path: store_again(path, made_by=np.array((0, SEED))),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_cache_is_drawn_anew(kind, tmp_path, calls, drawn):
    standin.load_standin(tmp_path)
    DAMAGE[kind](standin.cache_path(tmp_path))
    for _ in range(2):  # drawn again, and then read from the new cache
        assert same(standin.load_standin(tmp_path), drawn)
    assert calls == [1, 1]


def test_a_folder_that_cannot_hold_it_is_no_error(tmp_path, calls, drawn):
    assert same(standin.load_standin(tmp_path / "none"), drawn)
    (tmp_path / "file").write_text("mine")
    assert same(standin.load_standin(tmp_path / "file"), drawn)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
