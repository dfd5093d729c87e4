"""The data contract: what is loaded, what is refused, and that nothing of the user's is touched."""

import shutil
import subprocess
import sys
import time
from pathlib import Path
from unittest import mock

import numpy as np
import pytest

from helpers import cifar, data, standin
from helpers.cifar import FILES
from helpers.data import DatasetError, dataset_name, load_cifar10_dataset, main

ROOT = Path(__file__).resolve().parent.parent
TRAIN_X, TRAIN_Y, TEST_X, TEST_Y = FILES
NO_SPACE = OSError(28, "No space left on device")


def random_arrays(seed):
    rng = np.random.default_rng(seed)
    return tuple(
        rng.integers(0, 10 if shape[1:] == (1,) else 256, shape, dtype=np.uint8)
        for shape in FILES.values()
    )


def snapshot(folder):
    """What stands in a folder, and since when."""
    status = {path: path.lstat() for path in folder.rglob("*")}
    return {path: (s.st_ino, s.st_size, s.st_mtime_ns) for path, s in status.items()}


def assert_bilingual(text, *words):
    assert "할 일: " in str(text) and "To do: " in str(text)
    for word in words:
        assert str(text).count(word) >= 2, f"{word} is not named in both languages: {text}"


@pytest.fixture(scope="module")
def arrays():
    return random_arrays(0)


@pytest.fixture
def good(arrays, tmp_path):
    data._store(arrays, tmp_path / "good")
    yield tmp_path / "good"
    shutil.rmtree(tmp_path / "good")  # 25 MB a test


@pytest.fixture(autouse=True)
def drawn(monkeypatch):
    """Stand-ins in an instant, no network, and a fresh memory for each test."""
    drawn = random_arrays(7)

    def load_standin(folder, progress):
        if folder.is_dir():
            standin.cache_path(folder).touch()
        return drawn

    def fail(seconds, progress):
        raise DatasetError("시험: 네트워크 없음", "test: no network")

    monkeypatch.setattr(standin, "load_standin", load_standin)
    monkeypatch.setattr(cifar, "download", fail)
    monkeypatch.delenv("CNN_COURSE_OFFLINE", raising=False)
    data._announce.cache_clear()
    data._download_or_draw.cache_clear()
    return drawn


# --- loading ------------------------------------------------------------------------------------


def test_loads_what_the_contract_says(good, arrays, capsys):
    start = time.process_time()
    loaded = load_cifar10_dataset(good)
    assert time.process_time() - start < 0.5
    assert [a.shape for a in loaded] == [(7500, 32, 32, 3), (7500,), (500, 32, 32, 3), (500,)]
    assert [a.dtype for a in loaded] == [np.float32, np.int64, np.float32, np.int64]
    for got, stored in zip(loaded[::2], arrays[::2], strict=True):
        np.testing.assert_array_equal(got, stored / np.float32(255))
        assert got.max() == 1 and got.flags.c_contiguous
    for got, stored in zip(loaded[1::2], arrays[1::2], strict=True):
        np.testing.assert_array_equal(got, stored[:, 0])
    assert dataset_name(good) == dataset_name(str(good)) == "CIFAR-10"
    assert capsys.readouterr() == ("", "")


