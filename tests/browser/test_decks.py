"""Decks as a projector shows them: every slide fits, can be read, and nothing is lost."""

from collections import Counter

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_notebook

from helpers.commands.files import read, select, write_text
from helpers.commands.slides import deck
from tests.browser.audit import audit
from tests.sample_notebook import code, picture, printed, text

SMALLEST = 0.7  # as in the deck's script

# Each slide's number, how much its content is shrunk, and by how much it is too large.
_SLIDES = """() => {
  document.body.classList.add("measuring");  // all slides, below each other
  return [...document.querySelectorAll(".page")].map((page, number) => [
    number + 1,
    Number(page.querySelector(".fit").style.zoom || 1),
    Math.max(page.scrollHeight - page.clientHeight, page.scrollWidth - page.clientWidth),
  ]);
}"""


def words(html):
    """What a deck says, without the headings that are repeated at the top of slides."""
    slides = BeautifulSoup(html, "html.parser").select_one(".slides")
    for heading in slides.select(".running"):
        heading.decompose()
    return Counter(slides.get_text(" ").split()), len(slides.find_all("img"))


def open_deck(page, nb, path, folder):
    write_text(path, deck(nb, "ko", folder))
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(path.as_uri())
    page.wait_for_function("() => Reveal.isReady()")
    assert words(page.content()) == words(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", select([]), ids=lambda path: path.stem[:3])
def test_every_slide_of_the_course_fits(path, page, tmp_path, pictures):
    open_deck(page, read(path), tmp_path / "deck.html", path.parent)
    page.screenshot(path=pictures / f"slides_{path.stem[:3]}.png")
    found, texts = audit(page)  # of the first slide; the others look alike
    assert not found, "\n".join(found)
    assert texts
    shown = page.evaluate(_SLIDES)
    assert len(shown) > 40
    assert [slide for slide in shown if slide[1] < SMALLEST - 0.01 or slide[2] > 1] == []


def test_what_is_too_long_is_cut_and_goes_on_below_its_heading(page, tmp_path):
    paragraphs = [f"문단 {number}: " + "가나다라 " * 60 for number in range(8)]
    items = "\n".join(f"- 항목 {number}" for number in range(40))
    questions = [f"질문 {number}\n\n<details>답</details>" for number in range(30)]
    body = ["# 긴 글", *paragraphs, items, "## 물음", *questions, "### 다음", *paragraphs]
    lines = "".join(f"line {number}\n" for number in range(15))
    nb = new_notebook(
        cells=[
            text("ko", "\n\n".join(body)),
            code("\n".join(["a = 1"] * 12), outputs=[picture(), printed(lines), printed(lines)]),
        ]
    )
    open_deck(page, nb, tmp_path / "deck.html", tmp_path)
    shown = page.evaluate(_SLIDES)
    assert all(zoom > SMALLEST and over <= 1 for _, zoom, over in shown)
    tops = page.locator(".page .fit > :first-child").all_text_contents()
    assert tops[1] == "긴 글"
    assert tops[-1] == "다음"
    assert page.locator(".text > :is(h1, h2, h3):last-child").count() == 0
    assert page.locator(".text > details").count() == len(questions)
    assert page.locator(".text > details:first-child").count() == 0
