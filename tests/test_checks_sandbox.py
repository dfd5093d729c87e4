"""A check leaves no trace, whatever the answer does."""

import builtins
import functools
import gc
import logging
import os
import random
import signal
import subprocess
import sys
import types
import warnings
from pathlib import Path
from unittest.mock import MagicMock

import IPython
import keras
import matplotlib
import numpy as np
import pytest
import tensorflow as tf

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from helpers.checks import check_main, check_model1, kept
from helpers.checks.attempt import attempt, calls_nothing, tidy
from helpers.checks.frames import is_library
from helpers.checks.sandbox import BoundedOutput, replaced, sandbox

COUNTER = 0


def vandal(input_shape):
    """A right answer that changes everything it can reach."""
    global COUNTER, LEFT_BEHIND
    COUNTER += 1
    LEFT_BEHIND = True
    print("x" * 100_000)
    print("to stderr", file=sys.stderr)
    warnings.warn("a warning", stacklevel=1)
    logging.getLogger("tensorflow").error("a log record")
    plt.figure()
    plt.plot([1, 2])
    plt.show()
    plt.rcParams["figure.dpi"] = 33
    keras.utils.set_random_seed(1)
    random.random(), np.random.rand(), tf.random.normal(())
    tf.random.get_global_generator().normal(())
    keras.random.normal((2,))
    keras.utils.clear_session()
    keras.config.set_dtype_policy("mixed_float16")
    keras.config.set_floatx("float64")
    keras.config.set_epsilon(0.5)
    keras.config.set_dtype_policy("float32")
    tf.config.run_functions_eagerly(True)
    os.environ["LEFT_BEHIND"] = "1"
    os.chdir("/")
    sys.setrecursionlimit(5000)
    np.set_printoptions(precision=1)
    np.seterr(all="ignore")
    return keras.Sequential([keras.layers.Conv2D(1, 3, padding="same", dtype="float32")])


def state():
    """Everything that the check promises to leave alone, in comparable form."""
    return {
        "python": random.getstate(),
        "numpy": str(np.random.get_state()),
        "settings": (
            keras.config.floatx(),
            keras.config.epsilon(),
            keras.config.image_data_format(),
            keras.config.dtype_policy().name,
            tf.config.functions_run_eagerly(),
        ),
        "process": (os.getcwd(), dict(os.environ), sys.getrecursionlimit()),
        "printing": (str(np.get_printoptions()), str(np.geterr())),
        "figures": plt.get_fignums(),
        "matplotlib": dict(plt.rcParams),
        "streams": (sys.stdout, sys.stderr, builtins.input, logging.root.manager.disable),
        "warnings": list(warnings.filters),
        "globals": (COUNTER, "LEFT_BEHIND" in globals()),
        "keras": (keras.layers.Layer.__call__, keras.layers.Layer.add_weight),
        "eager seed": tf.random.get_global_generator().state.numpy().tolist(),
    }


def test_vandal_passes_and_leaves_no_trace(capsys):
    plt.figure()
    before = state()
    report = check_model1(vandal)
    assert report.passed, str(report)
    after = state()
    plt.close("all")
    assert [name for name in before if before[name] != after[name]] == []
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("check", [check_model1, check_main], ids=lambda check: check.__name__)
def test_random_numbers_go_on_as_if_nothing_happened(check):
    def draws(between):
        keras.utils.set_random_seed(7)
        keras.random.normal(())
        tf.random.normal(())
        between()
        return (
            float(keras.random.normal(())),
            float(tf.random.normal(())),
            random.random(),
            np.random.rand(),
            keras.layers.Dense(2).name.rsplit("_", 1)[0],
        )

    assert draws(lambda: check(vandal)) == draws(lambda: None)


def test_automatic_names_go_on_counting():
    first = keras.layers.Conv2D(1, 1).name
    check_model1(vandal)
    second = keras.layers.Conv2D(1, 1).name
    number = int(first.rsplit("_", 1)[1]) if "_" in first else 0
    assert second == f"conv2d_{number + 1}"


def test_same_words_in_any_state_of_the_session():
    def wrong(input_shape):
        return keras.Sequential(
            [keras.Input(shape=input_shape[1:]), keras.layers.Conv2D(1, 9, padding="valid")]
        )

    first = str(check_model1(wrong))
    for _ in range(3):
        keras.layers.Conv2D(1, 1)
    keras.utils.set_random_seed(99)
    assert str(check_model1(wrong)) == first


