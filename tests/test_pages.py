"""The pages beside the notebooks lead where they say, and the README keeps its order and length."""

import re

import pytest

from helpers.commands.files import NOTEBOOKS, ROOT, select
from tests.markdown_text import avoided_words, prose

PAGES = [
    *("README.md", ".github/CONTRIBUTING.md", "notebooks/TROUBLESHOOTING.md"),
    *("notebooks/TEACHING.md", "dataset/README.md"),
]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def read_page(name):
    return (ROOT / name).read_text(encoding="utf-8")


def find_anchors(text):
    """GitHub's names of the headings."""
    headings = re.findall(r"^#+ (.*)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", each.strip().lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("name", PAGES)
def test_every_relative_link_resolves(name):
    for target in re.findall(r"\]\(([^)\s]+)\)", read_page(name)):
        file, _, heading = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        path = (ROOT / name).parent / file if file else ROOT / name
        assert path.exists(), target
        assert not heading or heading in find_anchors(path.read_text(encoding="utf-8")), target


@pytest.mark.parametrize("name", PAGES)
def test_every_command_exists(name):
    code = "\n".join(re.findall(r"`+([^`]+)`+", read_page(name)))
    targets = re.search(r"^\.PHONY: (.*)$", read_page("Makefile"), re.M)[1].split()
    assert set(re.findall(r"(?<![\w./-])make ([a-z][a-z-]*)", code)) <= set(targets)
    for module in re.findall(r"-m (helpers[\w.]*)", code):
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_to_the_glossary(name):
    avoided = avoided_words((NOTEBOOKS / "GLOSSARY.md").read_text(encoding="utf-8"))
    assert len(avoided) > 10
    text = prose(read_page(name))
    assert [w for w in avoided if re.search(rf"(?<![가-힣]){re.escape(w)}", text)] == []


def test_the_readme_starts_with_the_two_commands_and_is_short():
    lines = README.splitlines()
    for command in ("make run", "make test"):
        assert any(line.startswith(command) for line in lines[:25]), command
    assert len(lines) <= 110
    assert all(f"(notebooks/{path.name})" in README for path in select([]))


def test_the_readme_has_no_link_that_is_dead_before_publishing():
    """A course that is published has lost the placeholder and may have them all."""
    if "github.com/OWNER/REPOSITORY" in select([])[0].read_text(encoding="utf-8"):
        assert not re.search(r"OWNER|//(?:\w+\.)?github\.com|mybinder|colab\.research", README)


def test_the_picture_of_the_readme_is_described_and_small():
    [(words, path)] = re.findall(r"!\[(.+?)\]\((notebooks/images/[^)]+)\)", README)
    assert re.search("[가-힣]", words) and re.search("[a-z]{4}", words)
    assert (ROOT / path).stat().st_size <= 200_000
