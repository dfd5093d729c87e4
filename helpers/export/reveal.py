"""reveal.js, the slide show: fetched once from the package index, then read from the disk.

It comes inside a Python package whose exact version stands in `requirements-slides.txt`; only its
files are used.
"""

import subprocess
import sys
from pathlib import Path

from helpers.environment import ROOT, cause

REQUIREMENTS = "requirements-slides.txt"
_DIST = Path("sphinx_revealjs", "_static", "revealjs", "dist")


def load(build):
    """Return the texts of reveal.js as {"js": ..., "css": ...}, installing it below `build`.

    Raises `ValueError`, with what to do, if it can neither be found nor installed.
    """
    folder = build / "reveal"
    wanted = (ROOT / REQUIREMENTS).read_text(encoding="utf-8")
    stamp = folder / "installed.txt"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        _install(folder)
        stamp.write_text(wanted, encoding="utf-8", newline="\n")
    try:
        return {
            kind: (folder / _DIST / f"reveal.{kind}").read_text(encoding="utf-8")
            for kind in ("js", "css")
        }
    except OSError as error:
        stamp.unlink()
        raise ValueError(
            f"{folder}에 reveal.js가 온전하지 않습니다. 다시 실행하면 새로 설치합니다.\n"
            f"reveal.js in {folder} is incomplete; run the command again to install it anew."
        ) from error


def _install(folder):
    print("reveal.js를 한 번 설치합니다. / Installing reveal.js, once.", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    options = ["--no-deps", "--upgrade", "--target", folder, "-r", ROOT / REQUIREMENTS]
    done = subprocess.run([*pip, *options], capture_output=True, text=True, errors="replace")
    if done.returncode:
        log = done.stdout + done.stderr
        raise ValueError(f"{log.strip()}\n\n" + "\n".join(cause(log)))