def test_rich_notebook_output_is_swallowed(monkeypatch):
    published = []
    publisher = types.SimpleNamespace(publish=lambda *a, **k: published.append(a))
    shell = types.SimpleNamespace(display_pub=publisher)
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)

    def build(input_shape):
        shell.display_pub.publish({"text/plain": "shown"})
        return keras.layers.Conv2D(1, 3, padding="same")

    assert check_model1(build).passed
    assert published == []
    assert shell.display_pub is publisher


def test_asking_for_input_does_not_wait():
    (result,) = check_model1(lambda input_shape: input("kernels? ")).results
    assert "EOFError" in result.en


@pytest.mark.parametrize("error", [SystemExit, GeneratorExit, RecursionError, MemoryError])
def test_every_error_becomes_a_report(error):
    def build(input_shape):
        raise error

    (result,) = check_model1(build).results
    assert result.status == "fail"
    assert error.__name__ in result.en
    assert f"line {build.__code__.co_firstlineno + 1} of build `raise error`" in result.en


def test_endless_recursion_is_caught():
    def build(input_shape):
        return build(input_shape)

    (result,) = check_model1(build).results
    assert "maximum recursion depth exceeded" in result.ko


@pytest.mark.parametrize("handler", [signal.default_int_handler, signal.SIG_IGN])
def test_interrupt_of_the_answers_own_is_told(handler, request):
    request.addfinalizer(functools.partial(signal.signal, signal.SIGINT, signal.getsignal(2)))
    signal.signal(signal.SIGINT, handler)

    def build(input_shape):
        raise KeyboardInterrupt

    before = state()
    (result,) = check_model1(build).results
    after = state()
    assert "KeyboardInterrupt" in result.en
    assert [name for name in before if before[name] != after[name]] == []


def test_error_that_cannot_print_itself():
    class Mute(Exception):
        def __str__(self):
            raise ValueError

    def build(input_shape):
        raise Mute

    assert "Mute" in check_model1(build).results[0].en


def test_code_without_a_file_still_names_the_line():
    names = {}
    exec(compile("def build(shape):\n    return 1 / 0\n", "<cell>", "exec"), names)
    (result,) = check_model1(names["build"]).results
    assert "line 2 of build" in result.en


def test_output_is_bounded():
    output = BoundedOutput(limit=10)
    assert output.write("x" * 1000) == 1000
    print("more", file=output)
    assert output.getvalue() == "x" * 10


def test_replaced_gives_inheritance_back():
    class Base:
        value = 1

    class Child(Base):
        pass

    with replaced(Child, "value", 2):
        assert Child.value == 2
    assert "value" not in vars(Child)


def test_sandbox_closes_figures_on_errors():
    with pytest.raises(ZeroDivisionError), sandbox():
        plt.figure()
        raise ZeroDivisionError
    assert plt.get_fignums() == []


def test_tidy_removes_what_changes_from_run_to_run():
    text = 'Layer "conv2d_17" of <A object at 0x7f00aa11bb22> in /home/me/deep/file.npy failed'
    assert tidy(text) == 'Layer "conv2d" of <A object > in file.npy failed'
    assert tidy("one of {'valid', 'same'}") == tidy("one of {'same', 'valid'}")
    assert tidy("name 'conv_1' is not defined") == "name 'conv_1' is not defined"
    assert len(tidy("word " * 200)) == 240
    long = "Exception encountered when calling Dense.call().\n\n\x1b[1mThe cause.\x1b[0m\n\n"
    assert tidy(long + "Arguments received by Dense.call():") == "The cause."


def test_ellipsis_as_an_index_is_no_blank():
    def index():
        return np.zeros(3)[..., 5]

    def stub():
        return int(
            ...,
        )

    assert attempt(index)[1].blank is False
    assert attempt(stub)[1].blank is True


def test_calls_nothing():
    def stub(shape):
        model = None
        return model

    def work(shape):
        print(shape)

    assert calls_nothing(stub)
    assert not calls_nothing(work)
    assert not calls_nothing(3)


def test_importing_the_checks_does_not_import_tensorflow():
    code = "import sys, helpers.checks; sys.exit('tensorflow' in sys.modules)"
    root = Path(__file__).parents[1]
    assert os.spawnve(os.P_WAIT, sys.executable, [sys.executable, "-c", code],
                      {**os.environ, "PYTHONPATH": str(root)}) == 0  # fmt: skip


