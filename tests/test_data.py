"""The data contract: what is loaded, what is refused, and that nothing of the user's is touched."""

import hashlib
import http.server
import io
import os
import pickle
import subprocess
import sys
import tarfile
import threading
import time
import zlib
from pathlib import Path

import numpy as np
import pytest

from helpers import cifar, data, standin
from helpers.cifar import FILES
from helpers.data import DatasetError, dataset_name, load_cifar10_dataset, main

ROOT = Path(__file__).resolve().parent.parent
TRAIN_X, TRAIN_Y, TEST_X, TEST_Y = FILES
NOWHERE = "http://127.0.0.1:9/"  # nobody listens there


def random_arrays(seed):
    rng = np.random.default_rng(seed)
    return tuple(
        rng.integers(0, 10 if shape[1:] == (1,) else 256, shape, dtype=np.uint8)
        for shape in FILES.values()
    )


def snapshot(folder):
    """Names, contents and times of everything in a folder."""
    return {
        path.relative_to(folder): (
            zlib.crc32(path.read_bytes()) if path.is_file() else None,
            path.lstat().st_mtime_ns,
        )
        for path in folder.rglob("*")
    }


def assert_bilingual(text, *words):
    assert "할 일: " in str(text) and "To do: " in str(text)
    for word in words:
        assert str(text).count(word) >= 2, f"{word} is not named in both languages: {text}"


@pytest.fixture(scope="module")
def arrays():
    return random_arrays(0)


@pytest.fixture(scope="module")
def sound_files(tmp_path_factory, arrays):
    folder = tmp_path_factory.mktemp("sound")
    for name, array in zip(FILES, arrays, strict=True):
        np.save(folder / name, array)
    return folder


@pytest.fixture
def good(sound_files, tmp_path):
    """A folder with four sound files; hard links, so that it costs no copy."""
    folder = tmp_path / "good"
    folder.mkdir()
    for name in FILES:
        os.link(sound_files / name, folder / name)
    return folder


