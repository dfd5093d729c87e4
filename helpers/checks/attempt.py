"""Call a learner's function quietly, and tell what came of it in words that stay the same."""

from __future__ import annotations

import ast
import inspect
import io
import linecache
import random
import re
import sys
import sysconfig
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from types import FrameType, TracebackType
from typing import Any

import numpy as np

from helpers.checks.report import Fail, Finding, Todo, Verdict, advise, diagnose
from helpers.notebook import quiet_stderr
from helpers.text import Words, join

_LONGEST_MESSAGE = 240
_NO_MEMORY = re.compile(r"OOM when allocating|RESOURCE_EXHAUSTED|bad_alloc|allocate", re.I)
_OURS = str(Path(__file__).parents[1])
_LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")})


@dataclass(frozen=True)
class Stop:
    """Why a learner's code stopped: the error, and the line of theirs that led to it.

    `expression` is the failing call as it was written, over all its lines; `blank` says that it
    still holds the `...` of an unfilled stub; `code` is the text of the function that was called.
    """

    kind: str
    message: str
    function: str = ""
    line: int = 0
    source: str = ""
    expression: str = ""
    blank: bool = False
    code: str = ""

    def words(self) -> Words:
        """One sentence per language: the type, the line, the message."""
        error = f"{self.kind}: {self.message.rstrip('.')}" if self.message else self.kind
        if not self.line:
            return Words(f"실행이 오류로 멈췄습니다({error}).", f"It stopped with {error}.")
        return Words(
            f"{self.function}의 {self.line}번째 줄 `{self.source}`에서 멈췄습니다({error}).",
            f"It stopped at line {self.line} of {self.function} `{self.source}` with {error}.",
        )

    def advice(self) -> Words | None:
        """What the handbook says of this error, `None` where it says nothing."""
        return advise(Finding(self.kind, self.message, self.expression, self.code))

    def verdict(self) -> Verdict:
        """Not attempted for a stub; else a failure, the cure before the error."""
        return Todo() if self.blank else Fail(*join(self.advice(), self.words()))


def attempt(function: Callable, *args: Any, **kwargs: Any) -> tuple[Any, Stop | None]:
    """Call `function`: its value and `None`, or `None` and what stopped it.

    Catches whatever the code raises but a `KeyboardInterrupt`, which is the user's.
    """
    try:
        return function(*args, **kwargs), None
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return None, _describe(error, function)


def ask(function: Callable, *args: Any, **kwargs: Any) -> Any:
    """Call `function` and return its value, for checks that look at values.

    Raises:
        Verdict: the function is a stub, or it stopped with an error.
    """
    value, stop = attempt(function, *args, **kwargs)
    if stop is not None:
        raise stop.verdict()
    if value is ... or (value is None and calls_nothing(function)):
        raise Todo
    return value


@contextmanager
def quietly() -> Iterator[None]:
    """Inside, code prints and draws nothing, and changes no random state that lasts."""
    states, figures = (random.getstate(), np.random.get_state()), _figures()
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(min(limit, len(inspect.stack(0)) + 700))  # call that calls itself
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            with quiet_stderr():
                yield
        finally:
            sys.setrecursionlimit(limit)
            random.setstate(states[0])
            np.random.set_state(states[1])
            for number in _figures() - figures:
                sys.modules["matplotlib.pyplot"].close(number)


def _figures() -> set[int]:
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot else set()


def accepts(function: Callable, *args: Any, **kwargs: Any) -> bool:
    """Whether `function` takes these arguments; yes where its parameters cannot be read."""
    try:
        inspect.signature(function).bind(*args, **kwargs)
    except ValueError:
        return True
    except TypeError:
        return False
    return True


def code_of(function: Any) -> str:
    """The text of a function or class, empty where it cannot be had."""
    with suppress(OSError, TypeError):
        return inspect.getsource(inspect.unwrap(function))
    if isinstance(function, type):  # the source of a class in a notebook is that of its methods
        return "".join(
            code_of(part) for part in vars(function).values() if inspect.isfunction(part)
        )
    return ""


def calls_nothing(function: Any) -> bool:
    """True for a body without a single call, such as a stub of `pass` or `model = ...`."""
    with suppress(SyntaxError):
        tree = ast.parse(dedent(code_of(function)))
        return bool(tree.body) and not any(isinstance(n, ast.Call) for n in ast.walk(tree))
    return False