def test_models_made_after_a_check_get_their_weights():
    """Keras keeps a list of variables to be filled; those of a check must not stay in it."""
    from helpers.checks import check_residual_block, check_vgg16
    from tests.answers_residual import AsInTheCourse
    from tests.answers_vgg import sequential

    images = np.zeros((1, 6, 6, 4), np.float32)
    AsInTheCourse(4, 3)(images)  # now the list is there
    check_residual_block(AsInTheCourse)
    check_vgg16(sequential)
    block = AsInTheCourse(4, 3)
    block(images)
    block.set_weights([np.ones_like(weights) for weights in block.get_weights()])
    assert all(np.all(weights == 1) for weights in block.get_weights())


class Trap:
    """Every attribute of it raises ``error``."""

    def __init__(self, error):
        type(self).error = error

    def __getattr__(self, name):
        raise type(self).error

    def __call__(self, *_, **__):
        raise type(self).error


class HiddenClass:
    @property
    def __class__(self):
        raise RuntimeError("no class")

    def __call__(self, *_, **__):
        return 1


class Mirror:
    def __getattr__(self, name):
        return self

    def __call__(self, *_, **__):
        raise ValueError("no model")


class HiddenName:
    @property
    def __name__(self):
        raise SystemExit

    @property
    def __wrapped__(self):
        raise KeyError("w")

    @property
    def __signature__(self):
        raise ValueError("s")

    def __call__(self, *_, **__):
        return 1


def wraps_itself(*_, **__):
    return 1


wraps_itself.__wrapped__ = wraps_itself


def with_an_empty_cell():
    def answer(*_, **__):
        return train_X

    if not answer:
        train_X = 1
    return answer


class NoNameMeta(type):
    @property
    def __name__(cls):
        raise RuntimeError("no name")


class NoName(Exception, metaclass=NoNameMeta):
    pass


class Exits(Exception):
    def __str__(self):
        raise SystemExit


def raising(error):
    def answer(*_, **__):
        raise error

    return answer


async def waits(*_, **__):
    return 1


HOSTILE = {
    "Mock": MagicMock(),
    "mirror": Mirror(),
    "no class": HiddenClass(),
    "no name": HiddenName(),
    "RuntimeError": Trap(RuntimeError("no")),
    "SystemExit": Trap(SystemExit()),
    "KeyboardInterrupt": Trap(KeyboardInterrupt()),
    "wraps itself": wraps_itself,
    "empty cell": with_an_empty_cell(),
    "error without a name": raising(NoName()),
    "error that exits": raising(Exits()),
    "coroutine": waits,
}


@pytest.mark.parametrize("check", [check_model1, check_main], ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_trap_in_place_of_a_function_gets_a_report(check, name, recwarn):
    report = check(HOSTILE[name])
    gc.collect()
    assert report.attempted
    assert not report.passed
    assert [str(each.message) for each in recwarn if "never awaited" in str(each.message)] == []


def right(input_shape):
    return keras.Sequential(
        [keras.Input(shape=input_shape[1:]), keras.layers.Conv2D(1, 3, padding="same")]
    )


def answering(act):
    """A right answer that does ``act`` first."""

    def build(input_shape):
        act()
        return right(input_shape)

    return build


FORBIDDEN = {
    "kill": lambda: os.kill(os.getpid(), 9),
    "killpg": lambda: os.killpg(0, 9),
    "fork": lambda: os.fork(),
    "forkpty": lambda: os.forkpty(),
    "posix._exit": lambda: sys.modules["posix"]._exit(3),
    "execv": lambda: os.execv(sys.executable, [sys.executable]),
    "raise_signal": lambda: signal.raise_signal(9),
    "setitimer": lambda: signal.setitimer(signal.ITIMER_REAL, 0),
    "alarm": lambda: signal.alarm(0),
    "signal": lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    "pthread_sigmask": lambda: signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT]),
}


@pytest.mark.skipif(sys.platform == "win32", reason="most of these names are not there")
@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_process_is_out_of_reach(name):
    handler = signal.getsignal(signal.SIGINT)
    (result,) = check_model1(answering(FORBIDDEN[name])).results
    assert result.status == "fail"
    assert "cannot be used during a check" in result.en or "SystemExit" in result.en
    assert signal.getsignal(signal.SIGINT) is handler


def test_programs_that_the_answer_started_can_be_ended():
    def act():
        with subprocess.Popen(["sleep", "60"]) as program:
            program.kill()

    assert check_model1(answering(act)).passed


