"""One JupyterLab and one browser for all tests; notebooks are opened and run one at a time."""

import os
import shutil
import subprocess

import pytest
from playwright.sync_api import sync_playwright

from helpers.commands.files import BUILD
from helpers.notebook import FONT_FILE
from tests.browser import chromium
from tests.browser.lab import copy_course, lab, make, private_environment, stop_kernels
from tests.browser.notebook_page import NotebookPage

PICTURES = BUILD / "browser"
RUN_SECONDS = 420  # three times what the slowest notebook takes on two cores
SWITCHES = ["--disable-gpu", "--no-first-run", "--disable-background-networking"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """All tests of a notebook one after another: it is run once, and only its kernel lives."""

    def practice(item):
        return item.callspec.params.get("notebook", "") if hasattr(item, "callspec") else ""

    items.sort(key=practice)


@pytest.fixture(scope="session")
def pictures():
    """The folder of the screenshots, without those of an earlier run."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    return PICTURES


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """A copy of the course."""
    folder = tmp_path_factory.mktemp("browser") / "course"
    copy_course(folder)
    return folder


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """A home folder in which the course's own font is installed.

    A machine without a Korean font would draw boxes; then nothing could be seen on the pictures.
    """
    folder = tmp_path_factory.mktemp("home")
    (folder / "share" / "fonts").mkdir(parents=True)
    shutil.copy(FONT_FILE, folder / "share" / "fonts")
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
    opened = _open_tab(browser)
    yield opened
    opened.close()


def _open_tab(browser):
    """A tab that reaches this machine only: the network must decide nothing."""
    tab = browser.new_page(viewport={"width": 1280, "height": 900}, locale="ko-KR")
    local = ("http://127.0.0.1", "file:", "data:", "blob:", "ws://127.0.0.1")
    tab.route(lambda url: not url.startswith(local), lambda route: route.abort())
    return tab


@pytest.fixture(scope="session")
def notebook(request, browser, address, course, pictures):
    """The notebook that the parameter names ("3-1"), opened and run to its end."""
    stored = next((course / "notebooks").glob(f"{request.param}_*.ipynb"))
    tab = _open_tab(browser)
    opened = NotebookPage(tab, address, stored.name)
    tab.screenshot(path=pictures / f"{request.param}_top.png")
    opened.run_all(RUN_SECONDS)
    yield opened
    tab.close()
    stop_kernels(address)


@pytest.fixture(scope="session")
def pages(course, home):
    """The folder into which `make html` of the course's copy has written."""
    env = private_environment(home)
    subprocess.run(make(course, "html"), env=env, check=True, timeout=600)
    return course / "_build" / "html"
