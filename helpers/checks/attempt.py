"""Call a learner's function and tell what came of it, in words that come out the same each time."""

from __future__ import annotations

import ast
import dis
import inspect
import linecache
import re
import sysconfig
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import CodeType, TracebackType
from typing import Any

from .limits import OutOfTime, call_off
from .words import Words

_MESSAGE_LIMIT = 240
_OWN_FOLDER = str(Path(__file__).parent.parent)
_LIBRARIES = tuple(
    {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
)


@dataclass(frozen=True)
class Stop:
    """Why a learner's code stopped: the error, and the line of theirs that led to it.

    ``blank`` says that the line still holds the ``...`` of an unfilled stub.
    """

    kind: str
    message: str
    function: str
    line: int
    source: str
    blank: bool

    def words(self) -> Words:
        """One sentence per language: the type, the line, the message."""
        error = f"{self.kind}: {self.message.rstrip('.')}" if self.message else self.kind
        if not self.line:
            return Words(f"실행이 오류로 멈췄습니다({error}).", f"It stopped with {error}.")
        source = f" `{self.source}`" if self.source else ""
        return Words(
            f"{self.function}의 {self.line}번째 줄{source}에서 멈췄습니다({error}).",
            f"It stopped at line {self.line} of {self.function}{source} with {error}.",
        )


def attempt(function: Callable, *args: Any, **kwargs: Any) -> tuple[Any, Stop | None]:
    """Call ``function``: its value and ``None``, or ``None`` and what stopped it.

    Catches whatever the code raises, ``SystemExit`` too, and lets ``KeyboardInterrupt`` through,
    and ``OutOfTime``, which ends the whole check.
    """
    try:
        return function(*args, **kwargs), None
    except KeyboardInterrupt:
        raise
    except OutOfTime as error:
        call_off()
        error.stop = _describe(error)
        raise
    except BaseException as error:
        return None, _describe(error)


def calls_nothing(function: Any) -> bool:
    """True for a body without a single call, such as a stub of ``pass`` or ``return None``."""
    with suppress(ValueError):
        function = inspect.unwrap(function)
    code = getattr(function, "__code__", None)
    if not isinstance(code, CodeType):
        return False
    names = {instruction.opname for instruction in dis.get_instructions(code)}
    return not names & {"CALL", "CALL_KW", "CALL_FUNCTION_EX"}


def tidy(text: str) -> str:
    """An error message without what differs from run to run: addresses, counters, folders."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = text.split("Arguments received by")[0]
    text = text.split("Error encountered:")[-1]  # Keras puts the cause behind advice of its own
    text = re.sub(r"^Exception encountered when calling [^\n]*\n+", "", text)
    text = re.sub(r"\{\{.*?\}\}", "", text)
    text = re.sub(r"\{('[^{}]*')\}", _sorted_set, text)
    text = re.sub(r"<class '(?:\w+\.)*(\w+)'>", r"class \1", text)
    text = re.sub(r"\bat 0x[0-9a-fA-F]+|0x[0-9a-fA-F]{6,}", "", text)
    text = re.sub(r"""(?i)((?:layer|model) ["']?[a-z0-9_]+?)_\d+\b""", r"\1", text)
    text = re.sub(r"(?<![\w.])/(?:[^\s/'\"]+/)+([^\s/'\"]+)", r"\1", text)
    text = re.sub(r"(maximum recursion depth exceeded).*", r"\1", text, flags=re.DOTALL)
    text = " ".join(text.split())
    return text if len(text) <= _MESSAGE_LIMIT else text[: _MESSAGE_LIMIT - 1] + "…"


def _sorted_set(match: re.Match) -> str:
    """A set of names in a fixed order: Python prints sets in another order in every session."""
    return "{" + ", ".join(sorted(match[1].split(", "))) + "}"


def _describe(error: BaseException) -> Stop:
    try:
        message = tidy(str(error))
    except Exception:  # an error class of the learner's may fail to print itself
        message = ""
    function, line, source, blank = _learners_line(error.__traceback__)
    unfilled = blank or "ellipsis" in message.lower() or isinstance(error, NotImplementedError)
    return Stop(type(error).__name__, message, function, line, source, unfilled)


def _learners_line(traceback: TracebackType | None) -> tuple[str, int, str, bool]:
    """Function name, line number, text, and whether it is unfilled, of the learner's last frame."""
    own = None
    while traceback is not None:
        if not _is_library(traceback.tb_frame.f_code.co_filename):
            own = traceback
        traceback = traceback.tb_next
    if own is None:
        return "", 0, "", False
    code = own.tb_frame.f_code
    source = linecache.getline(code.co_filename, own.tb_lineno, own.tb_frame.f_globals).strip()
    name = "<cell>" if code.co_name == "<module>" else code.co_name
    return name, own.tb_lineno, _shorten(source), _holds_ellipsis(own)


def _shorten(source: str) -> str:
    return source if len(source) <= 100 else source[:99] + "…"


def _is_library(filename: str) -> bool:
    if filename.startswith(("<frozen", "<__array_function__")):
        return True
    folders = ("site-packages", "dist-packages")
    return any(folder in filename for folder in folders) or filename.startswith(
        (_OWN_FOLDER, *_LIBRARIES)
    )


def _holds_ellipsis(traceback: TracebackType) -> bool:
    """True if the failing expression holds a ``...`` that is no index such as ``x[..., 0]``."""
    code = traceback.tb_frame.f_code
    place = next(islice(code.co_positions(), traceback.tb_lasti // 2, None), None)
    if place is None or None in place:
        return False
    first, last, start, end = place
    lines = [linecache.getline(code.co_filename, n).encode() for n in range(first, last + 1)]
    lines[-1] = lines[-1][:end]
    lines[0] = lines[0][start:]
    try:
        tree = ast.parse(b"".join(lines).decode().strip())
    except (SyntaxError, ValueError):
        return False
    indices = {
        id(node)
        for subscript in ast.walk(tree)
        if isinstance(subscript, ast.Subscript)
        for node in ast.walk(subscript.slice)
    }
    return any(
        isinstance(node, ast.Constant) and node.value is ... and id(node) not in indices
        for node in ast.walk(tree)
    )
