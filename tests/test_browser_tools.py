"""What `make test-browser` does before it needs a browser; the rest is in tests/browser."""

import os
import tomllib

import pytest

from helpers.commands.files import ROOT
from tests.browser import chromium

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs sh")


def program(path, status=0):
    path.write_text(f"#!/bin/sh\nexit {status}\n")
    path.chmod(0o755)
    return str(path)


def test_the_named_browser_is_taken_or_the_first_that_starts(tmp_path):
    program(tmp_path / "chromium", status=1)  # as Ubuntu's stand-in without the snap
    chrome = program(tmp_path / "google-chrome")
    mine = program(tmp_path / "my browser")
    assert chromium.find({"PATH": str(tmp_path)}) == chrome
    assert chromium.find({"PATH": str(tmp_path), "CHROMIUM": mine}) == mine
    with pytest.raises(LookupError, match=r"(?s)/no/such\n시작되는.*There is no browser"):
        chromium.find({"PATH": str(tmp_path), "CHROMIUM": "/no/such"})


def test_make_test_leaves_the_browser_and_its_packages_alone():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "browser" in settings["tool"]["pytest"]["ini_options"]["norecursedirs"]
    lines = (ROOT / "tests" / "browser" / "requirements.txt").read_text("utf-8").splitlines()
    course = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    for name, _, pin in (line.partition("==") for line in lines if not line.startswith("#")):
        assert pin and name not in course
