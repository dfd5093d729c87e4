"""JupyterLab as `make lab` starts it, on a copy of the course that is the tests' own."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "browser-tests"
START_SECONDS = 120

# No news, no look for updates: these are dialogs of JupyterLab's that need a network.
SETTINGS = {
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {
        "fetchNews": "false",
        "checkForUpdates": False,
    }
}


def copy_course(folder):
    """Copy what `make lab` and `make html` need, with the prepared data, into `folder`.

    Our own solutions must be there: they are part of the notebooks. Nothing of `_build` is taken.
    """
    folder.mkdir()
    leave = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", ".*")
    for name in ("helpers", "notebooks", "dataset"):
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    for path in ROOT.iterdir():
        if path.is_file() and not path.name.startswith("."):
            shutil.copy(path, folder)


def make(course, target, *variables):
    """The command `make target` in `course`, with this very Python and without a new .venv."""
    fixed = ["VENV=", f"PYTHON={sys.executable}"]
    return ["make", "--no-print-directory", "-C", str(course), target, *fixed, *variables]


def surroundings(home):
    """An environment in which Jupyter finds and leaves nothing of the user's."""
    names = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    # This make's own variables must not reach the make that is started.
    kept = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    return {**kept, "HOME": str(home), **{k: str(home / v) for k, v in names.items()}}


@contextmanager
def lab(course, home):
    """Run JupyterLab as `make lab` does and yield its address; it is gone afterwards, always.

    Raises `RuntimeError` with the end of its log if it does not start.
    """
    for name, values in SETTINGS.items():
        path = home / "settings" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    port = _free_port()
    options = [
        "--no-browser",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}",
        "--LabApp.expose_app_in_browser=True",  # the tests ask it whether all cells have run
        # Should these tests be killed, the server ends by itself.
        "--ServerApp.shutdown_no_activity_timeout=900",
        "--MappingKernelManager.cull_idle_timeout=900",
        "--MappingKernelManager.cull_connected=True",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")
    address = f"http://127.0.0.1:{port}"
    with open(home / "lab.log", "wb") as log:
        process = subprocess.Popen(
            make(course, "lab", f"ARGS={' '.join(options)}"),
            env=surroundings(home),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for(process, address, home / "lab.log")
        yield address
    finally:
        _stop(process, address)


def ask(address, path, method="GET"):
    """Ask the server's REST interface; return the answer's JSON, None if it is empty.

    Raises `OSError` if the server does not answer.
    """
    request = urllib.request.Request(
        f"{address}/api/{path}", method=method, headers={"Authorization": f"token {TOKEN}"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def stop_kernels(address):
    """End every kernel, so that the next notebook has the memory and the cores for itself."""
    for session in ask(address, "sessions"):
        ask(address, f"sessions/{session['id']}", "DELETE")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(process, address, log):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError):
            ask(address, "status")
            return
        time.sleep(0.3)
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-30:]
    raise RuntimeError(
        "JupyterLab이 시작되지 않았습니다. 기록의 끝은 다음과 같습니다. / JupyterLab did not "
        "start; its log ends with:\n" + "\n".join(lines)
    )


def _stop(process, address):
    """Ask the server to end, which ends its kernels too; kill the group if it does not listen."""
    with suppress(OSError):
        ask(address, "shutdown", "POST")
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 15)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, 9)
    process.wait()
