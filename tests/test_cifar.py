"""The official archive: read in each form, refused if it is not the original, downloaded."""

import hashlib
import http.server
import io
import os
import pickle
import tarfile
import threading
import time

import numpy as np
import pytest

from helpers import cifar
from helpers.cifar import DatasetError
from helpers.data import main
from tests.test_data import assert_bilingual


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


def assert_official(stored, official):
    for X, y, name in ((*stored[:2], "data_batch_1"), (*stored[2:], "test_batch")):
        pixels, labels = official[1][name]
        assert y[:, 0].tolist() == labels[: len(y)]
        for colour, row, column in ((0, 0, 0), (1, 5, 9), (2, 31, 30)):
            place = colour * 1024 + row * 32 + column
            assert np.array_equal(X[:, row, column, colour], pixels[: len(X), place])


def test_archive_becomes_the_four_files(archive, official, hashes, tmp_path):
    assert main(["--from", str(archive), "--to", str(tmp_path)]) == 0
    assert_official(cifar.read_four(tmp_path), official)


@pytest.mark.parametrize("inside", [True, False], ids=["the folder", "the folder around it"])
def test_extracted_folder(inside, official, hashes, tmp_path):
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    for name, content in official[0].items():
        (folder / name).write_bytes(content)
    assert_official(cifar.read_official(folder if inside else tmp_path), official)


BROKEN_ARCHIVES = {
    "not there": ("no such file", lambda path, files: None),
    "empty": ("damaged", lambda path, files: path.write_bytes(b"")),
    "no tar": ("damaged", lambda path, files: path.write_bytes(b"hello " * 999)),
    "an empty folder": ("has no data_batch_1", lambda path, files: path.mkdir()),
    "CIFAR-100": ("has no data_batch_1", lambda path, files: pack(path, {"train": b"?"})),
    "cut": ("damaged", lambda path, files: os.truncate(pack(path, files), 10**6)),
    "altered": ("test_batch differs", lambda path, files: pack(path, files | {"test_batch": b"?"})),
}


@pytest.mark.parametrize("case", BROKEN_ARCHIVES)
def test_broken_archive(case, official, hashes, tmp_path, capsys):
    found, make = BROKEN_ARCHIVES[case]
    source, target = tmp_path / "cifar-10-python.tar.gz", tmp_path / "target"
    make(source, official[0])
    assert main(["--from", str(source), "--to", str(target)]) == 1
    printed = capsys.readouterr()
    assert_bilingual(printed.err, source.name)
    assert found in printed.err and not target.exists()


def test_pickle_of_another_origin_is_never_opened(tmp_path):
    marker = tmp_path / "marker"
    attack = b"cbuiltins\nopen\n(V" + str(marker).encode() + b"\nVw\ntR."
    source = pack(tmp_path / "evil.tar.gz", {"data_batch_1": attack})
    with pytest.raises(DatasetError, match="differs from the original"):
        cifar.read_official(source)
    assert not marker.exists()
    pickle.loads(attack).close()
    assert marker.exists()  # the attack is a real one


# --- the download -------------------------------------------------------------------------------


@pytest.fixture
def server(archive, monkeypatch):
    """A server on this machine; the end of the address says how it behaves."""
    closing = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
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
        httpd.handle_error = lambda *_: None  # the client has gone
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{httpd.server_port}/"
        monkeypatch.setattr(cifar, "URL", address)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        yield address
        closing.set()
        httpd.shutdown()


def test_download_reports_its_progress(server, official, hashes):
    seen = []
    arrays = cifar.download(60, lambda done, total: seen.append((done, total)))
    assert_official(arrays, official)
    assert seen == sorted(seen) and seen[-1][0] == seen[-1][1]


@pytest.mark.parametrize(
    ("path", "reason"),
    [("absent", "404"), ("cut", "damaged"), ("trickle", "the time allowed is over")],
)
def test_failed_download(path, reason, server, monkeypatch):
    monkeypatch.setattr(cifar, "URL", server + path)
    monkeypatch.setenv("CNN_COURSE_DOWNLOAD_SECONDS", "1.5")
    start = time.monotonic()
    with pytest.raises(DatasetError, match=reason) as caught:
        cifar.download(60, lambda *_: None)
    assert_bilingual(caught.value, "--from PATH")
    assert time.monotonic() - start < 10
