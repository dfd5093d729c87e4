"""Call a learner's function and tell what came of it, in words that come out the same each time."""

from __future__ import annotations

import ast
import builtins
import dis
import inspect
import linecache
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from types import CodeType, CoroutineType, TracebackType
from typing import Any

from .frames import is_library
from .interrupts import may_be_the_users
from .limits import OutOfTime, call_off
from .words import Words

_MESSAGE_LIMIT = 240
_LONGEST = 20_000
_OUT_OF_MEMORY = "MemoryError"
_SIGNS_OF_IT = re.compile(
    r"OOM when allocating|RESOURCE_EXHAUSTED|bad_alloc|Unable to allocate|failed to allocate", re.I
)
_BUILTINS = vars(builtins)


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

    Catches whatever the code raises, ``SystemExit`` too, and lets the user's ``KeyboardInterrupt``
    through, and ``OutOfTime``, which ends the whole check. Built-in names that the code replaced
    are put back.
    """
    names = dict(_BUILTINS)
    try:
        return _never_awaited(function(*args, **kwargs)), None
    except OutOfTime as error:
        call_off()
        error.stop = _describe(error)
        raise
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt) and may_be_the_users():
            raise
        return None, _describe(error)
    finally:
        _BUILTINS.update(names)


def _never_awaited(value: Any) -> Any:
    """Close a coroutine, which would complain later that nobody waited for it."""
    if type(value) is CoroutineType:
        value.close()
    return value


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
    kind, message = told(error)
    function, line, source, blank = _learners_line(error.__traceback__)
    unfilled = blank or "ellipsis" in message.lower() or isinstance(error, NotImplementedError)
    return Stop(kind, message, function, line, source, unfilled)


def told(error: BaseException) -> tuple[str, str]:
    """Kind and message of an error; a lack of memory is told as such, whoever noticed it.

    TensorFlow waits for memory before it gives up, so that the time may be up first.
    """
    if isinstance(error, OutOfTime):
        return (_OUT_OF_MEMORY if _lacked_memory(error) else OutOfTime.__name__), ""
    try:
        message = tidy(str(error)[:_LONGEST])
    except OutOfTime:
        raise
    except BaseException:  # an error class of the learner's may fail to print itself
        message = ""
    # Read past the class's own attributes: a metaclass of the learner's may hide its name.
    kind = type.__dict__["__name__"].__get__(type(error))
    return (_OUT_OF_MEMORY if _SIGNS_OF_IT.search(message) else kind), message


def _lacked_memory(error: BaseException) -> bool:
    """Whether a lack of memory led to ``error``."""
    cause = error.__context__
    for _ in range(20):
        if cause is None or isinstance(cause, OutOfTime):
            return False
        if told(cause)[0] == _OUT_OF_MEMORY:
            return True
        cause = cause.__context__
    return False


def _learners_line(traceback: TracebackType | None) -> tuple[str, int, str, bool]:
    """Function name, line number, text, and whether it is unfilled, of the learner's last frame."""
    own = None
    while traceback is not None:
        if not is_library(traceback.tb_frame.f_code.co_filename):
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
