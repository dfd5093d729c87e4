"""One JupyterLab and one browser for all tests; notebooks are opened and run one at a time."""

import hashlib
import os
import shutil
import signal
import subprocess

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.lab import ROOT, copy_course, lab, make, stop_kernels, surroundings
from tests.browser.notebook_page import NotebookPage

PICTURES = ROOT / "_build" / "browser"
FONT = ROOT / "helpers" / "fonts" / "NanumSquareR.ttf"
RUN_SECONDS = 420  # three times what the slowest notebook takes on two cores
SWITCHES = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """All tests of a notebook one after another: it is run once, and only its kernel lives."""

    def practice(item):
        return item.callspec.params.get("notebook", "") if hasattr(item, "callspec") else ""

    items.sort(key=practice)


def pytest_configure():
    """A `kill` must stop JupyterLab too: it leaves through the fixtures, as after Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session")
def pictures():
    """The folder of the screenshots, without those of an earlier run."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    return PICTURES


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """A copy of the course; the notebooks that it was made from must be the same afterwards."""
    before = _fingerprints()
    folder = tmp_path_factory.mktemp("browser") / "course"
    copy_course(folder)
    yield folder
    assert _fingerprints() == before, "the notebooks of the checkout were changed"


def _fingerprints():
    files = sorted((ROOT / "notebooks").rglob("*"))
    return {path: hashlib.sha256(path.read_bytes()).digest() for path in files if path.is_file()}


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """A home folder in which the course's own font is installed.

    A machine without a Korean font would draw boxes; then nothing could be seen on the pictures.
    """
    folder = tmp_path_factory.mktemp("home")
    (folder / "share" / "fonts").mkdir(parents=True)
    shutil.copy(FONT, folder / "share" / "fonts")
    return folder


@pytest.fixture(scope="session")
def address(course, home):
    with lab(course, home) as started:
        yield started


@pytest.fixture(scope="session")
def browser(home):
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium.find(),
            args=SWITCHES,
            env={**os.environ, "XDG_DATA_HOME": str(home / "share")},
        )
        yield started
        started.close()


@pytest.fixture
def page(browser):
    """An empty tab."""
    opened = _tab(browser)
    yield opened
    opened.close()


def _tab(browser):
    """A tab that reaches this machine only: the network must decide nothing."""
    tab = browser.new_page(viewport={"width": 1280, "height": 900}, locale="ko-KR")
    local = ("http://127.0.0.1", "http://localhost", "file:", "data:", "blob:")
    tab.route(
        lambda url: not url.startswith(local) and not url.startswith("ws://127.0.0.1"),
        lambda route: route.abort(),
    )
    return tab


@pytest.fixture(scope="session")
def notebook(request, browser, address, course, pictures):
    """The notebook that the parameter names ("3-1"), opened and run to its end."""
    stored = next((course / "notebooks").glob(f"{request.param}_*.ipynb"))
    tab = _tab(browser)
    opened = NotebookPage(tab, address, stored.name)
    tab.screenshot(path=pictures / f"{request.param}_top.png")
    opened.run_all(RUN_SECONDS)
    yield opened
    tab.close()
    stop_kernels(address)


@pytest.fixture(scope="session")
def pages(course, home):
    """The folder into which `make html` of the course's copy has written."""
    done = subprocess.run(
        make(course, "html"), env=surroundings(home), capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return course / "_build" / "html"