def require_function(function: Any, what: str = "function") -> None:
    """Raise a verdict unless `function` (or `what`: "class") can be called.

    Raises:
        Verdict: there is nothing, a model in place of the function, or another value.
    """
    import keras

    if function is None or function is ...:
        raise Todo
    if isinstance(function, keras.layers.Layer):
        kind = "object" if what == "class" else "model"
    else:
        kind = "" if callable(function) else type(function).__name__
    if kind:
        raise Fail(*diagnose(Finding("passed to the check", kind)))


def tidy(text: str) -> str:
    """An error message without what differs from run to run: addresses, counters, folders."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = text.split("Arguments received by")[0]
    text = text.split("Error encountered:")[-1]  # Keras puts the cause behind advice of its own
    text = re.sub(r"^Exception encountered when calling [^\n]*\n+", "", text)
    text = re.sub(r"\{\{.*?\}\}", "", text)
    text = re.sub(r"<class '(?:\w+\.)*(\w+)'>", r"class \1", text)
    text = re.sub(
        r"\{('[^{}]*')\}", lambda found: f"{{{', '.join(sorted(found[1].split(', ')))}}}", text
    )
    text = re.sub(r"\bat 0x[0-9a-fA-F]+|0x[0-9a-fA-F]{6,}", "", text)
    text = re.sub(r"""(?i)((?:layer|model) ["']?[a-z0-9_]+?)_\d+\b""", r"\1", text)
    text = re.sub(r"(\bname=[a-z0-9_]+?)_\d+\b", r"\1", text)
    text = re.sub(r"(?<![\w.])/(?:[^\s/'\"]+/)+([^\s/'\"]+)", r"\1", text)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_MESSAGE else text[: _LONGEST_MESSAGE - 1] + "…"


def _describe(error: BaseException, function: Callable) -> Stop:
    try:
        message = tidy(str(error))
    except Exception:  # an error class of the learner's may fail to print itself
        message = ""
    kind = "MemoryError" if _NO_MEMORY.search(message) else type(error).__name__
    place = _last_own_line(error.__traceback__)
    if place is None:
        return Stop(kind, message, blank="ellipsis" in message.lower(), code=code_of(function))
    frame, line = place.tb_frame, place.tb_lineno
    source = _line(frame, line).strip()
    expression = _expression(place)
    return Stop(
        kind,
        message,
        "<cell>" if frame.f_code.co_name == "<module>" else frame.f_code.co_name,
        line,
        source if len(source) <= 100 else source[:99] + "…",
        expression or source,
        _is_blank(expression)
        or "ellipsis" in message.lower()
        or source.startswith("raise NotImplementedError"),
        code_of(function),
    )


def _last_own_line(traceback: TracebackType | None) -> TracebackType | None:
    """The deepest step of the traceback that is neither a library's nor ours."""
    own = None
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if not file.startswith((_OURS, *_LIBRARIES, "<frozen", "<__array")):
            own = traceback
        traceback = traceback.tb_next
    return own


def _line(frame: FrameType, number: int) -> str:
    return linecache.getline(frame.f_code.co_filename, number, frame.f_globals)


def _expression(place: TracebackType) -> str:
    """The text of the expression that failed, over all its lines."""
    positions = list(place.tb_frame.f_code.co_positions())[place.tb_lasti // 2]
    if None in positions:
        return ""
    first, last, start, end = positions
    lines = [_line(place.tb_frame, number).encode() for number in range(first, last + 1)]
    lines[-1] = lines[-1][:end]
    lines[0] = lines[0][start:]
    return b"".join(lines).decode(errors="replace")


def _is_blank(expression: str) -> bool:
    """Whether an expression holds a `...` that is no index such as `x[..., 0]`."""
    try:
        tree = ast.parse(expression.strip())
    except SyntaxError:
        return False
    indices = {id(node) for subscript in ast.walk(tree) if isinstance(subscript, ast.Subscript)
               for node in ast.walk(subscript.slice)}  # fmt: skip
    return any(
        isinstance(node, ast.Constant) and node.value is ... and id(node) not in indices
        for node in ast.walk(tree)
    )
