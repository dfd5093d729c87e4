"""The teacher's page keeps to the notebooks and quotes what the checks really say."""

import re
from functools import cache, partial

import pytest
from keras import Input, Sequential, layers
from keras.layers import Conv2D, Dense, Flatten, GlobalAveragePooling2D, MaxPooling2D
from keras.optimizers import Adam

from helpers.checks import PRACTICES
from helpers.commands.files import NOTEBOOKS, has_tag, read, select
from tests import answers_cnn, answers_residual, answers_vgg
from tests.answers_main import FIT, SCCE
from tests.answers_residual import block
from tests.markdown_text import without_fences

NAMES = [path.name for path in select([])]
LANGUAGES = ("ko", "en")
TOTAL = {"ko": r"걸리는 시간\*\* 약 (\d+)분", "en": r"Time\*\* about (\d+) minutes"}
PAGE = (NOTEBOOKS / "TEACHING.md").read_text(encoding="utf-8")


def find_part(heading):
    """What stands on the page under the level-2 `heading`, to the next one."""
    return re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)[1]


def find_rows(text):
    """The cells of every table row of `text`."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def read_plan(text):
    """(sections with their minutes, the total that the table states)."""
    rows = find_rows(text)
    [total] = [int(row[1]) for row in rows if row[0] in ("합계", "total")]
    return [(row[0], int(row[1])) for row in rows if re.match(r"\d+\. ", row[0])], total


def read_quotes(text):
    """(instructions, what the check says) of every row of the table of wrong answers."""
    rows = [row for row in find_rows(text) if re.fullmatch(r"[\d, ]+", row[0])]
    return [([int(number) for number in row[0].split(",")], row[-1].strip("“”")) for row in rows]


@cache
def read_notebook(name, language):
    """(title, sections, minutes) that a notebook states."""
    cells = [cell.source for cell in read(NOTEBOOKS / name).cells if has_tag(cell, language)]
    sections = re.findall(r"^## (.*)$", "\n".join(map(without_fences, cells)), re.M)
    title = re.match(r"# (.*)", cells[0])[1]
    return title, sections, int(re.search(TOTAL[language], cells[0])[1])


@pytest.mark.parametrize("name", NAMES)
def test_the_plan_is_that_of_the_notebook_in_both_languages(name):
    numbers = []
    for language in LANGUAGES:
        title, sections, minutes = read_notebook(name, language)
        planned, total = read_plan(find_part(title))
        assert [section for section, _ in planned] == sections
        assert sum(each for _, each in planned) == total == minutes
        instructions = [numbers for numbers, _ in read_quotes(find_part(title))]
        numbers.append(([each for _, each in planned], instructions))
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("name", NAMES)
def test_every_instruction_is_planned_once(name):
    instructions = [n for exercise in PRACTICES[name[:3]] for n in exercise.instructions]
    wanted = [n for n in instructions if isinstance(n, int)]  # letters are challenges
    for language, word in (("ko", "지시"), ("en", "Instructions?")):
        text = find_part(read_notebook(name, language)[0])
        numbers = []
        for named in re.findall(rf"\*\*{word} ([\d, ~to]+)\*\*", text):
            ends = [int(n) for n in re.findall(r"\d+", named)]
            numbers += range(ends[0], ends[-1] + 1)
        assert numbers == wanted, language


def test_the_page_is_not_longer_than_it_is_useful():
    assert len(PAGE.splitlines()) <= 365


# --- the wrong answers --------------------------------------------------------------------------

SAME = {"padding": "same"}


def convs(*plan, shape=None):
    """`build_model…` with the (kernels, settings) of `plan`; `shape` as given, or cut off."""

    def build(input_shape):
        made = [Conv2D(kernels, 3, **settings) for kernels, settings in plan]
        return Sequential([Input(shape=shape or input_shape[1:]), *made])

    return build


def build_model1(input_shape):
    return Sequential([Input(shape=input_shape), Conv2D(1, 3, padding="same")])


def without_return(input_shape):
    convs((1, SAME))(input_shape)


def mlp(activation="relu", last=None, flat=True):
    def build(img_shape, num_classes=10):
        hidden = [Dense(units, activation=activation) for units in (4096, 1024, 256, 64)]
        output = Dense(last or num_classes, activation="softmax")
        return Sequential([Input(shape=img_shape), *[Flatten()] * flat, *hidden, output])

    return build


def run_model(optimizer=None, loss=SCCE, returned=lambda optimizer, hist: (optimizer, hist), **fit):
    """A training function; `optimizer` is given to compile, `fit` changes the call of fit."""

    def run(model, train_X, train_y, test_X, test_y, epochs=10):
        settings = {**FIT, "epochs": epochs, **fit}
        data = (test_X, test_y) if settings.pop("test", False) else (train_X, train_y)
        if settings.pop("leak", False):
            del settings["validation_split"]
            settings["validation_data"] = (test_X, test_y)
        own = Adam(learning_rate=0.001)
        model.compile(optimizer=optimizer or own, loss=loss, metrics=["accuracy"])
        return returned(own, model.fit(*data, **settings))

    return run


def load_cifar10_dataset():
    raise AssertionError("a check must not load the data set")


def main_like(*arguments, **settings):
    def main(model=None, epochs=10):
        return run_model(*arguments, **settings)(model, *load_cifar10_dataset(), epochs)

    return main


def resnet(last, blocks=None):
    """`build_resnet` that ends in the layer made by `last`; `blocks` makes the three blocks."""

    def build_resnet(input_shape, num_classes):
        kind = answers_residual.AsInTheCourse
        three = blocks(kind) if blocks else [kind(64, 3) for _ in range(3)]
        first = [Conv2D(64, 3, padding="same", activation="relu"), MaxPooling2D(2)]
        output = Dense(num_classes, activation="softmax")
        return Sequential([Input(shape=input_shape), *first, *three, last(), output])

    return build_resnet


# In the order of the page's tables: the exercise and its wrong answers.
WRONG = {
    "3-1": [
        ("build_model1", build_model1),
        ("build_model1", convs((1, SAME), shape=(5, 5, 1))),
        ("build_model1", without_return),
        ("build_model2", convs((4, SAME))),
        ("build_model3", convs((2, {}), (4, SAME), (8, SAME))),
        ("build_model3", convs((2, SAME), (4, SAME), (8, {**SAME, "strides": 2}))),
    ],
    "3-2": [
        ("build_mlp_model", mlp(activation=None)),
        ("build_mlp_model", mlp(last=10)),
        ("build_mlp_model", mlp(flat=False)),
        ("main", main_like("adam")),
        ("main", main_like(loss="categorical_crossentropy")),
        ("main", main_like(epochs=10)),
        ("main", main_like(returned=lambda optimizer, hist: (optimizer, hist.history))),
    ],
    "3-3": [
        ("build_cnn_model", answers_cnn.variant(conv1={"padding": "valid"})),
        ("build_cnn_model", answers_cnn.variant(conv3={"strides": 1}, conv4={"strides": 1})),
        ("build_cnn_model", answers_cnn.variant(pool2=None)),
        ("build_cnn_model", answers_cnn.variant(dense={"activation": None})),
        ("run_model", run_model(test=True)),
        ("run_model", run_model(leak=True)),
        ("run_model", run_model(returned=lambda optimizer, hist: hist)),
    ],
    "3-4": [
        ("build_vgg16", answers_vgg.variant(b3c3=None, b4c3=None, b5c3=None)),
        ("build_vgg16", answers_vgg.variant(b5p=None)),
        ("build_vgg16", answers_vgg.variant({"activation": None})),
        ("build_vgg16", answers_vgg.variant(fc1=[..., partial(layers.Dropout, 0.5)])),
        ("build_vgg16", answers_vgg.variant(out={"units": 1000})),
    ],
    "3-5": [
        ("ResidualBlock", block(lambda s, x: s.add([x, s.conv2(s.conv1(x))]))),
        ("ResidualBlock", block(lambda s, x: s.relu(s.add([y := s.conv1(x), s.conv2(y)])))),
        ("ResidualBlock", block(lambda s, x: s.relu(s.add([x, s.conv1(s.conv1(x))])))),
        ("ResidualBlock", answers_residual.LayersInCall),
        ("ResidualBlock", answers_residual.WithoutSuper),
        ("ResidualBlock", block(lambda s, x: s.relu(s.join([x, s.conv2(s.conv1(x))])))),
        ("build_resnet", resnet(GlobalAveragePooling2D, lambda kind: [kind(64, 3)] * 3)),
        ("build_resnet", resnet(Flatten)),
    ],
}


@pytest.mark.parametrize("practice", WRONG)
def test_the_checks_say_what_the_page_quotes(practice):
    [name] = [name for name in NAMES if name.startswith(practice)]
    parts = (find_part(read_notebook(name, language)[0]) for language in LANGUAGES)
    checks = {exercise.name: exercise.check for exercise in PRACTICES[practice]}
    for (exercise, answer), *rows in zip(WRONG[practice], *map(read_quotes, parts), strict=True):
        report = checks[exercise](answer)
        failed = {r.instruction: r for r in report.results if r.status == "fail"}
        for language, (numbers, said) in zip(LANGUAGES, rows, strict=True):
            assert list(failed) == numbers, str(report)
            assert all(said in getattr(failed[n], language) for n in numbers), (said, str(report))


def test_what_the_page_says_passes_does_pass():
    checks = {exercise.name: exercise.check for each in PRACTICES.values() for exercise in each}
    for exercise, answer in [
        ("build_model1", convs((1, {**SAME, "activation": "relu"}))),
        ("main", main_like(callbacks=[])),
        ("run_model", run_model()),
    ]:
        report = checks[exercise](answer)
        assert report.passed, str(report)
