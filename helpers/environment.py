"""Make the course's own Python environment once, or say what is missing and how to get it.

    python -m helpers.environment FOLDER          make it in FOLDER (the Makefile says .venv)
    python -m helpers.environment FOLDER LIST     the same with the packages of another list
    python -m helpers.environment --add LIST      install what LIST pins into this Python, once
    python -m helpers.environment --active        check that this Python already has everything

Only the standard library is used: nothing is installed yet when this runs.
"""

import importlib.metadata
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LISTS = ("requirements.txt", "constraints.txt")
NEEDED = ("tensorflow", "matplotlib", "ipywidgets", "jupyterlab", "nbclient", "nbconvert", "nbval")
NEEDED += ("latex2mathml",)

# What pip's log says -> what to tell the user. The first that matches is told.
_CAUSES = (
    (
        r"No space left|Errno 28",
        "디스크가 가득 찼습니다. 3 GB쯤 비우고 다시 실행해 주십시오.",
        "The disk is full. Free about 3 GB and run the same command again.",
    ),
    (
        r"NewConnectionError|NameResolution|ConnectTimeout|ReadTimeout|ProxyError|SSLError"
        r"|Max retries exceeded|Connection (?:broken|refused|reset|aborted)|Network is unreachable",
        "pip이 패키지 목록에 닿지 못했습니다. 인터넷 연결과 프록시(HTTPS_PROXY)를 확인하고 다시 "
        "실행해 주십시오. 받은 파일은 다시 받지 않습니다.",
        "pip could not reach the package index. Check the connection and the proxy (HTTPS_PROXY), "
        "then run the same command again; what was downloaded is kept.",
    ),
    (
        r"No matching distribution found for tensorflow|\(constraint\) tensorflow==",
        "이 컴퓨터용 TensorFlow가 없습니다. 64비트 Linux(glibc), Windows, Apple 칩 Mac에서 됩니다. "
        "그 밖의 컴퓨터에서는 노트북을 Colab에서 열어 주십시오.",
        "There is no TensorFlow for this computer: it needs 64-bit Linux (glibc), Windows, or a "
        "Mac with an Apple chip. Anywhere else, open the notebooks in Colab.",
    ),
    (
        r"",
        "설치하지 못했습니다. 위에 적힌 pip의 말을 보고 다시 실행해 주십시오.",
        "The installation failed; see what pip says above, then run the same command again.",
    ),
)


def make(folder, lists=LISTS):
    """Create the virtual environment `folder` and install the pinned versions; return a status.

    `lists` names the file of requirements and, after it, those of constraints. What was left half
    done is done again; nothing happens when all is there. The stamp is the text of these files,
    so a change in them installs again.
    """
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp = folder / "installed.txt"
    wanted = "".join((ROOT / name).read_text(encoding="utf-8") for name in lists)
    usable = _has_pip_and_this_version(python)
    if usable and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return 0
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "pyvenv.cfg").is_file():
        return _stop(
            f"{folder} 폴더에 다른 것이 있습니다. 옮기거나 VENV=로 다른 이름을 주십시오.",
            f"The folder {folder} holds something else. Move it, or give another name with VENV=.",
        )
    _say(
        f"{folder}에 Python 환경을 만들고 패키지를 설치합니다(처음 한 번, 몇 분, 약 2.5 GB).",
        f"Making the Python environment {folder} and installing packages (once; minutes; 2.5 GB).",
    )
    if not usable and subprocess.run([sys.executable, "-m", "venv", "--clear", folder]).returncode:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        return _stop(
            "가상 환경을 만들지 못했습니다. 위에 적힌 까닭을 보십시오. Debian/Ubuntu에서는 먼저 "
            f"`sudo apt install {package}`를 실행해 주십시오.",
            "The virtual environment could not be made; the reason stands above. On Debian or "
            f"Ubuntu first run `sudo apt install {package}`.",
        )
    stamp.unlink(missing_ok=True)
    status = _install(python, folder / "pip.log", lists)
    if status == 0:
        stamp.write_text(wanted, encoding="utf-8", newline="\n")
    return status


def add(requirements):
    """Install what the file `requirements` pins into the running Python; return a status.

    Nothing happens, and no network is needed, when these very versions are there.
    """
    lines = requirements.read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    if all(_version(name) == pin for name, pin in pins.items()):
        return 0
    _say(
        f"{', '.join(pins)} 패키지를 설치합니다(처음 한 번).",
        f"Installing the packages {', '.join(pins)} (once).",
    )
    log = ROOT / "_build" / "pip.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    return _install(sys.executable, log, (requirements, "constraints.txt"))


def _version(name):
    """The installed version of the package `name`, None if there is none."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _install(python, log, lists):
    log.unlink(missing_ok=True)
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--log", log, "install"]
    files = ["-r", ROOT / lists[0]]
    for name in lists[1:]:
        files += ["-c", ROOT / name]
    if subprocess.run([*pip, *files]).returncode == 0:
        return 0
    text = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
    return _stop(*cause(text))


def cause(log):
    """Return, in Korean and in English, why pip failed and what to do, told from its log."""
    return next((ko, en) for pattern, ko, en in _CAUSES if re.search(pattern, log))


def check_active():
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


def _has_pip_and_this_version(python):
    """Whether `python` starts, has pip and is the same minor version as the running one."""
    code = f"import pip, sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    try:
        return subprocess.run([python, "-c", code], capture_output=True).returncode == 0
    except OSError:
        return False


def _say(ko, en):
    print(f"{ko}\n{en}", flush=True)


def _stop(ko, en):
    print(f"\n{ko}\n{en}", file=sys.stderr, flush=True)
    return 1


def main(arguments):
    """Run `python -m helpers.environment`; return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a terminal without Hangul must not stop the work
    if len(arguments) == 2 and arguments[0] == "--add":
        return add(Path(arguments[1]))
    if not arguments:
        print(__doc__)
        return 2
    if arguments == ["--active"]:
        return check_active()
    return make(Path(arguments[0]), arguments[1:] or LISTS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
