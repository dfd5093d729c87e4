"""The data contract: what is loaded, what is refused, and that nothing of the user's is touched."""

import functools
import gzip
import http.server
import io
import os
import pickle
import re
import signal
import socket
import struct
import subprocess
import sys
import tarfile
import textwrap
import threading
import time
import types
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest

import helpers
from helpers import cifar_archive, cifar_download, cifar_files, data
from helpers.data import DatasetError, dataset_name, load_cifar10_dataset, main, prepare

ROOT = Path(__file__).resolve().parent.parent
TRAIN_X, TRAIN_Y, TEST_X, TEST_Y = cifar_files.FILES


# --- material -----------------------------------------------------------------------------------


@functools.cache
def random_arrays(seed=0):
    rng = np.random.default_rng(seed)
    return tuple(
        rng.integers(0, 10 if shape[1:] == (1,) else 256, shape, dtype=np.uint8)
        for shape in cifar_files.FILES.values()
    )


def save(folder, arrays):
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in zip(cifar_files.FILES, arrays, strict=True):
        np.save(folder / name, array)
    return folder


def snapshot(folder):
    """Names, contents and times of everything in a folder (None if there is no folder)."""
    if not folder.exists():
        return None
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = zlib.crc32(path.read_bytes()) if path.is_file() else None
        found[str(path.relative_to(folder))] = (content, status.st_mtime_ns, status.st_mode)
    return found


def assert_bilingual(text, *names):
    assert re.search("[가-힣]{2}", text), text
    assert re.search("[A-Za-z]{3,} [a-z]{2,}", text), text
    assert "할 일" in text and "To do" in text, text
    for name in names:
        assert text.count(name) >= 2, f"{name} is not named in both languages: {text}"


@pytest.fixture(scope="module")
def arrays():
    return random_arrays(0)


@pytest.fixture(scope="module")
def good_source(tmp_path_factory, arrays):
    return save(tmp_path_factory.mktemp("good"), arrays)


@pytest.fixture
def good(good_source, tmp_path):
    """A folder with four sound files; hard links, so that it costs no copy."""
    folder = tmp_path / "good"
    folder.mkdir()
    for name in cifar_files.FILES:
        os.link(good_source / name, folder / name)
    return folder


@pytest.fixture(autouse=True)
def fake_standin(monkeypatch):
    """Stand-ins in an instant, no network, and a fresh announcement for each test."""
    fake = types.ModuleType("helpers.standin")
    fake.drawn = random_arrays(7)
    fake.calls = 0
    fake.cache_works = True

    def cache_path(folder):
        return Path(folder) / "standin-test.npz"

    def load_standin(folder, progress=None):
        fake.calls += 1
        for done in range(101):
            progress(done, 100)
        if fake.cache_works:
            cache_path(folder).touch()
        return fake.drawn

    def no_network(*_, **__):
        raise cifar_download._failed("시험", "test: no network")

    fake.cache_path, fake.load_standin = cache_path, load_standin
    monkeypatch.setitem(sys.modules, "helpers.standin", fake)
    monkeypatch.setattr(helpers, "standin", fake, raising=False)
    monkeypatch.setattr(data, "_announced", False)
    monkeypatch.setattr(data, "_kept", {})
    monkeypatch.setattr(cifar_download, "_probe", no_network)
    monkeypatch.setattr(cifar_download, "_in_keras_cache", lambda: False)
    monkeypatch.delenv("CNN_COURSE_OFFLINE", raising=False)
    monkeypatch.delenv("CNN_COURSE_DOWNLOAD_SECONDS", raising=False)
    return fake


# --- loading ------------------------------------------------------------------------------------


def test_loads_what_the_contract_says(good, arrays):
    loaded = load_cifar10_dataset(good)
    assert [a.shape for a in loaded] == [(7500, 32, 32, 3), (7500,), (500, 32, 32, 3), (500,)]
    assert [a.dtype for a in loaded] == [np.float32, np.int64, np.float32, np.int64]
    for got, stored in zip(loaded[::2], arrays[::2], strict=True):
        np.testing.assert_array_equal(got, stored / np.float32(255))
        assert got.min() == 0 and got.max() == 1 and got.flags.c_contiguous
    for got, stored in zip(loaded[1::2], arrays[1::2], strict=True):
        np.testing.assert_array_equal(got, stored[:, 0])
    assert dataset_name(good) == dataset_name(str(good)) == "CIFAR-10"


def test_ten_names_in_both_languages():
    assert len(data.CLASS_NAMES) == len(data.CLASS_NAMES_KO) == 10
    assert (data.CLASS_NAMES[0], data.CLASS_NAMES_KO[0]) == ("airplane", "비행기")
    assert (data.CLASS_NAMES[9], data.CLASS_NAMES_KO[9]) == ("truck", "트럭")


def test_fortran_order_is_fine(good, arrays):
    (good / TEST_X).unlink()
    np.save(good / TEST_X, np.asfortranarray(arrays[2]))
    got = load_cifar10_dataset(good)[2]
    np.testing.assert_array_equal(got, arrays[2] / np.float32(255))
    assert got.flags.c_contiguous


def test_loading_is_quick(good):
    def once():
        start = time.perf_counter()
        load_cifar10_dataset(good)
        return time.perf_counter() - start

    assert min(once() for _ in range(5)) < 0.5


def test_loading_needs_no_more_memory_than_its_result(good):
    import tracemalloc

    tracemalloc.start()
    loaded = load_cifar10_dataset(good)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    result = sum(array.nbytes for array in loaded)
    assert peak < 1.3 * result  # the result and the uint8 images, a quarter of it


def test_real_images_where_they_are_at_hand():
    if dataset_name() != "CIFAR-10":
        pytest.skip("the four files are not in dataset/")
    _, train_y, _, test_y = load_cifar10_dataset()
    assert tuple(np.bincount(train_y)) == data._CLASS_COUNTS[0]
    assert tuple(np.bincount(test_y)) == data._CLASS_COUNTS[1]


