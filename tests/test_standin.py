"""The drawn stand-in: contract of the arrays, determinism, difficulty, life of the cache."""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from helpers import SEED, standin

ROOT = Path(__file__).resolve().parents[1]
TRAIN_COUNTS = [734, 713, 765, 758, 763, 725, 780, 749, 767, 746]
TEST_COUNTS = [57, 41, 51, 49, 40, 48, 54, 47, 57, 56]
SHAPES = [(7500, 32, 32, 3), (7500, 1), (500, 32, 32, 3), (500, 1)]


@pytest.fixture(scope="module")
def drawn():
    """The data, drawn once for all tests, with the seconds it took and the reports it made.

    The seconds are the processor's, so that a busy machine fails nothing.
    """
    reports = []
    start = time.process_time()
    arrays = standin.draw_standin(progress=lambda done, total: reports.append((done, total)))
    return arrays, time.process_time() - start, reports


@pytest.fixture
def quick(drawn, monkeypatch):
    """Hands out the drawn data in place of drawing, and counts how often it was asked to."""
    calls = []

    def draw_standin(seed=SEED, progress=None):
        calls.append(seed)
        return drawn[0]

    monkeypatch.setattr(standin, "draw_standin", draw_standin)
    return calls


def same(left, right):
    return all(np.array_equal(a, b) for a, b in zip(left, right, strict=True))


# ------------------------------------------------------------------------------- the contract
def test_shapes_dtypes_and_class_counts(drawn):
    arrays = drawn[0]
    assert [array.shape for array in arrays] == SHAPES
    assert all(array.dtype == np.uint8 for array in arrays)
    assert np.bincount(arrays[1].ravel(), minlength=10).tolist() == TRAIN_COUNTS
    assert np.bincount(arrays[3].ravel(), minlength=10).tolist() == TEST_COUNTS


def test_drawing_takes_bounded_time_and_reports_progress(drawn):
    _, seconds, reports = drawn
    assert seconds < 60
    assert reports == sorted(reports)
    assert len(reports) > 20
    assert reports[-1] == (8000, 8000)
    assert all(total == 8000 for _, total in reports)


def test_the_validation_part_is_a_fair_sample(drawn):
    labels = drawn[0][1].ravel()
    expected = np.array(TRAIN_COUNTS) / 5
    for part in np.split(labels, 5):  # the last is what validation_split=0.2 takes
        counts = np.bincount(part, minlength=10)
        assert np.abs(counts - expected).max() < 50  # 4.4 standard deviations
    assert not np.array_equal(labels, np.sort(labels))
    assert (labels[1:] == labels[:-1]).mean() < 0.2


def test_no_picture_appears_twice(drawn):
    train_X, _, test_X, _ = drawn[0]
    hashes = [hashlib.sha256(image.tobytes()).digest() for image in (*train_X, *test_X)]
    assert len(set(hashes)) == 8000


def test_pictures_are_varied_and_well_exposed(drawn):
    images = drawn[0][2].astype(float)
    assert 60 < images.mean() < 190
    assert np.median(images.std(axis=(1, 2, 3))) > 25
    assert (images.std(axis=(1, 2, 3)) > 6).all()
    assert ((images == 0) | (images == 255)).mean() < 0.15


