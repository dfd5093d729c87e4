"""Find a browser of the Chromium family, or say in both languages how to get one.

    python -m tests.browser.chromium    print where it is; status 1 if there is none

Only the standard library is used: nothing may be installed yet when this runs.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "msedge",
)
MAC_APPLICATIONS = (
    "Chromium.app/Contents/MacOS/Chromium",
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
HOW_TO_GET_ONE = """\
Chromium 계열 브라우저를 찾지 못했습니다. 브라우저 시험에는 하나가 필요합니다.
  Debian/Ubuntu: sudo apt install chromium   macOS: brew install --cask chromium
  다른 곳에 있으면: make test-browser CHROMIUM=/path/to/chromium
There is no browser of the Chromium family; the browser tests need one.
  Elsewhere: make test-browser CHROMIUM=/path/to/chromium"""


def find(surroundings=os.environ):
    """Return the path of the first browser that starts: `CHROMIUM`, or one of the usual names.

    Raises `LookupError`, with what to do in both languages, if there is none or `CHROMIUM` names
    something that does not start.
    """
    named = surroundings.get("CHROMIUM", "").strip()
    if named:
        path = shutil.which(named, path=surroundings.get("PATH"))
        if path and starts(path):
            return path
        raise LookupError(
            f"CHROMIUM={named}: 그런 브라우저가 없거나 시작되지 않습니다. 실행 파일의 경로를 "
            f"적어 주십시오.\nCHROMIUM={named}: no such browser, or it does not start. Give the "
            "path of the program itself."
        )
    found = (shutil.which(name, path=surroundings.get("PATH")) for name in NAMES)
    folders = (Path("/Applications"), Path.home() / "Applications")
    mac = (folder / name for folder in folders for name in MAC_APPLICATIONS)
    for path in (*filter(None, found), *(str(path) for path in mac if path.is_file())):
        if starts(path):
            return path
    raise LookupError(HOW_TO_GET_ONE)


def starts(path):
    """Whether the browser tells its version (Ubuntu's stand-in without the snap does not)."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def main():
    """Run `python -m tests.browser.chromium`; return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a terminal without Hangul must not stop the work
    try:
        print(find())
    except LookupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