def python(code, *arguments, **options):
    options.setdefault("env", {**os.environ, "PYTHONPATH": str(ROOT), "CNN_COURSE_OFFLINE": "1"})
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        **options,
    )


def test_tensorflow_is_never_imported(good):
    code = """
        import sys
        import helpers.data
        heavy = lambda: {"tensorflow", "keras", "matplotlib", "PIL"} & set(sys.modules)
        assert not heavy(), heavy()
        helpers.data.load_cifar10_dataset(sys.argv[1])
        assert not heavy(), heavy()
    """
    assert python(code, good).stderr == ""


def test_import_of_helpers_is_quick():
    code = """
        import sys, time
        start = time.perf_counter()
        import helpers
        assert "numpy" not in sys.modules
        print(time.perf_counter() - start)
    """
    assert min(float(python(code).stdout) for _ in range(2)) < 0.5


# --- damaged folders ----------------------------------------------------------------------------


def put(content):
    """Put other content (bytes or an array) in a file's place."""

    def damage(folder, name):
        (folder / name).unlink()
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
        else:
            np.save(folder / name, content)

    return damage


def cut(drop):
    """Take the last ``drop`` bytes away."""
    return lambda folder, name: put((folder / name).read_bytes()[:-drop])(folder, name)


def without(*names):
    return lambda folder, _: [(folder / name).unlink() for name in names]


def into(make):
    """Put something that ``make(path)`` makes in a file's place."""

    def damage(folder, name):
        (folder / name).unlink()
        make(folder / name)

    return damage


def swap(folder, _):
    for train, test in ((TRAIN_X, TEST_X), (TRAIN_Y, TEST_Y)):
        (folder / train).rename(folder / "x")
        (folder / test).rename(folder / train)
        (folder / "x").rename(folder / test)


def longer(folder, name):
    put((folder / name).read_bytes() + b"\0")(folder, name)


def u1(*shape):
    return np.zeros(shape, np.uint8)


def header(shape):
    """The start of a .npy file that promises uint8 values of this shape."""
    file = io.BytesIO()
    promise = {"descr": "|u1", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, promise)
    return file.getvalue()


def npz():
    file = io.BytesIO()
    np.savez(file, x=u1(500, 1))
    return file.getvalue()


def label(value):
    labels = u1(500, 1)
    labels[123] = value
    return labels


