"""`make test-browser`: find the browser, install what drives it, run the tests of this folder.

python -m tests.browser [ARGUMENTS OF PYTEST]
"""

import subprocess
import sys
from pathlib import Path

from helpers import environment
from tests.browser import chromium

FOLDER = Path(__file__).resolve().parent


def main(arguments):
    """Run the browser tests; return the exit status."""
    if status := chromium.main():
        return status
    if status := environment.add(FOLDER / "requirements.txt"):
        return status
    # The settings of `make test` start nbval, which would run the notebooks a second time.
    settings = ["-o", "addopts=--import-mode=importlib"]
    command = [sys.executable, "-m", "pytest", *settings, FOLDER, *arguments]
    return subprocess.run(command, cwd=environment.ROOT).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
