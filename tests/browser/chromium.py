"""Find a browser of the Chromium family, or say in both languages how to get one.

    python -m tests.browser.chromium    print where it is; status 1 if there is none

Only the standard library is used: nothing may be installed yet when this runs.
"""

import os
import shutil
import subprocess
import sys

from helpers.text import tolerant_output

NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    *("microsoft-edge", "msedge"),
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
HOW_TO_GET_ONE = """\
시작되는 Chromium 계열 브라우저를 찾지 못했습니다. 브라우저 시험에는 하나가 필요합니다.
  Debian/Ubuntu: sudo apt install chromium   macOS: brew install --cask chromium
  다른 곳에 있으면: make test-browser CHROMIUM=/path/to/chromium
There is no browser of the Chromium family that starts; the browser tests need one.
  Elsewhere: make test-browser CHROMIUM=/path/to/chromium"""


def find(env=os.environ):
    """Return the path of the browser `CHROMIUM`, or of the first of the usual names that starts."""
    names = [env["CHROMIUM"]] if env.get("CHROMIUM") else NAMES
    for name in names:
        path = shutil.which(name, path=env.get("PATH"))
        if path and _starts(path):
            return path
    named = f"CHROMIUM={env['CHROMIUM']}\n" if env.get("CHROMIUM") else ""
    raise LookupError(named + HOW_TO_GET_ONE)


def _starts(path):
    """Whether the browser tells its version (Ubuntu's stand-in without the snap does not)."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def main():
    """Run `python -m tests.browser.chromium`; return its exit status."""
    tolerant_output()
    try:
        print(find())
    except LookupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
