"""`make test-browser`: find the browser, install what drives it, run the tests of this folder.

python -m tests.browser [ARGUMENTS OF PYTEST]
"""

import subprocess
import sys
from pathlib import Path

from helpers.commands.files import ROOT
from tests.browser import chromium

FOLDER = Path(__file__).resolve().parent


def main(arguments):
    """Run the browser tests; return the exit status."""
    if status := chromium.main():
        return status
    # Needs no network once the very versions are there.
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    lists = ["-r", FOLDER / "requirements.txt", "-c", ROOT / "constraints.txt"]
    if status := subprocess.run([*pip, *lists]).returncode:
        return status
    # The settings of `make test` start nbval, which would run the notebooks a second time.
    pytest = [sys.executable, "-m", "pytest", "-o", "addopts=--import-mode=importlib"]
    return subprocess.run([*pytest, FOLDER, *arguments], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
