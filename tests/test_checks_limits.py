"""A check comes back in bounded time and memory, whatever the answer does."""

import os
import signal
import subprocess
import sys
import threading
import time

import keras
import numpy as np
import pytest
import tensorflow as tf

from helpers.checks import (
    check_main,
    check_model1,
    check_residual_block,
    check_run_model,
    check_vgg16,
    limits,
)
from helpers.checks.limits import OutOfTime, memory_limit, time_limit


@pytest.fixture(autouse=True, scope="module")
def loaded():
    """The first checks of a session load what later ones find."""
    check_main(lambda model, epochs: model.compile(keras.optimizers.Adam(0.001), "mse"))


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 0.6)
    monkeypatch.setattr(limits, "AGAIN", 0.2)


def spins(*_, **__):
    while True:
        pass


def sleeps(*_, **__):
    time.sleep(60)


def swallows(*_, **__):
    while True:
        try:
            time.sleep(0.01)
        except BaseException:
            continue


def swallows_in_a_tight_loop(*_, **__):
    while True:
        try:
            while True:
                pass
        except:  # noqa: E722
            continue


ENDLESS = [spins, sleeps, swallows, swallows_in_a_tight_loop]

ONE = np.ones((1, 4), np.float32)


def swallows_in_a_model(*_, **__):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    while True:
        try:  # noqa: SIM105
            model(ONE)
        except:  # noqa: E722
            pass


def swallows_in_predict(*_, **__):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    while True:
        try:
            model.predict(ONE, verbose=0)
        except BaseException:
            continue


def swallows_in_a_program(*_, **__):
    while True:
        try:  # noqa: SIM105
            subprocess.run(["sleep", "100"])
        except:  # noqa: E722
            pass


def swallows_in_a_function_inside(*_, **__):
    def inner():
        try:  # noqa: SIM105
            sorted(range(1000), key=lambda n: -n)
        except:  # noqa: E722
            pass

    while True:
        inner()


def swallows_twice(*_, **__):
    while True:
        try:
            try:  # noqa: SIM105
                np.linalg.norm(ONE)
            except:  # noqa: E722
                pass
        except:  # noqa: E722
            pass


SWALLOWING = [
    swallows_in_a_model,
    swallows_in_predict,
    swallows_in_a_program,
    swallows_in_a_function_inside,
    swallows_twice,
]


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no alarm on this system")
@pytest.mark.parametrize("answer", SWALLOWING)
def test_handler_around_a_library_does_not_save_a_loop(answer):
    started = time.monotonic()
    (result,) = check_model1(answer).results
    assert time.monotonic() - started < 6
    assert "had not ended" in result.en, result.en


def test_what_follows_an_alarm_is_limited_as_well(monkeypatch):
    monkeypatch.setattr(limits, "_JUDGING", 1.0)

    def main(model=None, epochs=10):
        def loss(y, p):
            while True:
                pass

        model.compile(keras.optimizers.Adam(0.001), loss, metrics=["accuracy"])
        while True:
            pass

    report = check_main(main)
    assert [result.status for result in report.results].count("fail") >= 1


@pytest.mark.parametrize("answer", ENDLESS)
@pytest.mark.parametrize(
    "check", [check_model1, check_main, check_run_model, check_vgg16, check_residual_block]
)
def test_endless_answer_is_stopped_and_told(check, answer):
    started = time.monotonic()
    report = check(answer)
    assert time.monotonic() - started < 8
    failed = [result for result in report.results if result.status == "fail"]
    assert failed
    assert "had not ended" in failed[0].en, failed[0].en
    assert "끝나지 않아" in failed[0].ko
    if answer in (spins, sleeps):  # code that swallows the alarm may meet the next one elsewhere
        assert f"of {answer.__name__}" in failed[0].en


def test_endless_call_of_a_block_is_stopped():
    class Block(keras.Model):
        def __init__(self, num_kernels, kernel_size):
            super().__init__()

        def call(self, x):
            while True:
                pass

    (result,) = check_residual_block(Block).results
    assert "line" in result.en
    assert "had not ended" in result.en


def test_the_instruction_that_was_reached_is_blamed():
    def main(model=None, epochs=10):
        optimizer = keras.optimizers.Adam(0.001)
        model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
        while True:
            pass

    report = check_main(main)
    assert [result.status for result in report.results] == ["pass", "pass", "fail"]


def test_alarm_trace_and_handler_are_put_back():
    handler, timer = signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)
    trace = sys.gettrace()
    check_model1(swallows)
    assert signal.getsignal(signal.SIGALRM) is handler
    assert signal.getitimer(signal.ITIMER_REAL) == timer
    assert sys.gettrace() is trace


@pytest.fixture
def interruptible():
    """SIGINT raises KeyboardInterrupt: a shell starts what runs in the background deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
@pytest.mark.parametrize("answer", [spins, sleeps])
def test_the_users_interrupt_goes_through(answer, monkeypatch, interruptible):
    monkeypatch.setattr(limits, "SECONDS", 5)
    handler, interrupt = signal.getsignal(signal.SIGINT), os.kill
    timer = threading.Timer(0.3, interrupt, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        check_model1(answer)
    timer.join()
    assert signal.getsignal(signal.SIGINT) is handler


@pytest.mark.parametrize("answer", [spins, swallows_in_a_model])
def test_in_another_thread_too(answer):
    """Also where a handler of the answer's own swallows the first error."""
    stopped = []

    def work():
        try:
            with time_limit(0.3):
                answer()
        except OutOfTime:
            stopped.append(True)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(8)
    assert stopped == [True]


def test_code_that_ends_in_time_is_left_alone():
    with time_limit(0.3):
        value = sum(range(10))
    time.sleep(0.5)
    assert value == 45


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="no limit on this system")
def test_more_memory_than_allowed_is_refused():
    def hoards(input_shape):
        return np.ones(100_000_000_000)

    (result,) = check_model1(hoards).results
    assert result.status == "fail"
    assert "MemoryError" in result.en
    assert "ran out of memory" in result.en
    assert "메모리가 부족" in result.ko
    with memory_limit(2**29), pytest.raises(MemoryError):
        np.ones(2**28)
    assert np.ones(2**10).size == 2**10


@pytest.mark.parametrize(
    "error", [MemoryError(), tf.errors.ResourceExhaustedError(None, None, "OOM when allocating")]
)
def test_memory_that_was_lacking_when_the_time_was_up_is_told(error):
    def hoards(input_shape):
        try:
            raise error
        finally:
            time.sleep(60)

    (result,) = check_model1(hoards).results
    assert "ran out of memory" in result.en
    assert "had not ended" not in result.en
    assert "of hoards" in result.en


@pytest.mark.parametrize("leave", [lambda: os._exit(3), lambda: os.abort(), lambda: sys.exit(3)])
def test_an_answer_cannot_end_the_kernel(leave):
    def leaves(input_shape):
        leave()

    (result,) = check_model1(leaves).results
    assert result.status == "fail"
    assert "SystemExit" in result.en
