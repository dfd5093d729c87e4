"""Run the notebooks as Colab does: each alone in an empty folder, with Colab's versions.

    make test-colab                      all five; NAMES="3-1 3-2" chooses
    make test-colab ARGS=--standin       as where the images can be neither found nor downloaded

The working tree, published to a made-up address, stands for GitHub; nothing reaches the network.
Every notebook must run without an error or a warning, its checks must say what
is stored, and it may write only beside itself. Colab's own page (badge, forms, GPU) is not shown.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import nbformat  # noqa: E402

from helpers.commands.files import BUILD, has_tag, read, select, write_text  # noqa: E402
from helpers.commands.publish import publish  # noqa: E402
from helpers.commands.run import execute  # noqa: E402
from helpers.commands.stored import code_cells, find_faults  # noqa: E402
from helpers.text import tolerant_output  # noqa: E402

SLUG = "colab-test/course"
FORK = f"https://github.com/{SLUG}"
STUB = Path(__file__).parent / "stub"
NOWHERE = "http://127.0.0.1:9"  # a proxy where nobody answers: the network is gone at once
AUTHOR = ("-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
WRITES_AT_HOME = {".cache", ".config", ".ipython", ".keras"}


def publish_copy(root, origin, images=()):
    """Make `origin` a git repository of the tree `root` with `images`, published to `FORK`."""
    listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in filter(None, _git(root, *listing).split("\0")):
        if (root / name).is_file():
            (origin / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, origin / name)
    (origin / "dataset").mkdir(exist_ok=True)
    for image in images:
        shutil.copy(image, origin / "dataset")
    publish(SLUG, origin)
    _git(origin, "init", "-q")
    _git(origin, "add", "-A")
    _git(origin, "add", "-f", "dataset")
    _git(origin, *AUTHOR, "commit", "-q", "-m", "as published")


def _git(folder, *arguments):
    command = ["git", "-C", folder, *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def kernel_environment(home, origin, variables=os.environ):
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


def compare_checks(nb, stored):
    """Return a line for each check cell that does not say what is stored, solutions passed."""

    def says(cell):
        return [out.get("text") or out.data.get("text/plain") for out in cell.outputs]

    pairs = enumerate(zip(code_cells(nb), code_cells(stored), strict=True), 1)
    return [
        f"code cell {number}: the check says {says(now)}"
        for number, (now, then) in pairs
        if has_tag(then, "check") and says(now) != says(then)
    ]


def find_misplaced(folder, home):
    """Return a line for each thing written where the course may not write."""
    beside = {path.name for path in folder.iterdir() if path.suffix != ".ipynb"} - {"cnn-course"}
    at_home = {path.name for path in home.iterdir()} - WRITES_AT_HOME
    found = [f"written beside the notebook: {name}" for name in sorted(beside)]
    found += [f"written at home: {name}" for name in sorted(at_home)]
    for clone in folder.glob("cnn-course/*/*/.git"):
        changed = _git(clone.parent, "status", "--porcelain").splitlines()
        found += [f"changed in the course: {line.strip()}" for line in changed]
    return found


def try_notebook(path, work, results):
    """Run the notebook `path` as Colab would, store it in the folder `results`.

    Returns the seconds that it took and what was found wrong, a line each.
    """
    folder, home = work / path.name[:3] / "content", work / path.name[:3] / "home"
    folder.mkdir(parents=True)
    home.mkdir()
    alone = Path(shutil.copy(path, folder))
    nb, stored = read(alone), read(alone)
    outcome = execute(nb, folder, env=kernel_environment(home, work / "origin"))
    text = nbformat.writes(nb) + "\n"
    write_text(results / path.name, text)
    if outcome.failure:
        return outcome.seconds, [outcome.failure]
    found = find_faults(nb, len(text.encode())) + compare_checks(nb, stored)
    return outcome.seconds, found + find_misplaced(folder, home)


def try_all(names, images, work):
    """Try the notebooks that `names` choose in the empty folder `work`; return the exit status."""
    results = BUILD / "colab"
    publish_copy(ROOT, work / "origin", images)
    paths = select(names, work / "origin" / "notebooks")
    failed = 0
    for number, path in enumerate(paths, 1):
        print(f"[{number}/{len(paths)}] {path.name} ... ", end="", flush=True)
        seconds, found = try_notebook(path, work, results)
        print(f"{'실패 / failed' if found else '성공 / ok'} ({seconds:.1f} s)", flush=True)
        print("".join(f"    {line}\n" for line in found), end="", flush=True)
        failed += bool(found)
    print(f"실행한 노트북 / Executed notebooks: {results}")
    return 1 if failed else 0


def main(arguments=None):
    """Run `make test-colab`; return its exit status."""
    tolerant_output()
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # a notice about frozen modules
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--standin", action="store_true", help="without the real images")
    options = parser.parse_args(arguments)
    print("Python {}.{} (Colab: 3.13)".format(*sys.version_info))
    images = [] if options.standin else sorted((ROOT / "dataset").glob("cifar10_*.npy"))
    print(f"사진 / images: {'CIFAR-10' if len(images) == 4 else '대체 그림 / stand-in'}")
    # Outside the working tree: the set-up cell looks for the course in the folders above.
    with tempfile.TemporaryDirectory(prefix="colab-", ignore_cleanup_errors=True) as scratch:
        try:
            return try_all(options.names, images, Path(scratch).resolve())
        except ValueError as error:
            print(error, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main())
