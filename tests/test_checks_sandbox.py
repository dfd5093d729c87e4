"""A check leaves no trace, whatever the answer does."""

import builtins
import logging
import os
import random
import sys
import types
import warnings
from pathlib import Path

import IPython
import keras
import matplotlib
import numpy as np
import pytest
import tensorflow as tf

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from helpers.checks import check_main, check_model1
from helpers.checks.attempt import attempt, calls_nothing, tidy
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


def test_keyboard_interrupt_passes_through():
    def build(input_shape):
        raise KeyboardInterrupt

    before = state()
    with pytest.raises(KeyboardInterrupt):
        check_model1(build)
    after = state()
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
