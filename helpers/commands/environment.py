"""Make the course's own Python environment, or say what is missing and how to get it.

    python -m helpers.commands.environment FOLDER LIST [LIMITS]   make it in FOLDER (make: .venv)
    python -m helpers.commands.environment --active               check that this Python has it all

LIST and LIMITS are files as pip's `-r` and `-c` take them. Only the standard library is used:
nothing is installed yet when this runs.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

from helpers.text import Words, say, tolerant_output

STAMP = "installed"
NEEDED = ("tensorflow", "matplotlib", "ipywidgets", "jupyterlab", "nbclient", "nbconvert", "nbval")
NEEDED += ("latex2mathml", "xdist")

# What pip's log says -> what to tell the user. The first that matches is told.
_CAUSES = {
    r"No space left|Errno 28": Words(
        "디스크가 가득 찼습니다. 3 GB쯤 비우고 다시 실행해 주십시오.",
        "The disk is full. Free about 3 GB and run the same command again.",
    ),
    r"NewConnectionError|NameResolution|ConnectTimeout|ReadTimeout|ProxyError|SSLError"
    r"|Max retries exceeded|Connection (?:broken|refused|reset|aborted)|unreachable": Words(
        "pip이 패키지 목록에 닿지 못했습니다. 인터넷 연결과 프록시(HTTPS_PROXY)를 확인하고 다시 "
        "실행해 주십시오. 받은 파일은 다시 받지 않습니다.",
        "pip could not reach the package index. Check the connection and the proxy (HTTPS_PROXY), "
        "then run the same command again; what was downloaded is kept.",
    ),
    r"No matching distribution found for tensorflow|\(constraint\) tensorflow==": Words(
        "이 컴퓨터용 TensorFlow가 없습니다. 64비트 Linux(glibc), Windows, Apple 칩 Mac에서 됩니다. "
        "그 밖의 컴퓨터에서는 노트북을 Colab에서 열어 주십시오.",
        "There is no TensorFlow for this computer: it needs 64-bit Linux (glibc), Windows, or a "
        "Mac with an Apple chip. Anywhere else, open the notebooks in Colab.",
    ),
    r"": Words(
        "설치하지 못했습니다. 위에 적힌 pip의 말을 보고 다시 실행해 주십시오.",
        "The installation failed; see what pip says above, then run the same command again.",
    ),
}


def make(folder: Path, *lists: str) -> int:
    """Make the virtual environment `folder` with the packages of `lists`; return a status.

    What was left half done is done again. The stamp in the folder says to make that all is there.
    """
    python = folder / "bin" / "python"
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "pyvenv.cfg").is_file():
        return _stop(
            f"{folder} 폴더에 다른 것이 있습니다. 옮기거나 VENV=로 다른 이름을 주십시오.",
            f"The folder {folder} holds something else. Move it, or give another name with VENV=.",
        )
    say(
        f"{folder}에 Python 환경을 만들고 패키지를 설치합니다(처음 한 번, 몇 분, 약 2.5 GB).",
        f"Making the Python environment {folder} and installing packages (once; minutes; 2.5 GB).",
    )
    (folder / STAMP).unlink(missing_ok=True)
    if not _is_usable(python) and _run(sys.executable, "-m", "venv", "--clear", folder):
        return _stop(
            "가상 환경을 만들지 못했습니다. 위에 적힌 까닭을 보십시오.",
            "The virtual environment could not be made; the reason stands above.",
        )
    log = folder / "pip.log"
    log.write_text("")
    files = [word for pair in zip(("-r", "-c"), lists, strict=False) for word in pair]
    pip = ("-m", "pip", "--disable-pip-version-check", "--log", log, "install", *files)
    if _run(python, *pip):
        return _stop(*find_cause(log.read_text(encoding="utf-8", errors="replace")))
    (folder / STAMP).touch()
    return 0


def find_cause(log: str) -> Words:
    """Return why pip failed and what to do, told from its log."""
    return next(words for pattern, words in _CAUSES.items() if re.search(pattern, log))


def check_active() -> int:
    """Say whether the running Python has everything that the course needs; return a status."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if not missing:
        return 0
    return _stop(
        f"지금 Python({sys.executable})에 없는 것: {', '.join(missing)}. VENV= 없이 실행하거나 "
        "environment.yml로 만든 환경을 켜 주십시오.",
        f"This Python ({sys.executable}) lacks: {', '.join(missing)}. Run the command without "
        "VENV=, or activate an environment made from environment.yml.",
    )


def _is_usable(python: Path) -> bool:
    """Whether `python` starts, has pip and is of the same minor version as the running one."""
    code = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    return python.exists() and not _run(python, "-c", code, capture_output=True)


def _run(*command: object, **options: bool) -> int:
    return subprocess.run([str(word) for word in command], **options).returncode


def _stop(ko: str, en: str) -> int:
    say(f"\n{ko}", en, file=sys.stderr)
    return 1


def main(arguments: list[str]) -> int:
    """Run `python -m helpers.commands.environment`; return its exit status."""
    tolerant_output()
    first, *lists = arguments
    return check_active() if first == "--active" else make(Path(first), *lists)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
