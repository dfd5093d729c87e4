"""The teacher's page keeps to notebooks and checks; the README leads where it says."""

import re
from functools import cache
from pathlib import Path

import pytest
from keras import Input, Sequential, layers
from keras.layers import Conv2D, Dense, Flatten, GlobalAveragePooling2D, MaxPooling2D
from keras.optimizers import Adam

from helpers import course
from helpers.checks.practices import PRACTICES
from tests import answers_cnn, answers_residual, answers_vgg, test_notebooks
from tests.answers_main import FIT, SCCE
from tests.answers_residual import block

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "notebooks/TEACHING.md")
LANGUAGES = ("ko", "en")
TOTAL = {"ko": r"걸리는 시간\*\* 약 (\d+)분", "en": r"Time\*\* about (\d+) minutes"}


def page(name="notebooks/TEACHING.md"):
    return (ROOT / name).read_text(encoding="utf-8")


# --- reading the page -----------------------------------------------------------------------------


def part(text, heading):
    """What stands under the level-2 `heading`, to the next one."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert found, f"TEACHING.md has no part {heading!r}"
    return found[1]


def rows(text):
    """The cells of every table row of `text`."""
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]


def plan(text):
    """(sections with their minutes, the total that the table states)."""
    sections = [(row[0], int(row[1])) for row in rows(text) if re.match(r"\d+\. ", row[0])]
    [total] = [int(row[1]) for row in rows(text) if row[0] in ("합계", "total")]
    return sections, total


def quotes(text):
    """(instructions, what the check says) of every row of the table of wrong answers."""
    return [
        ([int(number) for number in row[0].split(",")], row[-1].strip("“”"))
        for row in rows(text)
        if re.fullmatch(r"[\d, ]+", row[0])
    ]


@cache
def stated(name, language):
    """(title, sections, minutes) that a notebook states."""
    cells = [
        cell.source
        for cell in test_notebooks.stored(name).cells
        if cell.cell_type == "markdown" and language in test_notebooks.tags(cell)
    ]
    title = re.match(r"# (.*)", cells[0])[1]
    text = "\n".join(test_notebooks.without_fences(cell) for cell in cells)
    sections = re.findall(r"^## (.*)$", text, re.M)
    return title, sections, int(re.search(TOTAL[language], cells[0])[1])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", course.NOTEBOOKS)
def test_the_plan_is_that_of_the_notebook(name, language):
    title, sections, minutes = stated(name, language)
    planned, total = plan(part(page(), title))
    assert [section for section, _ in planned] == sections
    assert sum(each for _, each in planned) == total == minutes


@pytest.mark.parametrize("name", course.NOTEBOOKS)
def test_both_languages_plan_the_same(name):
    ko, en = (part(page(), stated(name, language)[0]) for language in LANGUAGES)
    assert [minutes for _, minutes in plan(ko)[0]] == [minutes for _, minutes in plan(en)[0]]
    assert [numbers for numbers, _ in quotes(ko)] == [numbers for numbers, _ in quotes(en)]


def test_every_instruction_is_planned_once():
    for name in course.NOTEBOOKS:
        wanted = [n for exercise in PRACTICES[name[:3]] for n in exercise.instructions]
        for language, word in (("ko", "지시"), ("en", "Instructions?")):
            text = part(page(), stated(name, language)[0])
            named = re.findall(rf"\*\*{word} ([\d, ~to]+)\*\*", text)
            numbers = []
            for each in named:
                ends = [int(n) for n in re.findall(r"\d+", each)]
                numbers += range(ends[0], ends[-1] + 1)
            assert numbers == wanted, (name, language)


# --- the wrong answers ------------------------------------------------------------------------


def convs(*plan, shape=None):
    """`build_model…` with the (kernels, settings) of `plan`; `shape` as given, or cut off."""

    def build(input_shape):
        made = [Conv2D(kernels, 3, **settings) for kernels, settings in plan]
        return Sequential([Input(shape=shape or input_shape[1:]), *made])

    return build


SAME = {"padding": "same"}


def with_batch_axis(input_shape):
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

    def build(input_shape, num_classes):
        kind = answers_residual.AsInTheCourse
        three = blocks(kind) if blocks else [kind(64, 3) for _ in range(3)]
        first = [Conv2D(64, 3, padding="same", activation="relu"), MaxPooling2D(2)]
        output = Dense(num_classes, activation="softmax")
        return Sequential([Input(shape=input_shape), *first, *three, last(), output])

    return build


# In the order of the page's tables: the exercise and the wrong answer.
WRONG = {
    "3-1": [
        ("build_model1", with_batch_axis),
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
        ("build_vgg16", answers_vgg.variant(fc1=lambda layer: [layer, layers.Dropout(0.5)])),
        ("build_vgg16", answers_vgg.variant(out=answers_vgg.other(units=1000))),
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
    [name] = [name for name in course.NOTEBOOKS if name.startswith(practice)]
    tables = {language: quotes(part(page(), stated(name, language)[0])) for language in LANGUAGES}
    assert [len(table) for table in tables.values()] == [len(WRONG[practice])] * 2
    checks = {exercise.name: exercise.check for exercise in PRACTICES[practice]}
    for place, (exercise, answer) in enumerate(WRONG[practice]):
        report = checks[exercise](answer)
        failed = {r.instruction: r for r in report.results if r.status == "fail"}
        for language, table in tables.items():
            numbers, said = table[place]
            assert list(failed) == numbers, (place, str(report))
            assert all(said in getattr(failed[n], language) for n in numbers), (said, str(report))


def test_what_the_page_says_passes_does_pass():
    checks = {exercise.name: exercise.check for each in PRACTICES.values() for exercise in each}
    adam = Adam(learning_rate=0.001)  # made outside of the function, which calls no summary()
    for exercise, answer in [
        ("build_model1", convs((1, {**SAME, "activation": "relu"}))),
        ("main", main_like(callbacks=[])),
        ("run_model", run_model(adam, returned=lambda _, hist: (adam, hist))),
    ]:
        report = checks[exercise](answer)
        assert report.passed, str(report)


def test_a_quote_that_no_check_says_is_seen():
    table = "| 1 | `Dense(10)` | “안녕하세요” |\n| 3, 4 | … | “b” |"
    assert quotes(table) == [([1], "안녕하세요"), ([3, 4], "b")]
    assert plan("| 1. a | 5 | |\n| 2. b | 6 | |\n| total | 11 | |") == (
        [("1. a", 5), ("2. b", 6)],
        11,
    )


# --- both pages -------------------------------------------------------------------------------


def make_targets(text):
    """The X of every `make X` in code, inline or fenced."""
    code = "\n".join(re.findall(r"`+([^`]+)`+", text))
    return set(re.findall(r"(?<![\w./-])make ([a-z][a-z-]*)", code))


def anchor(heading):
    """GitHub's name for a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def broken_links(text, folder):
    """Relative links of `text` that lead to no file, or to no heading."""
    anchors = {anchor(heading) for heading in re.findall(r"^#+ (.*)$", text, re.M)}
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, heading = target.partition("#")
        if not ((folder / file).exists() if file else heading in anchors):
            yield target