@pytest.fixture(autouse=True)
def drawn(monkeypatch):
    """Stand-ins in an instant, no network, and a fresh memory for each test."""
    arrays = random_arrays(7)

    def load_standin(folder, progress):
        progress(100, 100)
        if folder.is_dir():
            standin.cache_path(folder).touch()
        return arrays

    monkeypatch.setattr(standin, "load_standin", load_standin)
    monkeypatch.setattr(cifar, "URL", NOWHERE)
    monkeypatch.setattr("urllib.request._opener", None)  # it remembers the proxy of its first use
    for name in ("CNN_COURSE_OFFLINE", "CNN_COURSE_DOWNLOAD_SECONDS", "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    data._announce.cache_clear()
    data._download_or_draw.cache_clear()
    return arrays


# --- loading ------------------------------------------------------------------------------------


def test_loads_what_the_contract_says(good, arrays, capsys):
    loaded = load_cifar10_dataset(good)
    assert [a.shape for a in loaded] == [(7500, 32, 32, 3), (7500,), (500, 32, 32, 3), (500,)]
    assert [a.dtype for a in loaded] == [np.float32, np.int64, np.float32, np.int64]
    for got, stored in zip(loaded[::2], arrays[::2], strict=True):
        np.testing.assert_array_equal(got, stored / np.float32(255))
        assert got.max() == 1 and got.flags.c_contiguous
    for got, stored in zip(loaded[1::2], arrays[1::2], strict=True):
        np.testing.assert_array_equal(got, stored[:, 0])
    assert dataset_name(good) == dataset_name(str(good)) == "CIFAR-10"
    assert capsys.readouterr() == ("", "")


def test_loading_is_quick(good):
    def processor_seconds():
        start = time.process_time()
        load_cifar10_dataset(good)
        return time.process_time() - start

    assert min(processor_seconds() for _ in range(5)) < 0.5


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


def test_real_images_where_they_are_at_hand():
    if dataset_name() != "CIFAR-10":
        pytest.skip("the four files are not in dataset/")
    _, train_y, _, test_y = load_cifar10_dataset()
    assert tuple(np.bincount(train_y)) == standin.TRAIN_COUNTS
    assert tuple(np.bincount(test_y)) == standin.TEST_COUNTS


# --- damaged folders ----------------------------------------------------------------------------


def put(content):
    """Put other content (bytes or an array) in a file's place."""

    def damage(path):
        path.unlink()
        path.write_bytes(content) if isinstance(content, bytes) else np.save(path, content)

    return damage


def instead(make):
    def damage(path):
        path.unlink()
        make(path)

    return damage


def only(*names):
    return lambda path: [(path.parent / name).unlink() for name in FILES if name not in names]


def swap(path):
    for train, test in ((TRAIN_X, TEST_X), (TRAIN_Y, TEST_Y)):
        (path.parent / train).rename(path.parent / "x")
        (path.parent / test).rename(path.parent / train)
        (path.parent / "x").rename(path.parent / test)


def u1(*shape):
    return np.zeros(shape, np.uint8)


def npz():
    file = io.BytesIO()
    np.savez(file, x=u1(500, 1))
    return file.getvalue()


def header(shape):
    """The start of a .npy file that promises uint8 values of this shape."""
    file = io.BytesIO()
    promise = {"descr": "|u1", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, promise)
    return file.getvalue()


def label(value):
    labels = u1(500, 1)
    labels[123] = value
    return labels


# what is wrong: the file that must be named, words of the message, how it is brought about
DAMAGE = {
    "train_X missing": (TRAIN_X, "missing", lambda path: path.unlink()),
    "train_y missing": (TRAIN_Y, "missing", lambda path: path.unlink()),
    "test_X missing": (TEST_X, "missing", lambda path: path.unlink()),
    "test_y missing": (TEST_Y, "missing", lambda path: path.unlink()),
    "only test_y there": (TRAIN_X, "missing", only(TEST_Y)),
    "only images there": (TRAIN_Y, "missing", only(TRAIN_X, TEST_X)),
    "truncated": (TRAIN_X, "truncated", lambda path: put(path.read_bytes()[:-200])(path)),
    "cut in the header": (TEST_Y, "truncated", lambda path: put(path.read_bytes()[:60])(path)),
    "too long": (TEST_Y, "too long", lambda path: put(path.read_bytes() + b"\0")(path)),
    "empty": (TRAIN_Y, "empty", put(b"")),
    "a folder": (TEST_X, "folder", instead(Path.mkdir)),
    "a broken link": (TEST_X, "cannot be read", instead(lambda path: path.symlink_to("nowhere"))),
    "a web page": (TEST_X, "not a .npy", put(b"<html>" * 99)),
    "an .npz": (TEST_X, ".npz", put(npz())),
    "a bare pickle": (TEST_Y, "not a .npy", put(pickle.dumps([1]))),
    "an object array": (TEST_Y, "pickled", put(np.array([[None]] * 500))),
    "a damaged header": (TEST_Y, "header", put(b"\x93NUMPY\x01\0\x76\0" + b"{'d': ((" * 600)),
    "an unknown version": (TEST_Y, "header", put(b"\x93NUMPY\x09\0" + b"\0" * 600)),
    "a lying header": (TEST_X, "truncated", put(header((10**9, 10**6)))),
    "negative sizes": (TEST_Y, "truncated", put(header((-500, -1)))),
    "channels first": (TEST_X, "last", put(u1(500, 3, 32, 32))),
    "flat images": (TEST_X, "(500, 3072)", put(u1(500, 3072))),
    "grey images": (TEST_X, "(500, 32, 32)", put(u1(500, 32, 32))),
    "y without its axis": (TRAIN_Y, "(7500,)", put(u1(7500))),
    "one-hot y": (TEST_Y, "(500, 10)", put(u1(500, 10))),
    "a scalar": (TEST_Y, "shape is ()", put(np.array(3, np.uint8))),
    "one image fewer": (TEST_X, "(499, 32, 32, 3)", put(u1(499, 32, 32, 3))),
    "all of CIFAR-10": (TRAIN_Y, "(50000, 1)", put(u1(50000, 1))),
    "y shorter than X": (TEST_Y, "(400, 1)", put(u1(400, 1))),
    "train and test swapped": (TRAIN_X, "swapped", swap),
    "float images": (TEST_X, "float32", put(np.zeros((500, 32, 32, 3), np.float32))),
    "int64 labels": (TEST_Y, "int64", put(np.zeros((500, 1), np.int64))),
    "big-endian labels": (TEST_Y, ">u2", put(np.zeros((500, 1), ">u2"))),
    "label 10": (TEST_Y, "largest is 10", put(label(10))),
    "label 255": (TEST_Y, "1 are not", put(label(255))),
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
    for arguments in (["--to", good], ["--to", good, "--offline"], ["--from", good, "--to", "new"]):
        assert main([str(argument) for argument in arguments]) == 1
        printed = capsys.readouterr()
        assert_bilingual(printed.err, name)
        assert printed.out.endswith("Data set in use: none\n")
    assert snapshot(good) == before and not Path("new").exists()


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


# --- the official archive -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def official():
    """Files of an archive like the official one, and the images and labels in its two batches."""
    rng = np.random.default_rng(5)
    batches, files = {}, {"batches.meta": b"?", "data_batch_4": b"damaged: it must not matter"}
    for name, count in (("test_batch", 500), ("data_batch_1", 7500)):
        # Four grey values keep the archive small and quick to pack.
        pixels = rng.integers(0, 4, (count + 2, 3072), dtype=np.uint8) * np.uint8(85)
        batches[name] = pixels, rng.integers(0, 10, count + 2).tolist()
        files[name] = pickle.dumps({b"data": pixels, b"labels": batches[name][1]}, protocol=2)
    return files, batches


@pytest.fixture
def hashes(official, monkeypatch):
    """Let the hashes be those of the archive of the tests."""
    for name, (count, _) in cifar.BATCHES.items():
        md5 = hashlib.md5(official[0][name]).hexdigest()
        monkeypatch.setitem(cifar.BATCHES, name, (count, md5))


def pack(path, files):
    with tarfile.open(path, "w:gz", compresslevel=1) as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


@pytest.fixture(scope="module")
def archive(official, tmp_path_factory):
    return pack(tmp_path_factory.mktemp("official") / "cifar-10-python.tar.gz", official[0])


def assert_official(folder, official):
    stored = cifar.read_four(folder)
    for X, y, name in ((*stored[:2], "data_batch_1"), (*stored[2:], "test_batch")):
        pixels, labels = official[1][name]
        assert y[:, 0].tolist() == labels[: len(y)]
        for colour, row, column in ((0, 0, 0), (1, 5, 9), (2, 31, 30)):
            place = colour * 1024 + row * 32 + column
            assert np.array_equal(X[:, row, column, colour], pixels[: len(X), place])


def test_archive_becomes_the_four_files_once(archive, official, hashes, tmp_path, capsys):
    target = tmp_path / "made" / "here"
    assert main(["--from", str(archive), "--to", str(target)]) == 0
    assert capsys.readouterr().out == "사용할 데이터: CIFAR-10\nData set in use: CIFAR-10\n"
    assert_official(target, official)
    assert sorted(path.name for path in target.iterdir()) == sorted(FILES)
    before = snapshot(target)
    assert main(["--from", str(archive), "--to", str(target)]) == 0
    assert "already there" in capsys.readouterr().out and snapshot(target) == before


@pytest.mark.parametrize("inside", [True, False], ids=["the folder", "the folder around it"])
def test_extracted_folder(inside, official, hashes, tmp_path):
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    for name, content in official[0].items():
        (folder / name).write_bytes(content)
    source = folder if inside else tmp_path
    assert main(["--from", str(source), "--to", str(tmp_path / "new")]) == 0
    assert_official(tmp_path / "new", official)


def test_folder_with_the_four_files(good, arrays, tmp_path):
    assert main(["--from", str(good), "--to", str(tmp_path / "new")]) == 0
    assert all(map(np.array_equal, cifar.read_four(tmp_path / "new"), arrays))


def test_other_contents_are_not_overwritten(archive, hashes, good, capsys):
    before = snapshot(good)
    assert main(["--from", str(archive), "--to", str(good)]) == 1
    assert_bilingual(capsys.readouterr().err, TRAIN_X, TEST_Y)
    assert snapshot(good) == before


BROKEN_ARCHIVES = {
    "not there": ("no such file", lambda path, files: None),
    "empty": ("damaged", lambda path, files: path.write_bytes(b"")),
    "no tar": ("damaged", lambda path, files: path.write_bytes(b"hello " * 999)),
    "an empty folder": ("has no data_batch_1", lambda path, files: path.mkdir()),
    "CIFAR-100": ("has no data_batch_1", lambda path, files: pack(path, {"train": b"?"})),
    "cut": (
        "damaged",
        lambda path, files: path.write_bytes(pack(path, files).read_bytes()[:-300_000]),
    ),
    "an altered batch": (
        "test_batch differs",
        lambda path, files: pack(path, {**files, "test_batch": files["test_batch"] + b"."}),
    ),
}


@pytest.mark.parametrize("case", BROKEN_ARCHIVES)
def test_broken_archive(case, official, hashes, tmp_path, capsys):
    found, make = BROKEN_ARCHIVES[case]
    source, target = tmp_path / "cifar-10-python.tar.gz", tmp_path / "target"
    make(source, official[0])
    assert main(["--from", str(source), "--to", str(target)]) == 1
    printed = capsys.readouterr()
    assert_bilingual(printed.err, source.name)
    assert found in printed.err and printed.out.endswith("none\n") and not target.exists()


def test_pickle_of_another_origin_is_never_opened(tmp_path):
    marker = tmp_path / "marker"
    attack = b"cbuiltins\nopen\n(V" + str(marker).encode() + b"\nVw\ntR."
    source = pack(tmp_path / "evil.tar.gz", {"data_batch_1": attack})
    with pytest.raises(DatasetError, match="differs from the original"):
        cifar.read_official(source)
    assert not marker.exists()
    pickle.loads(attack).close()
    assert marker.exists()  # the attack is a real one


# --- all four or none ---------------------------------------------------------------------------


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
@pytest.mark.parametrize("number", [0, 3, 5, 7], ids="save {0}".format)
def test_interrupted_write_leaves_the_folder_as_it_was(
    number, error, arrays, tmp_path, monkeypatch
):
    (tmp_path / "mine.txt").write_text("mine")
    before, steps = snapshot(tmp_path), []

    def interrupted(step):
        def run(*arguments, **named):
            steps.append(step)
            step(*arguments, **named)
            if len(steps) == number + 1:
                raise error

        return run

    monkeypatch.setattr(np, "save", interrupted(np.save))
    monkeypatch.setattr(os, "rename", interrupted(os.rename))
    with pytest.raises((KeyboardInterrupt, DatasetError)) as caught:
        data.store_four(arrays, tmp_path)
    if isinstance(error, OSError):
        assert_bilingual(caught.value, "No space left", str(tmp_path))
    assert len(steps) == number + 1 and snapshot(tmp_path) == before


def test_file_that_appears_in_the_meantime_is_kept(arrays, tmp_path, monkeypatch):
    save = np.save

    def slow(path, *rest, **named):
        save(path, *rest, **named)
        (tmp_path / TEST_X).write_text("another's")

    monkeypatch.setattr(np, "save", slow)
    with pytest.raises(DatasetError, match=f"{TEST_X} has appeared"):
        data.store_four(arrays, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [TEST_X]
    assert (tmp_path / TEST_X).read_text() == "another's"


# --- download and stand-in ----------------------------------------------------------------------


@pytest.fixture
def server(archive, monkeypatch):
    """A server on this machine; the end of the address says how it behaves."""
    asked, closing = [], threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            content = archive.read_bytes()
            self.send_response(404 if "absent" in self.path else 200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if "trickle" in self.path:
                while not closing.wait(0.05):
                    self.wfile.write(b".")
            else:
                self.wfile.write(content[: 1000 if "cut" in self.path else None])

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        httpd.daemon_threads = True
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{httpd.server_port}/"
        monkeypatch.setattr(cifar, "URL", address)
        yield address, asked
        closing.set()
        httpd.shutdown()


def test_download_is_stored_and_returned(server, official, hashes, tmp_path, capsys):
    loaded = load_cifar10_dataset(tmp_path)
    assert loaded[1].tolist() == official[1]["data_batch_1"][1][:7500]
    assert_official(tmp_path, official)
    out = capsys.readouterr().out
    assert "Downloading" in out and out.endswith("CIFAR-10 100 %\n") and "[stand-in]" not in out
    load_cifar10_dataset(tmp_path)
    assert len(server[1]) == 1


@pytest.mark.parametrize(
    "path, reason", [("absent", "404"), ("cut", "damaged"), ("trickle", "the time allowed is over")]
)
def test_failed_download_gives_the_standin(
    path, reason, server, drawn, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(cifar, "URL", server[0] + path)
    monkeypatch.setenv("CNN_COURSE_DOWNLOAD_SECONDS", "1.5")
    start = time.monotonic()
    loaded = load_cifar10_dataset(tmp_path)
    assert time.monotonic() - start < 10
    assert np.array_equal(loaded[0], drawn[0] / np.float32(255)) and loaded[3].shape == (500,)
    out = capsys.readouterr().out
    assert_bilingual(out)
    assert reason in out and "내려받지 못했습니다" in out and dataset_name(tmp_path) == "stand-in"


def test_looking_up_a_name_may_hang(tmp_path, monkeypatch):
    ended = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: ended.wait(20))
    with pytest.raises(DatasetError, match="the time allowed is over"):
        cifar.download(0.3, print)
    ended.set()


def test_proxy_is_used(server, hashes, monkeypatch):
    monkeypatch.setenv("http_proxy", server[0])
    monkeypatch.setattr(cifar, "URL", "http://nowhere.invalid/archive")
    assert cifar.download(60, lambda *_: None)[0].shape == (7500, 32, 32, 3)
    assert server[1] == ["http://nowhere.invalid/archive"]


def test_cached_standin_is_used_without_the_network_until_make_data(
    server, hashes, tmp_path, monkeypatch, capsys
):
    standin.cache_path(tmp_path).touch()
    load_cifar10_dataset(tmp_path)
    assert server[1] == [] and dataset_name(tmp_path) == "stand-in"
    assert main(["--to", str(tmp_path)]) == 0
    assert len(server[1]) == 1 and dataset_name(tmp_path) == "CIFAR-10"
    assert standin.cache_path(tmp_path).exists()


def test_announced_exactly_once_in_one_line(tmp_path, capsys):
    (tmp_path / "another").mkdir()
    for folder in (tmp_path, tmp_path, tmp_path / "another"):
        load_cifar10_dataset(folder)
    lines = [line for line in capsys.readouterr().out.splitlines() if "[stand-in]" in line]
    assert len(lines) == 1 and lines[0].count("`make data`") == 2
    assert "CIFAR-10이 아니라" in lines[0] and "not CIFAR-10" in lines[0]


@pytest.mark.parametrize("how", ["variable", "option"])
def test_offline_keeps_off_the_network(how, server, tmp_path, monkeypatch, capsys):
    if how == "variable":
        monkeypatch.setenv("CNN_COURSE_OFFLINE", "1")
        load_cifar10_dataset(tmp_path)
    options = ["--offline"] if how == "option" else []
    assert main(["--to", str(tmp_path / "new"), *options]) == 0
    assert server[1] == []
    out = capsys.readouterr().out
    assert "[stand-in]" in out and out.endswith("Data set in use: stand-in\n")


def test_folder_that_cannot_be_written_costs_one_download(
    server, official, hashes, tmp_path, monkeypatch, capsys
):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(np, "save", refuse)
    for _ in range(2):
        loaded = load_cifar10_dataset(tmp_path)
        assert loaded[3].tolist() == official[1]["test_batch"][1][:500]
    assert len(server[1]) == 1 and capsys.readouterr().out.count("cannot be written") == 1
    assert main(["--to", str(tmp_path)]) == 1


def test_progress_is_one_line_on_a_terminal_and_four_elsewhere(monkeypatch):
    for terminal in (True, False):
        stream = io.StringIO()
        stream.isatty = lambda terminal=terminal: terminal
        monkeypatch.setattr(sys, "stdout", stream)
        report = data._progress("test")
        report(0, 0)
        for done in range(1001):
            report(done, 1000)
        text = stream.getvalue()
        assert text.endswith("100 %\n") and text.count("\n") == (1 if terminal else 4)