def test_depth_of_calls_is_capped():
    def deep():
        sys.setrecursionlimit(10**9)

        def call(n):
            return functools.reduce(lambda *_: call(n + 1), [n, n])

        call(0)

    before = sys.getrecursionlimit()
    (result,) = check_model1(answering(deep)).results
    assert "RecursionError" in result.en
    assert sys.getrecursionlimit() == before


def test_what_goes_past_the_streams_is_silent_too(capfd):
    def act():
        os.write(1, b"to descriptor 1")
        os.write(2, b"to descriptor 2")
        sys.__stdout__.write("to the first stream")
        subprocess.run(["echo", "of another program"], check=True)
        os.system("echo of a shell")
        sys.stdout.buffer.write(b"bytes")

    print("before")
    assert check_model1(answering(act)).passed
    print("after")
    assert capfd.readouterr() == ("before\nafter\n", "")


def test_closed_descriptor_stays_closed_and_open_one_comes_back(capfd):
    check_model1(answering(lambda: os.close(1)))
    os.write(1, b"heard")
    assert capfd.readouterr().out == "heard"
    saved = os.dup(2)
    os.close(2)
    try:
        assert check_model1(right).passed
        with pytest.raises(OSError, match="descriptor"):
            os.fstat(2)
    finally:
        os.dup2(saved, 2)
        os.close(saved)


PATCHES = [
    (builtins, "print"),
    (builtins, "isinstance"),
    (builtins, "len"),
    (builtins, "next"),
    (keras.Model, "fit"),
    (keras.Model, "brand_new"),
    (keras.layers, "Conv2D"),
    (keras.layers.Dense, "call"),
    (keras.layers.Layer, "__call__"),
    (keras.optimizers.Adam, "__init__"),
    (tf.nn, "relu"),
    (tf, "constant"),
    (np, "allclose"),
    (os, "getcwd"),
    (sys, "excepthook"),
    (sys, "displayhook"),
]


@pytest.mark.parametrize(
    ("owner", "name"), PATCHES, ids=lambda each: getattr(each, "__name__", each)
)
def test_a_patched_library_is_mended(owner, name):
    before = vars(owner).get(name)
    check_model1(answering(lambda: setattr(owner, name, lambda *_, **__: None)))
    assert vars(owner).get(name) is before


def test_settings_of_the_session_are_put_back():
    def settings():
        return (list(sys.path), gc.isenabled(), gc.get_threshold(), sys.getswitchinterval(),
                logging.root.level, list(logging.root.handlers), plt.get_backend())  # fmt: skip

    def act():
        sys.path.insert(0, "/nowhere")
        gc.disable()
        gc.set_threshold(1)
        sys.setswitchinterval(1)
        logging.basicConfig(level=1, force=True)
        plt.switch_backend("svg")

    before = settings()
    assert check_model1(answering(act)).passed
    assert settings() == before


A_LIST, A_DICT, A_SET, AN_ARRAY = [1, 2], {"a": 1, "b": 2}, {1, 2}, np.arange(3.0)


def test_values_of_the_notebook_are_put_back():
    def act():
        A_LIST.clear()
        A_DICT["a"] = A_DICT.pop("b", 3)
        A_SET.add(3)
        AN_ARRAY[:] = 7

    assert check_model1(answering(act)).passed
    assert ([1, 2], {"a": 1, "b": 2}, {1, 2}) == (A_LIST, A_DICT, A_SET)
    assert list(A_DICT) == ["a", "b"]
    assert AN_ARRAY.tolist() == [0, 1, 2]


def test_large_arrays_are_not_copied(monkeypatch):
    monkeypatch.setattr(kept, "MOST_BYTES", 100)
    names = {"large": np.zeros(100), "small": np.zeros(2)}
    with kept.kept_values(names):
        names["large"][:] = 1
        names["small"][:] = 1
    assert (names["large"].sum(), names["small"].sum()) == (100, 0)


def test_output_widget_is_harmless(monkeypatch):
    shell = types.SimpleNamespace(display_pub=None)
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)

    def act():
        shell.display_pub.set_parent({})
        shell.display_pub.register_hook(print)
        shell.display_pub.unregister_hook(print)

    assert check_model1(answering(act)).passed


@pytest.mark.parametrize(
    ("filename", "library"),
    [
        ("numpy/random/mtrand.pyx", True),
        ("<frozen importlib._bootstrap>", True),
        (np.__file__, True),
        (kept.__file__, True),
        ("<string>", False),
        ("/tmp/ipykernel_1/2.py", False),
        (__file__, False),
    ],
)
def test_whose_file_it_is(filename, library):
    assert is_library(filename) is library