@pytest.mark.parametrize("name", PAGES)
def test_every_make_target_of_a_page_exists(name):
    declared = re.search(r"^\.PHONY: (.*)$", page("Makefile"), re.M)[1].split()
    found = make_targets(page(name))
    assert found
    assert found <= set(declared)


@pytest.mark.parametrize("name", PAGES)
def test_every_relative_link_of_a_page_resolves(name):
    assert list(broken_links(page(name), (ROOT / name).parent)) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_to_the_glossary(name):
    avoided = test_notebooks.avoided_words(page("notebooks/GLOSSARY.md"))
    text = test_notebooks.prose(page(name))
    assert [w for w in avoided if re.search(rf"(?<![가-힣]){re.escape(w)}", text)] == []


def test_what_is_wrong_in_a_page_is_seen():
    assert make_targets("`make run` and `PYTHON=x make fly NAMES=3-1`") == {"run", "fly"}
    text = "# A b-c: d\n[x](#a-b-c-d) [y](README.md) [z](https://x.org) [1](no.md) [2](#no)"
    assert list(broken_links(text, ROOT)) == ["no.md", "#no"]


def test_the_readme_starts_with_the_two_commands():
    first_screen = page("README.md").splitlines()[:25]
    for command in ("make run", "make test"):
        assert any(line.startswith(command) for line in first_screen), command


def test_the_readme_is_short_and_its_picture_small():
    assert len(page("README.md").splitlines()) <= 200
    [picture] = re.findall(r"!\[(.+?)\]\((notebooks/images/[^)]+)\)", page("README.md"))
    assert re.search("[가-힣]", picture[0])
    assert re.search("[a-z]{4}", picture[0])
    assert (ROOT / picture[1]).stat().st_size <= 200_000


def test_the_teachers_page_is_not_longer_than_it_is_useful():
    assert len(page().splitlines()) <= 365
