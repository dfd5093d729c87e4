"""Run the notebooks as Colab does: each alone in an empty folder, with Colab's versions.

    make test-colab                      all five; NAMES="3-1 3-2" chooses
    make test-colab ARGS=--standin       as where the images can be neither found nor downloaded

The working tree, published to a made-up address, stands for GitHub; nothing reaches the network.
Every notebook must run without an error, a warning or an installation, its checks must say what
is stored, and it may write only beside itself. Colab's own page (badge, forms, GPU) is not shown.
"""

import argparse
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from helpers import course  # noqa: E402
from helpers.hygiene import code_cells, hygiene  # noqa: E402

PYTHON = (3, 13)  # Colab's
FORK = "https://github.com/colab-test/course"
STUB = Path(__file__).parent / "stub"
NOWHERE = "http://127.0.0.1:9"  # a proxy where nobody answers: the network is gone at once
CELL_SECONDS = 1800
AUTHOR = ("-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
WRITES_AT_HOME = {".cache", ".config", ".ipython", ".keras"}


def publish_copy(root, origin, images=()):
    """Make `origin` a git repository of the working tree `root`, published to `FORK`.

    `images` (paths) are committed with it, as if the reader had them. Raises `CalledProcessError`.
    """
    for name in _files(root):
        if (root / name).is_file():
            (origin / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, origin / name)
    (origin / "dataset").mkdir(exist_ok=True)
    for image in images:
        shutil.copy(image, origin / "dataset")
    command = [sys.executable, "-m", "helpers.course", FORK]
    subprocess.run(command, cwd=origin, check=True, stdout=subprocess.DEVNULL)
    for command in (["init", "-q"], ["add", "-A"], ["add", "-f", "dataset"], _commit()):
        subprocess.run(["git", "-C", origin, *command], check=True)


def _files(root):
    """The files of the working tree that git has or would take."""
    command = ["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    return sorted(filter(None, listed.split("\0")))


def _commit():
    return [*AUTHOR, "commit", "-q", "-m", "as published"]


def surroundings(home, origin, variables=os.environ):
    """Return the environment of the kernel: Colab's marks, an empty home, `FORK` is `origin`."""
    kept = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMPDIR", "LD_LIBRARY_PATH")
    proxies = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
    return {
        **{name: variables[name] for name in kept if name in variables},
        **dict.fromkeys(proxies, NOWHERE),
        "HOME": str(home),
        "PYTHONPATH": str(STUB),
        "COLAB_RELEASE_TAG": "release-colab-test",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{origin.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": FORK,
        "GIT_ALLOW_PROTOCOL": "file",
    }


def run_all(path, variables, seconds=CELL_SECONDS):
    """Execute the notebook at `path` in its folder; return it and what stopped it, or None."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    nb = nbformat.read(path, as_version=4)
    for cell in code_cells(nb):
        cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        nb,
        kernel_name="python3",
        timeout=seconds,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.log.setLevel(logging.CRITICAL)
    with tempfile.TemporaryFile() as log:  # what the kernel's process says about itself
        try:
            client.execute(env=variables, stderr=log)
        except CellExecutionError as error:
            return nb, f"{error.ename}: {error.evalue}"
        except Exception as error:  # a dead kernel, a cell without end
            return nb, f"{type(error).__name__}: {error}"
    return nb, None


def installed():
    """Return the packages of this environment, as {name==version}."""
    return {f"{found.name}=={found.version}" for found in distributions()}


def checks_differ(nb, stored):
    """Return a line for each check cell that does not say what is stored, solutions passed."""
    found = []
    pairs = zip(code_cells(nb), code_cells(stored), strict=True)
    for number, (now, then) in enumerate(pairs, 1):
        if "check" in then.metadata.get("tags", []) and _says(now) != _says(then):
            found.append(f"code cell {number}: the check says {_says(now)!r}")
    return found


def _says(cell):
    texts = [output.get("data", {}).get("text/plain", "") for output in cell.outputs]
    return "\n".join(texts + [output.get("text", "") for output in cell.outputs]).strip()


def misplaced(folder, home):
    """Return a line for each thing written where the course may not write."""
    beside = {path.name for path in folder.iterdir() if path.suffix != ".ipynb"} - {"cnn-course"}
    at_home = {path.name for path in home.iterdir()} - WRITES_AT_HOME
    found = [f"written beside the notebook: {name}" for name in sorted(beside)]
    found += [f"written at home: {name}" for name in sorted(at_home)]
    for clone in folder.glob("cnn-course/*/*/.git"):
        status = ["git", "-C", clone.parent, "status", "--porcelain"]
        changed = subprocess.run(status, capture_output=True, encoding="utf-8").stdout
        found += [f"changed in the course: {line.strip()}" for line in changed.splitlines()]
    return found


def try_notebook(name, work, origin, results):
    """Run one notebook as Colab would, store it in the folder `results`.

    Returns the seconds that it took and what was found wrong, a line each.
    """
    import nbformat

    folder, home = work / name[:3] / "content", work / name[:3] / "home"
    folder.mkdir(parents=True)
    home.mkdir()
    path = Path(shutil.copy(origin / "notebooks" / name, folder))
    stored = nbformat.read(path, as_version=4)
    before = installed()
    start = time.perf_counter()
    nb, failure = run_all(path, surroundings(home, origin))
    seconds = time.perf_counter() - start
    text = nbformat.writes(nb)
    course.write_text(results / name, text + "\n")
    if failure:
        return seconds, [failure]
    changed = sorted(installed() ^ before)
    found = [f"installed or removed: {change}" for change in changed]
    found += hygiene(nb, len(text.encode()))
    return seconds, found + checks_differ(nb, stored) + misplaced(folder, home)


def choose(names):
    """Return the file names of the notebooks that `names` begin; all if there are no names.

    Raises `ValueError` if one of the names begins none.
    """
    for name in names:
        if not any(file.startswith(name) for file in course.NOTEBOOKS):
            raise ValueError(
                f"{name!r}: 그런 노트북이 없습니다. 3-1에서 3-5까지 있습니다.\n"
                f"{name!r}: there is no such notebook; they are 3-1 to 3-5."
            )
    return [file for file in course.NOTEBOOKS if file.startswith(tuple(names) or "")]


def main(arguments=None):
    """Run `make test-colab`; return its exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--standin", action="store_true", help="without the real images")
    options = parser.parse_args(arguments)
    try:
        names = choose(options.names)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    if sys.version_info[:2] != PYTHON:
        here, colab = ("{}.{}".format(*version) for version in (sys.version_info, PYTHON))
        print(f"참고: Python {here}, Colab은 {colab}. / Note: Python {here}, Colab has {colab}.")
    images = [] if options.standin else sorted((ROOT / "dataset").glob("*.npy"))
    print(f"사진 / images: {'CIFAR-10' if len(images) == 4 else '대체 그림 / stand-in'}")
    results = ROOT / "_build" / "colab"
    results.mkdir(parents=True, exist_ok=True)
    failed = 0
    # Outside the working tree: the set-up cell looks for the course in the folders above.
    with tempfile.TemporaryDirectory(prefix="colab-", ignore_cleanup_errors=True) as scratch:
        work = Path(scratch).resolve()
        os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # a notice about frozen modules
        os.environ["JUPYTER_DATA_DIR"] = str(work / "jupyter")  # no kernel of the user's own
        try:
            publish_copy(ROOT, work / "origin", images)
        except (OSError, subprocess.CalledProcessError) as error:
            print(
                f"강의의 사본을 만들지 못했습니다. git 저장소에서 실행해 주십시오: {error}\n"
                f"No copy of the course could be made; run this in a git checkout: {error}",
                file=sys.stderr,
            )
            return 1
        for number, name in enumerate(names, 1):
            print(f"[{number}/{len(names)}] {name} ... ", end="", flush=True)
            seconds, found = try_notebook(name, work, work / "origin", results)
            print(f"{'실패 / failed' if found else '성공 / ok'} ({seconds:.1f} s)", flush=True)
            for line in found:
                print(f"    {line}", flush=True)
            failed += bool(found)
    print(f"실행한 노트북 / Executed notebooks: {results}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
