"""JupyterLab as `make lab` starts it, on a copy of the course that is the tests' own."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress

from helpers.commands.files import ROOT

TOKEN = "browser-tests"
START_SECONDS = 120

# No news, no look for updates: these are dialogs of JupyterLab's that need a network.
NOTIFICATIONS = "@jupyterlab/apputils-extension/notification.jupyterlab-settings"
SETTINGS = {"fetchNews": "false", "checkForUpdates": False}


def copy_course(folder):
    """Copy what `make lab` and `make html` need, with the prepared data, into `folder`."""
    folder.mkdir()
    leave = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", ".*")
    for name in ("helpers", "notebooks", "dataset"):
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    shutil.copy(ROOT / "Makefile", folder)


def make(course, *arguments):
    """The command `make` in `course`, with this very Python and without a new .venv."""
    return ["make", "-C", str(course), "VENV=", f"PYTHON={sys.executable}", *arguments]


def private_environment(home):
    """An environment in which Jupyter finds and leaves nothing of the user's."""
    names = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
    places = {f"JUPYTER_{name}": str(home / name) for name in names}
    places |= {f"JUPYTERLAB_{n}_DIR": str(home / n) for n in ("SETTINGS", "WORKSPACES")}
    # This make's own variables must not reach the make that is started.
    kept = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    return {**kept, "HOME": str(home), **places}


@contextmanager
def lab(course, home):
    """Run JupyterLab as `make lab` does and yield its address; it is gone afterwards, always.

    Raises `RuntimeError` with the end of its log if it does not start.
    """
    settings = home / "SETTINGS" / NOTIFICATIONS
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps(SETTINGS))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = [
        "--no-browser",
        "--ip=127.0.0.1",
        f"--port={port}",
        f"--IdentityProvider.token={TOKEN}",
        "--LabApp.expose_app_in_browser=True",  # the tests ask it whether all cells have run
        # Should these tests be killed, the server ends by itself.
        "--ServerApp.shutdown_no_activity_timeout=900",
        "--MappingKernelManager.cull_idle_timeout=900",
        "--MappingKernelManager.cull_connected=True",
        "--allow-root",
    ]
    address = f"http://127.0.0.1:{port}"
    with open(home / "lab.log", "wb") as log:
        process = subprocess.Popen(
            make(course, "lab", f"ARGS={' '.join(options)}"),
            env=private_environment(home),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for(process, address, home / "lab.log")
        yield address
    finally:
        with suppress(OSError, subprocess.TimeoutExpired):
            ask(address, "shutdown", "POST")  # ends its kernels, too
            process.wait(20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
        process.wait()


def _wait_for(process, address, log):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError):
            ask(address, "status")
            return
        time.sleep(0.3)
    raise RuntimeError("JupyterLab did not start:\n" + log.read_text(errors="replace")[-3000:])


def ask(address, path, method="GET"):
    """Ask the server's REST interface; return the answer's JSON, None if it is empty.

    Raises `OSError` if the server does not answer.
    """
    headers = {"Authorization": f"token {TOKEN}"}
    request = urllib.request.Request(f"{address}/api/{path}", method=method, headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def stop_kernels(address):
    """End every kernel, so that the next notebook has the memory and the cores for itself."""
    for session in ask(address, "sessions"):
        ask(address, f"sessions/{session['id']}", "DELETE")