# ----------------------------------------------------------------------------------- chances
@pytest.mark.parametrize("label", range(10))
def test_the_generator_alone_decides_the_picture(label):
    first, again = (standin.draw_image(label, np.random.default_rng((5, label))) for _ in range(2))
    other = standin.draw_image(label, np.random.default_rng((6, label)))
    assert first.shape == (32, 32, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_every_class_draws_every_kind_without_warning(recwarn):
    for label in range(10):
        for seed in range(60):
            standin.draw_image(label, np.random.default_rng((label, seed)))
    assert not recwarn.list


@pytest.mark.parametrize("label", [-1, 10, 255, 2.0, "cat", None])
def test_a_label_outside_0_to_9_is_refused_in_both_languages(label):
    with pytest.raises(ValueError, match=r"(?s)0부터 9까지.*from 0 to 9"):
        standin.draw_image(label, np.random.default_rng(0))


def test_a_numpy_label_will_do():
    image = standin.draw_image(np.uint8(3), np.random.default_rng(0))
    assert np.array_equal(image, standin.draw_image(3, np.random.default_rng(0)))


PREFIX = """
import hashlib, sys
import numpy as np
from helpers import standin
standin.TRAIN_COUNTS, standin.TEST_COUNTS = (5,) * 10, (2,) * 10
digest = hashlib.sha256()
for array in standin.draw_standin(int(sys.argv[1])):
    digest.update(array.tobytes())
print(digest.hexdigest(), "tensorflow" in sys.modules)
"""


def digest_elsewhere(seed, hash_seed):
    """Digest of a small draw in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-c", PREFIX, str(seed)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_seed_alone_decides_the_data(monkeypatch):
    monkeypatch.setattr(standin, "TRAIN_COUNTS", (5,) * 10)
    monkeypatch.setattr(standin, "TEST_COUNTS", (2,) * 10)
    np.random.seed(0)
    here = standin.draw_standin(SEED)
    np.random.seed(1)
    assert same(here, standin.draw_standin(SEED))
    digest = hashlib.sha256(b"".join(array.tobytes() for array in here)).hexdigest()
    assert digest_elsewhere(SEED, "1") == [digest, "False"]
    other = standin.draw_standin(SEED + 1)
    assert not np.array_equal(here[1], other[1])
    assert not np.array_equal(here[0], other[0])


def test_a_picture_does_not_depend_on_those_before_it(drawn):
    train_X, train_y, test_X, test_y = drawn[0]
    for split, images, labels in ((0, train_X, train_y), (1, test_X, test_y)):
        for index in (499, 3):
            rng = np.random.default_rng((SEED, split, index))
            assert np.array_equal(standin.draw_image(int(labels[index, 0]), rng), images[index])


# -------------------------------------------------------------------------------- difficulty
def nearest_mean(train, labels, test):
    """Class whose mean feature vector lies nearest, for each row of `test`."""
    means = np.stack([train[labels == label].mean(axis=0) for label in range(10)])
    return np.square(test[:, None] - means).sum(axis=2).argmin(axis=1)


def test_colour_alone_tells_little(drawn):
    train_X, train_y, test_X, test_y = drawn[0]
    guess = nearest_mean(train_X.mean(axis=(1, 2)), train_y.ravel(), test_X.mean(axis=(1, 2)))
    assert (guess == test_y.ravel()).mean() < 0.25


def test_pixels_tell_something_but_no_fixed_place_gives_the_class_away(drawn):
    train_X, train_y, test_X, test_y = drawn[0]
    train, test = (images.reshape(len(images), -1) / 255 for images in (train_X, test_X))
    accuracy = (nearest_mean(train, train_y.ravel(), test) == test_y.ravel()).mean()
    assert 0.13 < accuracy < 0.40


# --------------------------------------------------------------------------------- the cache
def test_the_cache_has_a_name_of_its_own(tmp_path):
    path = standin.cache_path(str(tmp_path))
    assert path.parent == tmp_path
    assert path.name == f"standin_v{standin.VERSION}_seed{SEED}.npz"
    assert "cifar" not in path.name.lower()


def test_drawn_once_then_read(tmp_path, quick, drawn):
    first = standin.load_standin(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [standin.cache_path(tmp_path).name]
    second = standin.load_standin(str(tmp_path))
    assert quick == [SEED]
    assert same(first, drawn[0])
    assert same(second, drawn[0])
    assert [array.dtype for array in second] == [np.uint8] * 4


def test_progress_is_passed_on(tmp_path, monkeypatch):
    monkeypatch.setattr(standin, "TRAIN_COUNTS", (1,) * 10)
    monkeypatch.setattr(standin, "TEST_COUNTS", (1,) * 10)
    reports = []
    standin.load_standin(tmp_path, progress=lambda *report: reports.append(report))
    assert reports[-1] == (20, 20)


def rewrite(path, **changes):
    """Stores the cache again with some of its arrays changed."""
    with np.load(path) as stored:
        arrays = {name: stored[name] for name in stored.files} | changes
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})


def flip_a_byte(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(content)


SORTED = np.repeat(np.arange(10, dtype=np.uint8), TEST_COUNTS)[:, None]
DAMAGE = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("not an archive"),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:1_000_000]),
    "flipped byte": flip_a_byte,
    "a plain array": lambda path: np.save(path.open("wb"), np.zeros(3)),
    "array missing": lambda path: rewrite(path, test_X=None),
    "pickled": lambda path: rewrite(path, test_y=np.array([{}] * 500, dtype=object)),
    "shape": lambda path: rewrite(path, test_X=np.zeros((499, 32, 32, 3), np.uint8)),
    "dtype": lambda path: rewrite(path, test_X=np.zeros((500, 32, 32, 3))),
    "labels' shape": lambda path: rewrite(path, test_y=SORTED[:, 0]),
    "labels' dtype": lambda path: rewrite(path, test_y=SORTED.astype(np.int64)),
    "class counts": lambda path: rewrite(path, test_y=9 - SORTED),
    "a class too many": lambda path: rewrite(path, test_y=np.full((500, 1), 77, np.uint8)),
    "other version": lambda path: rewrite(path, made_by=np.array((0, SEED))),
    "other seed": lambda path: rewrite(path, made_by=np.array((standin.VERSION, 1))),
}


@pytest.fixture(scope="module")
def good_cache(drawn, tmp_path_factory):
    path = standin.cache_path(tmp_path_factory.mktemp("good"))
    standin._keep(path, drawn[0])
    return path.read_bytes()


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_cache_is_drawn_anew(kind, tmp_path, quick, drawn, good_cache):
    path = standin.cache_path(tmp_path)
    path.write_bytes(good_cache)
    DAMAGE[kind](path)
    assert same(standin.load_standin(tmp_path), drawn[0])
    assert quick == [SEED]
    assert same(standin.load_standin(tmp_path), drawn[0])
    assert quick == [SEED], "the new cache was not kept"


def test_a_folder_in_the_place_of_the_cache(tmp_path, quick, drawn):
    standin.cache_path(tmp_path).mkdir()
    assert same(standin.load_standin(tmp_path), drawn[0])
    assert [path.name for path in tmp_path.iterdir()] == [standin.cache_path(tmp_path).name]


def test_a_folder_that_is_not_there_is_no_error_and_is_not_made(tmp_path, quick, drawn):
    assert same(standin.load_standin(tmp_path / "none"), drawn[0])
    assert not list(tmp_path.iterdir())


def test_a_file_in_the_place_of_the_folder_is_no_error(tmp_path, quick, drawn):
    file = tmp_path / "file"
    file.write_text("mine")
    assert same(standin.load_standin(file), drawn[0])
    assert file.read_text() == "mine"


def test_a_folder_without_permission_is_no_error(tmp_path, quick, drawn):
    tmp_path.chmod(0o500)
    try:
        assert same(standin.load_standin(tmp_path), drawn[0])
    finally:
        tmp_path.chmod(0o700)


FAILURES = [OSError(28, "No space left on device"), PermissionError(13, "denied")]


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("step", ["savez", "replace"])
def test_a_failed_write_leaves_nothing_behind(step, failure, tmp_path, quick, drawn, monkeypatch):
    def fail(target, *rest, **named):
        if step == "savez":
            target.write(b"half a file")
        raise failure

    monkeypatch.setattr(*((np, "savez") if step == "savez" else (os, "replace")), fail)
    assert same(standin.load_standin(tmp_path), drawn[0])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("step", ["savez", "replace"])
def test_an_interruption_is_passed_on_and_leaves_nothing_behind(step, tmp_path, quick, monkeypatch):
    def interrupt(*arguments, **named):
        raise KeyboardInterrupt

    monkeypatch.setattr(*((np, "savez") if step == "savez" else (os, "replace")), interrupt)
    with pytest.raises(KeyboardInterrupt):
        standin.load_standin(tmp_path)
    assert not list(tmp_path.iterdir())


def test_an_old_cache_survives_a_failed_write(tmp_path, quick, monkeypatch):
    path = standin.cache_path(tmp_path)
    path.write_text("an older content")
    monkeypatch.setattr(np, "savez", lambda *_, **__: (_ for _ in ()).throw(OSError("full")))
    standin.load_standin(tmp_path)
    assert path.read_text() == "an older content"


RACE = """
import sys
import numpy as np
from helpers import standin
standin.TRAIN_COUNTS, standin.TEST_COUNTS = (20,) * 10, (20,) * 10
path = standin.cache_path(sys.argv[1])
arrays = standin.draw_standin()
for _ in range(25):
    standin._keep(path, arrays)
    found = standin._read(path)
    assert found is not None and np.array_equal(found[0], arrays[0])
"""


def test_two_processes_may_write_at_once(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", RACE, str(tmp_path)]
    both = [subprocess.Popen(command, env=environment) for _ in range(2)]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    assert [path.name for path in tmp_path.iterdir()] == [standin.cache_path(tmp_path).name]