def test_neither_importing_nor_loading_imports_anything_heavy(good):
    code = (
        "import sys, helpers; assert 'numpy' not in sys.modules\n"
        "import helpers.data; helpers.data.load_cifar10_dataset(sys.argv[1])\n"
        "print({'tensorflow', 'keras', 'matplotlib', 'PIL'} & set(sys.modules))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, good], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout == "set()\n"


# --- damaged folders ----------------------------------------------------------------------------


def put(content):
    """Put other content (bytes or an array) in a file's place."""

    def damage(path):
        path.write_bytes(content) if isinstance(content, bytes) else np.save(path, content)

    return damage


def u1(*shape):
    return np.zeros(shape, np.uint8)


# what is wrong: the file that must be named, words of the message, how it is brought about
DAMAGE = {
    "one missing": (TEST_X, "missing", lambda path: path.unlink()),
    "only images there": (TRAIN_Y, "missing", lambda p: (p.unlink(), (p.parent / TEST_Y).unlink())),
    "truncated": (TRAIN_X, "truncated", lambda path: put(path.read_bytes()[:-200])(path)),
    "cut in the header": (TEST_Y, "truncated", lambda path: put(path.read_bytes()[:60])(path)),
    "too long": (TEST_Y, "too long", lambda path: put(path.read_bytes() + b"\0")(path)),
    "empty": (TRAIN_Y, "empty", put(b"")),
    "a folder": (TEST_X, "folder", lambda path: (path.unlink(), path.mkdir())),
    "a web page": (TEST_X, "not a .npy", put(b"<html>" * 99)),
    "an .npz": (TEST_X, ".npz", put(b"PK\3\4" + b"\0" * 600)),
    "an object array": (TEST_Y, "pickled", put(np.array([[None]] * 500))),
    "a damaged header": (TEST_Y, "header", put(b"\x93NUMPY\x01\0\x76\0" + b"{'d': ((" * 600)),
    "channels first": (TEST_X, "last", put(u1(500, 3, 32, 32))),
    "y without its axis": (TRAIN_Y, "(7500,)", put(u1(7500))),
    "all of CIFAR-10": (TRAIN_Y, "(50000, 1)", put(u1(50000, 1))),
    "train and test swapped": (TRAIN_X, "swapped", put(u1(500, 32, 32, 3))),
    "float images": (TEST_X, "float32", put(np.zeros((500, 32, 32, 3), np.float32))),
    "int64 labels": (TEST_Y, "int64", put(np.zeros((500, 1), np.int64))),
    "label 10": (TEST_Y, "largest is 10", put(u1(500, 1) + np.uint8(10))),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_damaged_folder_is_refused_and_left_alone(case, good, tmp_path, capsys):
    name, found, damage = DAMAGE[case]
    damage(good / name)
    before = snapshot(good)
    with pytest.raises(DatasetError) as caught:
        load_cifar10_dataset(good)
    assert_bilingual(caught.value, name)
    assert found in str(caught.value)

    assert dataset_name(good) == "none"
    here, new = str(good), str(tmp_path / "new")
    for arguments in (["--to", here], ["--to", here, "--offline"], ["--from", here, "--to", new]):
        assert main(arguments) == 1
        printed = capsys.readouterr()
        assert_bilingual(printed.err, name)
        assert printed.out.endswith("none yet (see above)\n")
    assert snapshot(good) == before and not Path(new).exists()


def test_folder_that_does_not_exist_or_is_a_file(tmp_path, good, capsys):
    (tmp_path / "plain").write_text("x")
    for name in ("typo", "plain"):
        with pytest.raises(DatasetError) as caught:
            load_cifar10_dataset(tmp_path / name)
        assert_bilingual(caught.value, name)
        assert dataset_name(tmp_path / name) == "none"
    assert main(["--from", str(good), "--to", str(tmp_path / "plain")]) == 1
    assert_bilingual(capsys.readouterr().err, "plain")
    assert not (tmp_path / "typo").exists() and (tmp_path / "plain").read_text() == "x"


def test_folder_with_the_four_files_as_a_source(good, arrays, tmp_path, capsys):
    new = tmp_path / "made" / "here"
    assert main(["--from", str(good), "--to", str(new)]) == 0
    assert capsys.readouterr().out == "사용할 데이터: CIFAR-10\nData set in use: CIFAR-10\n"
    assert sorted(path.name for path in new.iterdir()) == sorted(FILES)
    assert all(map(np.array_equal, cifar.read_four(new), arrays))
    before = snapshot(new)
    assert main(["--from", str(good), "--to", str(new)]) == main(["--to", str(new)]) == 0
    assert capsys.readouterr().out.count("already there") == 2 and snapshot(new) == before


def test_other_contents_are_not_overwritten(good, tmp_path, capsys):
    other = tmp_path / "other"
    data._store(random_arrays(1), other)
    before = snapshot(other)
    assert main(["--from", str(good), "--to", str(other)]) == 1
    assert_bilingual(capsys.readouterr().err, TRAIN_X, TEST_Y)
    assert snapshot(other) == before


@pytest.mark.parametrize("error", [KeyboardInterrupt, NO_SPACE], ids=["Ctrl-C", "no space"])
def test_interruption_leaves_the_folder_alone(error, arrays, tmp_path, monkeypatch):
    (tmp_path / "mine.txt").write_text("mine")
    before, names, save = snapshot(tmp_path), [], np.save

    def interrupted(path, *arguments, **named):
        names.append(path.name)
        save(path, *arguments, **named)
        if len(names) == 4:
            raise error

    monkeypatch.setattr(np, "save", interrupted)
    with pytest.raises((KeyboardInterrupt, DatasetError)) as caught:
        data._store(arrays, tmp_path)
    if error is NO_SPACE:
        assert_bilingual(caught.value, "No space left", str(tmp_path))
    assert names == list(FILES) and snapshot(tmp_path) == before


# --- download and stand-in ----------------------------------------------------------------------


def test_failed_download_gives_the_standin_announced_once_in_one_line(tmp_path, drawn, capsys):
    (tmp_path / "another").mkdir()
    for folder in (tmp_path, tmp_path, tmp_path / "another"):
        loaded = load_cifar10_dataset(folder)
        assert np.array_equal(loaded[0], drawn[0] / np.float32(255)) and loaded[3].shape == (500,)
        assert dataset_name(folder) == "stand-in"
    out = capsys.readouterr().out
    assert "시험: 네트워크 없음\ntest: no network\n[대체 그림]" in out
    [line] = [line for line in out.splitlines() if "[stand-in]" in line]
    assert line.count("`make data`") == 2
    assert "CIFAR-10이 아니라" in line and "not CIFAR-10" in line


@pytest.mark.parametrize("error", [None, NO_SPACE], ids=["stored", "cannot be written"])
def test_one_download_is_enough(error, tmp_path, arrays, monkeypatch, capsys):
    monkeypatch.setattr(cifar, "download", mock.Mock(return_value=arrays))
    if error:
        monkeypatch.setattr(np, "save", mock.Mock(side_effect=error))
    for _ in range(2):
        assert load_cifar10_dataset(tmp_path)[1].tolist() == arrays[1][:, 0].tolist()
    assert cifar.download.call_count == 1 and cifar.download.call_args[0][0] == 300
    assert sorted(p.name for p in tmp_path.iterdir()) == ([] if error else sorted(FILES))
    out = capsys.readouterr().out
    assert "Downloading" in out and "[stand-in]" not in out
    assert ("cannot be written" in out) == bool(error)


@pytest.mark.parametrize("option", [[], ["--offline"]])
def test_offline_keeps_off_the_network(option, tmp_path, monkeypatch, capsys):
    if not option:
        monkeypatch.setenv("CNN_COURSE_OFFLINE", "1")
        load_cifar10_dataset(tmp_path)
    assert main(["--to", str(tmp_path / "new"), *option]) == 0
    out = capsys.readouterr().out
    assert "Downloading" not in out and "[stand-in]" in out
    assert out.endswith("drawn stand-in (not CIFAR-10)\n")


def test_cached_standin_keeps_off_the_network_until_make_data(tmp_path, arrays, monkeypatch):
    standin.cache_path(tmp_path).touch()
    monkeypatch.setattr(cifar, "download", mock.Mock(return_value=arrays))
    load_cifar10_dataset(tmp_path)
    assert not cifar.download.called and dataset_name(tmp_path) == "stand-in"
    assert main(["--to", str(tmp_path)]) == 0
    assert cifar.download.called and dataset_name(tmp_path) == "CIFAR-10"
    assert standin.cache_path(tmp_path).exists()
