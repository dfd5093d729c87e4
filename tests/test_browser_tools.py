"""What `make test-browser` does before it needs a browser; the rest is in tests/browser."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.browser import chromium

ROOT = Path(__file__).resolve().parent.parent
needs_sh = pytest.mark.skipif(os.name == "nt", reason="needs sh")


def program(path, status=0):
    path.write_text(f"#!/bin/sh\nexit {status}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture(autouse=True)
def no_mac_applications(monkeypatch):
    monkeypatch.setattr(chromium, "MAC_APPLICATIONS", ())


@needs_sh
def test_the_first_browser_that_starts_is_taken(tmp_path):
    program(tmp_path / "chromium", status=1)  # as Ubuntu's stand-in without the snap
    chrome = program(tmp_path / "google-chrome")
    program(tmp_path / "msedge")
    assert chromium.find({"PATH": str(tmp_path)}) == chrome


@needs_sh
def test_a_named_browser_comes_first(tmp_path):
    program(tmp_path / "chromium")
    mine = program(tmp_path / "my browser")
    assert chromium.find({"PATH": str(tmp_path), "CHROMIUM": mine}) == mine


@needs_sh
def test_a_browser_of_the_mac_is_found(tmp_path, monkeypatch):
    mine = program(tmp_path / "Chromium")
    monkeypatch.setattr(chromium, "MAC_APPLICATIONS", (mine,))
    assert chromium.find({"PATH": ""}) == mine


@needs_sh
@pytest.mark.parametrize("broken", [True, False])
def test_a_named_browser_that_is_none_is_told(tmp_path, broken):
    mine = tmp_path / "mine"
    if broken:
        program(mine, status=1)
    program(tmp_path / "chromium")
    with pytest.raises(LookupError, match=r"그런 브라우저가 없거나[\s\S]*no such browser"):
        chromium.find({"PATH": str(tmp_path), "CHROMIUM": str(mine)})


@pytest.mark.skipif(sys.platform == "darwin", reason="browsers of the Mac need no PATH")
def test_no_browser_is_told_in_both_languages(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser"],
        cwd=ROOT,
        env={"PATH": str(tmp_path), "HOME": str(tmp_path), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert "찾지 못했습니다" in done.stderr and "There is no browser" in done.stderr
    assert "sudo apt install chromium" in done.stderr and "Traceback" not in done.stderr


def test_make_test_leaves_the_browser_alone():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "browser" in settings["tool"]["pytest"]["ini_options"]["norecursedirs"]


def test_its_packages_are_pinned_and_not_part_of_the_course():
    text = (ROOT / "tests" / "browser" / "requirements.txt").read_text(encoding="utf-8")
    pins = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert all(line.count("==") == 1 for line in pins)
    for name in ("requirements.txt", "constraints.txt"):
        course = (ROOT / name).read_text(encoding="utf-8")
        assert not any(pin.split("==")[0] in course for pin in pins), name