# what is wrong: the file that must be named, words of the message, how it is brought about
DAMAGE = {
    "train_X missing": (TRAIN_X, "missing", without(TRAIN_X)),
    "train_y missing": (TRAIN_Y, "missing", without(TRAIN_Y)),
    "test_X missing": (TEST_X, "missing", without(TEST_X)),
    "test_y missing": (TEST_Y, "missing", without(TEST_Y)),
    "only test_y there": (TRAIN_X, "missing", without(TRAIN_X, TRAIN_Y, TEST_X)),
    "only images there": (TRAIN_Y, "missing", without(TRAIN_Y, TEST_Y)),
    "images truncated": (TRAIN_X, "truncated", cut(100)),
    "labels truncated by one": (TEST_Y, "truncated", cut(1)),
    "cut inside the header": (TEST_Y, "header", cut(560)),
    "one byte too long": (TEST_Y, "too long", longer),
    "empty": (TRAIN_Y, "empty", put(b"")),
    "a directory": (TEST_X, "folder", into(Path.mkdir)),
    "a pipe": (TEST_X, "folder or a special", into(getattr(os, "mkfifo", Path.mkdir))),
    "a broken link": (TEST_X, "cannot be read", into(lambda path: path.symlink_to("nowhere"))),
    "a web page": (TEST_X, "not a .npy", put(b"<html>" * 99)),
    "an .npz": (TEST_X, ".npz", put(npz())),
    "a bare pickle": (TEST_Y, "not a .npy", put(pickle.dumps([1]))),
    "an object array": (TEST_Y, "pickled", put(np.array([[None]] * 500))),
    "nonsense in the header": (TEST_Y, "header", put(b"\x93NUMPY\x01\0\x76\0" + b"{'d': ((" * 60)),
    "an unknown version": (TEST_Y, "header", put(b"\x93NUMPY\x09\0" + b"\0" * 600)),
    "channels first": (TEST_X, "channel", put(u1(500, 3, 32, 32))),
    "flat images": (TEST_X, "(500, 3072)", put(u1(500, 3072))),
    "31 pixels": (TEST_X, "(500, 31, 32, 3)", put(u1(500, 31, 32, 3))),
    "grey images": (TEST_X, "(500, 32, 32)", put(u1(500, 32, 32))),
    "y without its axis": (TRAIN_Y, "(7500,)", put(u1(7500))),
    "one-hot y": (TEST_Y, "(500, 10)", put(u1(500, 10))),
    "a scalar": (TEST_Y, "shape is ()", put(np.array(3, np.uint8))),
    "float images": (TEST_X, "float32", put(np.zeros((500, 32, 32, 3), np.float32))),
    "int64 labels": (TEST_Y, "int64", put(np.zeros((500, 1), np.int64))),
    "int8 labels": (TEST_Y, "int8", put(np.zeros((500, 1), np.int8))),
    "bool labels": (TEST_Y, "bool", put(np.zeros((500, 1), bool))),
    "big-endian labels": (TEST_Y, ">u2", put(np.zeros((500, 1), ">u2"))),
    "labels in a record": (TEST_Y, "label", put(np.zeros((500, 1), [("label", np.uint8)]))),
    "one image fewer": (TEST_X, "(499, 32, 32, 3)", put(u1(499, 32, 32, 3))),
    "all of CIFAR-10": (TRAIN_Y, "both hold 7500", put(u1(50000, 1))),
    "y shorter than X": (TEST_Y, "both hold 500", put(u1(400, 1))),
    "label 10": (TEST_Y, "largest is 10", put(label(10))),
    "label 255": (TEST_Y, "1 are not", put(label(255))),
    "train and test swapped": (TRAIN_X, "swapped", swap),
    "a lying header": (TEST_X, "(1000000000,", put(header((10**9, 10**6)))),
    "a promise without values": (TRAIN_X, "truncated", put(header((7500, 32, 32, 3)))),
    "negative sizes": (TEST_Y, "(-500, -1)", put(header((-500, -1)))),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_damaged_folder_is_refused_and_left_alone(case, good, capsys):
    name, found, damage = DAMAGE[case]
    damage(good, name)
    before = snapshot(good)

    with pytest.raises(DatasetError) as caught:
        load_cifar10_dataset(good)
    text = str(caught.value)
    assert_bilingual(text, name)
    assert found in text

    assert dataset_name(good) == "none"
    with pytest.raises(DatasetError, match=re.escape(name)):
        prepare(folder=good)
    assert main(["--to", str(good), "--from", str(good)]) == 1
    assert main(["--to", str(good), "--offline"]) == 1
    assert capsys.readouterr().out.splitlines()[-1].endswith("none yet (see above)")
    assert snapshot(good) == before


@pytest.mark.parametrize("case", ["only images there", "images truncated", "label 10"])
def test_damaged_folder_is_refused_as_a_source(case, good, tmp_path):
    name, _, damage = DAMAGE[case]
    damage(good, name)
    with pytest.raises(DatasetError, match=re.escape(name)):
        prepare(good, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_unreadable_file_is_named(good, monkeypatch):
    def refuse(path, *_):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(cifar_files, "open", refuse, raising=False)
    with pytest.raises(DatasetError) as caught:
        load_cifar10_dataset(good)
    assert_bilingual(str(caught.value), TRAIN_X, "Permission denied")


def test_unreadable_folder_is_not_an_empty_one(good, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "lstat", refuse)
    with pytest.raises(DatasetError, match="Permission denied") as caught:
        load_cifar10_dataset(good)
    assert_bilingual(str(caught.value), str(good))


def test_file_that_shrinks_while_being_read(good, monkeypatch):
    monkeypatch.setattr(np, "fromfile", lambda *_, count: np.zeros(count - 1, np.uint8))
    with pytest.raises(DatasetError) as caught:
        load_cifar10_dataset(good)
    assert_bilingual(str(caught.value), TRAIN_Y)


def test_folder_that_does_not_exist(tmp_path):
    with pytest.raises(DatasetError) as caught:
        load_cifar10_dataset(tmp_path / "typo")
    assert_bilingual(str(caught.value), "typo")
    assert list(tmp_path.iterdir()) == []
    assert dataset_name(tmp_path / "typo") == "none"


def test_folder_that_is_a_file(tmp_path, good):
    path = tmp_path / "plain"
    path.write_text("x")
    for attempt in (load_cifar10_dataset, lambda folder: prepare(good, folder)):
        with pytest.raises(DatasetError) as caught:
            attempt(path)
        assert_bilingual(str(caught.value), "plain")
    assert path.read_text() == "x" and dataset_name(path) == "none"


# --- the official archive -----------------------------------------------------------------------


def py2(value):
    """Pickle a value as Python 2 did: its strings are bytes, its arrays carry old names."""
    if value is None or value is False:
        return b"N" if value is None else b"\x89"
    if isinstance(value, bytes):
        short = len(value) < 256
        return (
            b"U" + bytes([len(value)]) if short else b"T" + struct.pack("<I", len(value))
        ) + value
    if isinstance(value, int):
        return b"J" + struct.pack("<i", value)
    if isinstance(value, float):
        return b"G" + struct.pack(">d", value)
    if isinstance(value, list):
        return b"](" + b"".join(map(py2, value)) + b"e"
    if isinstance(value, tuple):
        return b"(" + b"".join(map(py2, value)) + b"t"
    if isinstance(value, dict):
        return b"}(" + b"".join(py2(k) + py2(v) for k, v in value.items()) + b"u"
    code = value.dtype.str[1:].encode()
    dtype = b"cnumpy\ndtype\n" + py2(code) + py2(0) + py2(1) + b"\x87R"
    dtype += py2((3, b"|", None, None, None, -1, -1, 0)) + b"b"
    array = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n" + py2((0,)) + py2(b"b")
    state = py2(1) + py2(value.shape) + dtype + py2(False) + py2(value.tobytes())
    return array + b"\x87R(" + state + b"tb"


def batch(pixels, labels, **other):
    content = {b"batch_label": b"a batch", b"labels": labels, b"data": pixels, b"filenames": [b"a"]}
    content |= {key.encode(): value for key, value in other.items()}
    return b"\x80\x02" + py2({k: v for k, v in content.items() if v is not ...}) + b"."


def pack(path, members, mode="w:gz"):
    options = {"compresslevel": 1} if mode == "w:gz" else {}
    with tarfile.open(path, mode, **options) as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def official_copy(rows):
    """Random pixels and labels of the two batches, and the files of an archive that hold them."""
    rng = np.random.default_rng(5)
    copy = types.SimpleNamespace(pixels={}, labels={})
    copy.members = {"batches.meta": b"?", "data_batch_4": b"damaged: it must not matter"}
    for name in ("test_batch", "data_batch_1"):
        # Four grey values keep the archive small and quick to pack.
        copy.pixels[name] = rng.integers(0, 4, (rows, 3072), dtype=np.uint8) * np.uint8(85)
        copy.labels[name] = rng.integers(0, 10, rows).tolist()
        copy.members[name] = batch(copy.pixels[name], copy.labels[name])
    return copy


@pytest.fixture(scope="module")
def official():
    return official_copy(10000)


@pytest.fixture(scope="module")
def archive(official, tmp_path_factory):
    return pack(tmp_path_factory.mktemp("official") / "cifar-10-python.tar.gz", official.members)


@pytest.fixture
def small(monkeypatch):
    """A copy with 20 images a batch, 7 and 5 of them wanted: for what need not be large."""
    monkeypatch.setattr(cifar_archive, "BATCH_SHAPE", (20, 3072))
    monkeypatch.setattr(cifar_archive, "BATCHES", {"data_batch_1": 7, "test_batch": 5})
    return official_copy(20)


def assert_official(folder, official):
    stored = [np.load(folder / name, allow_pickle=False) for name in cifar_files.FILES]
    assert [a.dtype for a in stored] == [np.uint8] * 4
    assert [a.shape for a in stored] == list(cifar_files.FILES.values())
    for X, y, name in ((*stored[:2], "data_batch_1"), (*stored[2:], "test_batch")):
        assert y[:, 0].tolist() == official.labels[name][: len(y)]
        columns = np.ascontiguousarray(official.pixels[name][: len(X)].T)
        planes = np.ascontiguousarray(X.transpose(3, 1, 2, 0))
        for column in range(3072):
            colour, row, place = column // 1024, column // 32 % 32, column % 32
            assert np.array_equal(planes[colour, row, place], columns[column]), column


def test_the_test_pickle_is_what_numpy_reads(small):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        content = pickle.loads(small.members["test_batch"], encoding="bytes")
    assert np.array_equal(content[b"data"], small.pixels["test_batch"])
    assert content[b"labels"] == small.labels["test_batch"]


def test_archive_becomes_the_four_files(archive, official, tmp_path, capsys):
    target = tmp_path / "made" / "here"
    assert main(["--from", str(archive), "--to", str(target)]) == 0
    assert_official(target, official)
    assert sorted(p.name for p in target.iterdir()) == sorted(cifar_files.FILES)
    out = capsys.readouterr().out
    assert out.splitlines()[-1].endswith("Data set in use: CIFAR-10")
    assert "class counts differ" in out  # random labels: not the official ones
    before = snapshot(target)
    assert main(["--from", str(archive), "--to", str(target)]) == 0
    assert "already there" in capsys.readouterr().out
    assert snapshot(target) == before


@pytest.mark.parametrize("inside", [True, False], ids=["the folder", "the folder around it"])
def test_extracted_folder(small, tmp_path, inside):
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    for name, content in small.members.items():
        (folder / name).write_bytes(content)
    before = snapshot(tmp_path)
    train_X, train_y, test_X, test_y = cifar_archive.read_official(folder if inside else tmp_path)
    assert np.array_equal(train_X[:, 0, 0, 2], small.pixels["data_batch_1"][:7, 2048])
    assert np.array_equal(test_X[:, 31, 0, 0], small.pixels["test_batch"][:5, 31 * 32])
    assert train_y[:, 0].tolist() == small.labels["data_batch_1"][:7]
    assert test_y[:, 0].tolist() == small.labels["test_batch"][:5]
    assert snapshot(tmp_path) == before


def test_folder_with_the_four_files(good, arrays, tmp_path):
    assert prepare(str(good), tmp_path / "new") == "CIFAR-10"
    for name, array in zip(cifar_files.FILES, arrays, strict=True):
        assert np.array_equal(np.load(tmp_path / "new" / name), array)


def test_source_is_the_target(good, capsys):
    before = snapshot(good)
    assert main(["--from", str(good), "--to", str(good)]) == 0
    assert "already there" in capsys.readouterr().out
    assert snapshot(good) == before


def test_plain_tar_and_the_name_of_numpy_2(small, tmp_path):
    members = {
        name: content.replace(b"numpy.core.m", b"numpy._core.m")
        for name, content in small.members.items()
    }
    source = pack(tmp_path / "cifar-10-python.tar", members, "w")
    assert cifar_archive.read_official(source)[0].shape == (7, 32, 32, 3)


def test_note_is_silent_for_official_counts(tmp_path, capsys, arrays):
    labels = [np.repeat(np.arange(10, dtype=np.uint8), c)[:, None] for c in data._CLASS_COUNTS]
    source = save(tmp_path / "s", (arrays[0], labels[0], arrays[2], labels[1]))
    assert prepare(source, tmp_path / "new") == "CIFAR-10"
    assert "class counts" not in capsys.readouterr().out


def test_other_contents_are_not_overwritten(archive, good, capsys):
    before = snapshot(good)
    assert main(["--from", str(archive), "--to", str(good)]) == 1
    printed = capsys.readouterr()
    assert_bilingual(printed.err, TRAIN_X, TEST_Y)
    assert "overwritten" in printed.err and "Traceback" not in printed.err
    assert printed.out.splitlines()[-1].endswith("CIFAR-10")
    assert snapshot(good) == before


def odd_members(path, kind):
    """Write an archive whose batches are links to a file of the machine, or folders."""
    with tarfile.open(path, "w:gz") as tar:
        for name in cifar_archive.BATCHES:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/hostname"
            tar.addfile(member)


def flipped(content, place):
    return content[:place] + bytes([content[place] ^ 1]) + content[place:][1:]


def broken_off(sound):
    """The archive up to the middle of a batch, then something that no gzip file may hold."""
    packer = zlib.compressobj(wbits=31)
    half = packer.compress(gzip.decompress(sound)[:30_000]) + packer.flush(zlib.Z_FULL_FLUSH)
    return half + b"\xff" * 1000


# Each gets the path to fill and the bytes of a sound archive.
BROKEN_ARCHIVES = {
    "not there": lambda path, sound: None,
    "empty": lambda path, sound: path.write_bytes(b""),
    "no tar": lambda path, sound: path.write_bytes(b"hello " * 999),
    "gzip, but no tar": lambda path, sound: path.write_bytes(gzip.compress(b"hello " * 999)),
    "cut in half": lambda path, sound: path.write_bytes(sound[: len(sound) // 2]),
    "last bytes cut": lambda path, sound: path.write_bytes(sound[:-4]),
    "checksum": lambda path, sound: path.write_bytes(flipped(sound, -6)),
    "damaged early": lambda path, sound: path.write_bytes(sound[:900] + bytes(99) + sound[999:]),
    "damaged late": lambda path, sound: path.write_bytes(sound[:-3000] + bytes(99) + sound[-2901:]),
    "broken off": lambda path, sound: path.write_bytes(broken_off(sound)),
    "links": lambda path, sound: odd_members(path, tarfile.SYMTYPE),
    "folders": lambda path, sound: odd_members(path, tarfile.DIRTYPE),
    "a pipe": lambda path, sound: getattr(os, "mkfifo", Path.mkdir)(path),
    "an empty folder": lambda path, sound: path.mkdir(),
    "CIFAR-100": lambda path, sound: pack(path, {"train": b"?", "test": b"?", "meta": b"?"}),
}


@pytest.mark.parametrize("case", BROKEN_ARCHIVES)
def test_broken_archive(case, small, tmp_path, capsys):
    sound = pack(tmp_path / "sound.tar.gz", small.members)
    assert len(cifar_archive.read_official(sound)) == 4
    source, target = tmp_path / "cifar-10-python.tar.gz", tmp_path / "target"
    BROKEN_ARCHIVES[case](source, sound.read_bytes())
    assert main(["--from", str(source), "--to", str(target)]) == 1
    printed = capsys.readouterr()
    assert_bilingual(printed.err, source.name)
    assert "Traceback" not in printed.err and "none yet" in printed.out
    assert not target.exists()


def test_a_flipped_bit_of_an_archive_never_changes_an_image(small, tmp_path):
    source = pack(tmp_path / "a.tar.gz", small.members)
    sound, expected = source.read_bytes(), cifar_archive.read_official(source)
    refused = 0
    for place in np.random.default_rng(3).integers(50, len(sound) - 4, 60):
        source.write_bytes(flipped(sound, place))
        try:  # a few bits of a gzip file mean nothing
            assert all(map(np.array_equal, cifar_archive.read_official(source), expected))
        except DatasetError:
            refused += 1
    assert refused > 50


PIXELS, LABELS = u1(20, 3072), [0] * 20
# Each is put in the place of test_batch, in an archive and in an extracted folder.
BAD_BATCHES = {
    "wrong keys": batch(PIXELS, ..., fine_labels=LABELS),
    "no data": batch(..., LABELS),
    "not a dict": b"\x80\x02" + py2([1, 2]) + b".",
    "too few rows": batch(PIXELS[:5], LABELS[:5]),
    "too many rows": batch(u1(21, 3072), [0] * 21),
    "fewer labels": batch(PIXELS, LABELS[:-1]),
    "label 10": batch(PIXELS, [*LABELS[:-1], 10]),
    "label -1": batch(PIXELS, [*LABELS[:-1], -1]),
    "label of a wrong kind": batch(PIXELS, [*LABELS[:-1], b"cat"]),
    "label 3.7": batch(PIXELS, [*LABELS[:-1], 3.7]),
    "wrong width": batch(u1(20, 3073), LABELS),
    "wrong dtype": batch(PIXELS.astype(np.int8), LABELS),
    "data that is a list": batch([1], LABELS),
    "fewer bytes than promised": batch(PIXELS[:-1], LABELS).replace(
        py2((19, 3072)), py2((20, 3072))
    ),
    "truncated pickle": batch(PIXELS, LABELS)[:1000],
    "text": b"hello",
    "nothing": b"",
    "deep nesting": b"\x80\x02" + b"(" * 100_000,
    "a huge array": b"cnumpy\nndarray\n((J\xff\xff\xff\x7fJ\xff\xff\xff\x7fttR.",
    "keys of Python 3": pickle.dumps({"data": [], "labels": LABELS}, protocol=4),
}


@pytest.mark.parametrize("case", BAD_BATCHES)
def test_bad_batch(case, small, tmp_path):
    small.members["test_batch"] = BAD_BATCHES[case]
    source = pack(tmp_path / "a.tar.gz", small.members)
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    for name in cifar_archive.BATCHES:
        (folder / name).write_bytes(small.members[name])
    for path in (source, folder):
        with pytest.raises(DatasetError) as caught:
            prepare(path, tmp_path / "target")
        assert_bilingual(str(caught.value), "test_batch")
        assert len(str(caught.value)) < 3000
    assert not (tmp_path / "target").exists()


@pytest.mark.parametrize("missing", ["data_batch_1", "test_batch"])
def test_missing_batch(missing, small, tmp_path):
    del small.members[missing]
    with pytest.raises(DatasetError) as caught:
        prepare(pack(tmp_path / "a.tar.gz", small.members), tmp_path / "target")
    assert_bilingual(str(caught.value), missing)


def test_too_large_a_batch_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(cifar_archive, "LARGEST_BATCH", 10)
    source = pack(tmp_path / "a.tar.gz", {"test_batch": bytes(11)})
    with pytest.raises(DatasetError, match="too large"):
        prepare(source, tmp_path / "target")


@pytest.mark.parametrize(
    "call",
    [b"cos\nsystem\n", b"cposix\nsystem\n", b"cbuiltins\neval\n", b"c__builtin__\neval\n"],
)
def test_malicious_pickle_does_nothing(call, tmp_path):
    marker = tmp_path / "marker"
    argument = f"open({str(marker)!r}, 'w')" if b"eval" in call else f"touch {marker}"
    attack = call + b"(" + py2(argument.encode()) + b"tR."
    text = call + b"(V" + argument.encode() + b"\ntR."
    for content in (attack, text):
        source = pack(tmp_path / "evil.tar.gz", {"data_batch_1": content})
        with pytest.raises(DatasetError, match="refused"):
            prepare(source, tmp_path / "target")
    assert not marker.exists() and not (tmp_path / "target").exists()
    pickle.loads(text)  # the attack is a real one
    assert marker.exists()


# --- all four or none ---------------------------------------------------------------------------

TINY = tuple(np.full((2, 2), n, np.uint8) for n in range(4))


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(5, "Input/output error")])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("exists", [True, False], ids=["folder there", "folder new"])
def test_interruption_at_each_rename(number, when, error, exists, tmp_path, monkeypatch):
    folder = tmp_path / "target"
    if exists:
        folder.mkdir()
        (folder / "mine.txt").write_text("mine")
    before = snapshot(folder)
    rename, calls = os.rename, []

    def interrupted(source, target):
        calls.append(target)
        if len(calls) <= number or when == "after":
            rename(source, target)
        if len(calls) == number + 1:
            raise error

    monkeypatch.setattr(cifar_files.os, "rename", interrupted)
    with pytest.raises((KeyboardInterrupt, DatasetError)) as caught:
        cifar_files.store_four(TINY, folder)
    if isinstance(error, OSError):
        assert_bilingual(str(caught.value), "Input/output error")
    assert len(calls) == number + 1
    assert snapshot(folder) == before


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("step", ["open", "write", "fsync"])
def test_interruption_while_writing(number, step, tmp_path, monkeypatch):
    owner, name = {
        "open": (cifar_files, "open"),
        "write": (np.lib.format, "write_array"),
        "fsync": (cifar_files.os, "fsync"),
    }[step]
    original, calls = getattr(owner, name, open), []

    def interrupted(*args, **kwargs):
        calls.append(args)
        result = original(*args, **kwargs)
        if len(calls) == number + 1:
            raise KeyboardInterrupt
        return result

    monkeypatch.setattr(owner, name, interrupted, raising=False)
    with pytest.raises(KeyboardInterrupt):
        cifar_files.store_four(TINY, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_file_that_appears_in_the_meantime_is_kept(tmp_path, monkeypatch):
    publish = cifar_files._publish

    def slow(path, final):
        if final.name == TEST_X:
            final.write_text("another's")
        publish(path, final)

    monkeypatch.setattr(cifar_files, "_publish", slow)
    with pytest.raises(DatasetError) as caught:
        cifar_files.store_four(TINY, tmp_path)
    assert_bilingual(str(caught.value), TEST_X)
    assert [p.name for p in tmp_path.iterdir()] == [TEST_X]
    assert (tmp_path / TEST_X).read_text() == "another's"


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX limits")
def test_full_disk(good, tmp_path):
    import resource

    def small_files_only():
        resource.setrlimit(resource.RLIMIT_FSIZE, (10**6, 10**6))

    target = tmp_path / "target"
    code = "import sys; from helpers.data import main; sys.exit(main(sys.argv[1:]))"
    ended = python(code, "--from", good, "--to", target, preexec_fn=small_files_only)
    assert ended.returncode == 1 and "Traceback" not in ended.stderr
    assert_bilingual(ended.stderr, str(target))
    assert not target.exists()


def test_target_that_cannot_be_written(good, tmp_path, capsys, monkeypatch):
    def refuse(path, *_):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(cifar_files, "_write_array", refuse)
    (tmp_path / "target").mkdir()
    assert main(["--from", str(good), "--to", str(tmp_path / "target")]) == 1
    assert_bilingual(capsys.readouterr().err, "Permission denied")
    assert list((tmp_path / "target").iterdir()) == []


# --- download and stand-in ----------------------------------------------------------------------


def test_failed_download_gives_the_standin(tmp_path, fake_standin, capsys):
    loaded = load_cifar10_dataset(tmp_path)
    assert np.array_equal(loaded[0], fake_standin.drawn[0] / np.float32(255))
    assert [a.shape for a in loaded[1::2]] == [(7500,), (500,)]
    out = capsys.readouterr().out
    assert "test: no network" in out and "시험" in out
    assert dataset_name(tmp_path) == "stand-in"

    load_cifar10_dataset(tmp_path)  # now from the cache, without touching the network
    assert capsys.readouterr().out.count("Downloading") == 0


def test_announced_exactly_once_in_one_line(tmp_path, capsys):
    for _ in range(3):
        load_cifar10_dataset(tmp_path)
    lines = [line for line in capsys.readouterr().out.splitlines() if "[stand-in]" in line]
    assert len(lines) == 1
    assert "CIFAR-10이 아니라" in lines[0] and "not CIFAR-10" in lines[0]
    assert lines[0].count("`make data`") == 2


def test_no_announcement_for_real_files(good, capsys):
    load_cifar10_dataset(good)
    assert capsys.readouterr() == ("", "")


def test_offline_variable_keeps_off_the_network(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CNN_COURSE_OFFLINE", "1")
    monkeypatch.setattr(cifar_download, "fetch", None)  # calling it would be an error
    load_cifar10_dataset(tmp_path)
    assert "Downloading" not in capsys.readouterr().out
    (tmp_path / "standin-test.npz").unlink()
    assert prepare(folder=tmp_path) == "stand-in"


def test_standin_that_cannot_be_cached_is_remembered(tmp_path, fake_standin):
    fake_standin.cache_works = False
    for _ in range(2):
        loaded = load_cifar10_dataset(tmp_path)
        assert np.array_equal(loaded[3], fake_standin.drawn[3][:, 0])
    assert fake_standin.calls == 1 and list(tmp_path.iterdir()) == []
    assert dataset_name(tmp_path) == "stand-in"


def test_default_folder_may_be_absent(tmp_path, monkeypatch):
    monkeypatch.setattr(data, "DATASET_FOLDER", tmp_path / "dataset")
    assert dataset_name() == "none"
    load_cifar10_dataset()
    assert dataset_name() == "stand-in"


def test_download_is_stored_and_returned(tmp_path, arrays, monkeypatch, fake_standin):
    monkeypatch.setattr(cifar_download, "fetch", lambda *_: arrays)
    loaded = load_cifar10_dataset(tmp_path)
    assert np.array_equal(loaded[1], arrays[1][:, 0])
    assert dataset_name(tmp_path) == "CIFAR-10" and fake_standin.calls == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(cifar_files.FILES)


def test_download_replaces_nothing_but_outranks_a_cached_standin(tmp_path, arrays, monkeypatch):
    load_cifar10_dataset(tmp_path)
    monkeypatch.setattr(cifar_download, "fetch", lambda *_: arrays)
    assert prepare(folder=tmp_path) == "CIFAR-10"
    assert (tmp_path / "standin-test.npz").exists()


def test_download_into_a_folder_that_cannot_be_written(tmp_path, arrays, monkeypatch, capsys):
    def refuse(path, *_):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(cifar_download, "fetch", lambda *_: arrays)
    monkeypatch.setattr(cifar_files, "_write_array", refuse)
    for _ in range(2):
        assert np.array_equal(load_cifar10_dataset(tmp_path)[3], arrays[3][:, 0])
    assert capsys.readouterr().out.count("cannot be written") == 1
    assert dataset_name(tmp_path) == "CIFAR-10"
    assert main(["--to", str(tmp_path)]) == 1


@pytest.mark.parametrize("text", ["soon", "0", "-5", "nan", "inf"])
def test_bad_time_limit_is_refused(text, tmp_path, monkeypatch):
    monkeypatch.setenv("CNN_COURSE_DOWNLOAD_SECONDS", text)
    with pytest.raises(DatasetError, match="CNN_COURSE_DOWNLOAD_SECONDS"):
        load_cifar10_dataset(tmp_path)


def test_time_limits(tmp_path, monkeypatch):
    seen = []

    def fetch(seconds, _):
        seen.append(seconds)
        raise DatasetError("x")

    monkeypatch.setattr(cifar_download, "fetch", fetch)
    load_cifar10_dataset(tmp_path)
    prepare(folder=tmp_path)
    monkeypatch.setenv("CNN_COURSE_DOWNLOAD_SECONDS", "12.5")
    prepare(folder=tmp_path)
    assert seen == [300, 900, 12.5]


@pytest.fixture
def child(monkeypatch):
    """Let ``fetch`` run another program in Keras' place; the server answers."""
    monkeypatch.setattr(cifar_download, "_probe", lambda _: None)
    return lambda code: monkeypatch.setattr(cifar_download, "CHILD", textwrap.dedent(code))


FAKE_KERAS = """
import sys, time
import numpy as np
class config:
    @staticmethod
    def set_image_data_format(name):
        assert name == "channels_last"
class cifar10:
    @staticmethod
    def load_data():
        for done in (8192, 85000000, 170498071):
            sys.stdout.write(f"\\r\\x1b[1m{done}/170498071\\x1b[0m 1s 0us/step")
            sys.stdout.flush()
            time.sleep(0.15)
        for part in ("9000/1704", "98071 "):  # a pipe may cut a number in two
            print(part, end="", flush=True)
            time.sleep(0.3)
        X, y = np.arange(60000 * 3072, dtype=np.uint8).reshape(-1, 32, 32, 3), np.arange(60000) % 10
        y = y.astype(np.uint8)[:, None]
        return (X[:50000], y[:50000]), (X[50000:], y[50000:])
datasets = sys.modules["keras"]
"""


def test_the_child_as_it_is_with_a_keras_of_paper(tmp_path, monkeypatch):
    (tmp_path / "keras.py").write_text(FAKE_KERAS, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(cifar_download, "_probe", lambda _: None)
    seen = []
    fetched = cifar_download.fetch(60, lambda done, total: seen.append((done, total)))
    assert [a.shape for a in fetched] == list(cifar_files.FILES.values())
    assert fetched[1][:11, 0].tolist() == [*range(10), 0]
    assert np.array_equal(fetched[2].ravel()[:5], np.arange(50000 * 3072, 50000 * 3072 + 5) % 256)
    assert (170498071, 170498071) in seen and seen[-1] == (9000, 170498071)
    assert {total for _, total in seen} == {170498071}


def test_a_file_in_the_current_folder_does_not_pass_for_keras(tmp_path, child, monkeypatch):
    (tmp_path / "keras.py").write_text("print('fooled')")
    monkeypatch.chdir(tmp_path)
    child("import sys; sys.exit(f'path: {sys.path}')")
    with pytest.raises(DatasetError) as caught:
        cifar_download.fetch(60)
    assert str(tmp_path) not in str(caught.value) and "''" not in str(caught.value)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("raise SystemExit('URL fetch failure on x')", "URL fetch failure on x"),
        ("import os; os.abort()", "?"),
        ("pass", "unreadable result"),
        ("import sys; open(sys.argv[1], 'w').write('no')", "unreadable result"),
        (
            "import sys, numpy as n; n.savez(sys.argv[1], *[n.zeros((2, 2), n.uint8)] * 4)",
            "unexpected data: uint8 (2, 2)",
        ),
        (
            "import sys, numpy as n; X = n.zeros((7500, 32, 32, 3), n.int8)\n"
            "n.savez(sys.argv[1], X, X[:1], X[:1], X[:1])",
            "unexpected data: int8 (7500, 32, 32, 3)",
        ),
    ],
)
def test_child_that_fails(code, reason, child, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    child(code)
    with pytest.raises(DatasetError) as caught:
        cifar_download.fetch(60)
    assert reason in str(caught.value) and "내려받지 못했습니다" in str(caught.value)
    assert "could not be downloaded" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_no_process_to_be_had(child, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(DatasetError, match="could not be downloaded"):
        cifar_download.fetch(60)


# Starts a grandchild, writes both process numbers to a file, then hangs.
HANGING = """
import os, subprocess, sys, time
other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open({pids!r} + "~", "w").write(f"{{os.getpid()}} {{other.pid}}")
os.rename({pids!r} + "~", {pids!r})
while True:
    {action}
    time.sleep(0.1)
"""


def alive(pid):
    """Whether a process runs; one that has ended and waits to be collected does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rsplit(")", 1)[1].split()[0] not in "ZX"


def wait_for(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


linux = pytest.mark.skipif(sys.platform != "linux", reason="looks processes up in /proc")


@linux
@pytest.mark.parametrize(
    ("action", "limits", "reason"),
    [
        ("pass", {"seconds": 60, "stall": 1.5}, "no progress for 1.5 s"),
        ("print('8192/170498071', flush=True)", {"seconds": 2.5, "stall": 60}, "time allowed"),
    ],
    ids=["silent", "talks without end"],
)
def test_hanging_child_is_killed_in_time(action, limits, reason, child, tmp_path):
    pids = tmp_path / "pids"
    child(HANGING.format(pids=str(pids), action=action))
    start = time.monotonic()
    with pytest.raises(DatasetError, match=reason):
        cifar_download.fetch(**limits)
    assert time.monotonic() - start < 6
    for pid in pids.read_text().split():
        wait_for(lambda pid=pid: not alive(pid))


@linux
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_download_leaves_no_process(number, tmp_path):
    pids, target, scratch = tmp_path / "pids", tmp_path / "target", tmp_path / "scratch"
    scratch.mkdir()
    hang = HANGING.format(pids=str(pids), action="print('8192/170498071', flush=True)")
    script = tmp_path / "script.py"
    script.write_text(
        "import runpy, signal, sys\n"
        # Where tests run in the background, the shell has told them to ignore this signal.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from helpers import cifar_download\n"
        "cifar_download._probe = lambda _: None\n"
        f"cifar_download.CHILD = {hang!r}\n"
        f"sys.argv[1:] = ['--to', {str(target)!r}]\n"
        "runpy.run_module('helpers.data', run_name='__main__')\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(scratch)}
    environment |= {"PYTHONIOENCODING": "utf-8", "KERAS_HOME": str(scratch)}
    process = subprocess.Popen(
        [sys.executable, str(script)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        wait_for(pids.exists, 20)
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == 130 and "Traceback" not in err
    assert "중단했습니다" in err and "Interrupted" in err
    assert "none yet" in out.splitlines()[-1]
    for pid in pids.read_text().split():
        wait_for(lambda pid=pid: not alive(pid))
    assert not target.exists() and list(scratch.iterdir()) == []


# --- the probe ----------------------------------------------------------------------------------


@pytest.fixture
def probe(monkeypatch):
    """The real probe, towards an address of the test's choice."""
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)

    def run(url, seconds=5):
        monkeypatch.setattr(cifar_download, "URL", url)
        return REAL_PROBE(seconds)

    return run


REAL_PROBE = cifar_download._probe
REAL_CACHE_CHECK = cifar_download._in_keras_cache


@pytest.fixture
def server():
    """A local HTTP server that answers HEAD with the status named in the path."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self):
            asked.append(self.path)
            self.send_response(404 if "404" in self.path else 200)
            self.end_headers()

        def log_message(self, *_):
            pass

    asked = []
    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}", asked
        httpd.shutdown()


def test_probe_accepts_an_answer_and_reports_a_refusal(probe, server):
    address, _ = server
    assert probe(address + "/200") is None
    with pytest.raises(DatasetError, match="Not Found"):
        probe(address + "/404")


def test_probe_honours_a_proxy(probe, server, monkeypatch):
    address, asked = server
    monkeypatch.setenv("http_proxy", address)
    assert probe("http://nowhere.invalid/archive") is None
    assert asked == ["http://nowhere.invalid/archive"]


def test_probe_is_bounded(probe):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        start = time.monotonic()
        with pytest.raises(DatasetError):
            probe(f"http://127.0.0.1:{silent.getsockname()[1]}/", 0.5)
        assert time.monotonic() - start < 3


def test_probe_is_bounded_when_looking_up_a_name_hangs(probe, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(5))
    start = time.monotonic()
    with pytest.raises(DatasetError, match=r"no answer within 0\.3 s"):
        probe("http://nowhere.invalid/", 0.3)
    assert time.monotonic() - start < 3


def test_probe_is_skipped_when_keras_has_the_archive(child, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(cifar_download, "_in_keras_cache", REAL_CACHE_CHECK)
    monkeypatch.setattr(cifar_download, "_probe", lambda _: pytest.fail("probed"))
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "cifar-10-batches-py-target_archive").touch()
    child("raise SystemExit('reached')")
    with pytest.raises(DatasetError, match="reached"):
        cifar_download.fetch(60)


# --- the command line ---------------------------------------------------------------------------


def test_command_when_all_is_there(good, capsys):
    before = snapshot(good)
    assert main(["--to", str(good)]) == 0
    out = capsys.readouterr().out
    assert "이미 있습니다" in out and "already there" in out
    assert out.splitlines()[-1] == "사용할 데이터: CIFAR-10 / Data set in use: CIFAR-10"
    assert snapshot(good) == before


@pytest.mark.parametrize("option", [[], ["--offline"], ["--standin"]])
def test_command_without_network(option, tmp_path, capsys):
    assert main([*option, "--to", str(tmp_path / "new")]) == 0
    printed = capsys.readouterr()
    assert ("Downloading" in printed.out) == (not option)
    assert "[stand-in]" in printed.out
    last = printed.out.splitlines()[-1]
    assert "CIFAR-10 아님" in last and "not CIFAR-10" in last and printed.err == ""


def test_command_as_a_process_without_network_variable(good, tmp_path):
    for arguments, status in ((["--from", good], 0), (["--from", tmp_path / "no"], 1)):
        ended = subprocess.run(
            [sys.executable, "-m", "helpers.data", *map(str, arguments), "--to", tmp_path / "to"],
            cwd=ROOT,
            env={**os.environ, "PYTHONIOENCODING": "ascii"},  # a terminal without Hangul
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert ended.returncode == status
        assert b"Traceback" not in ended.stderr
        assert ended.stdout.splitlines()[-1].endswith(b"Data set in use: CIFAR-10")


def test_interrupted_command(tmp_path, good, capsys, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(cifar_files.os, "rename", interrupt)
    assert main(["--from", str(good), "--to", str(tmp_path / "to")]) == 130
    assert "중단했습니다" in capsys.readouterr().err
    assert not (tmp_path / "to").exists()


def test_progress_is_one_line_on_a_terminal_and_four_elsewhere(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    for stream in (Terminal(), io.StringIO()):
        monkeypatch.setattr(sys, "stdout", stream)
        with data._progress("test") as progress:
            progress(0, 0)
            for done in range(1001):
                progress(done, 1000)
        text = stream.getvalue()
        assert "100 %" in text and text.endswith("\n")
        assert text.count("\n") == (1 if stream.isatty() else 4)
        assert (text.count("\r") == 50) == stream.isatty()
