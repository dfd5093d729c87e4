"""Decks: which slides there are, and that everything is in the one file.

Whether each slide fits is tested in a browser: `tests/browser/test_decks.py`.
"""

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_notebook

from helpers.commands.files import read, select
from helpers.commands.slides import deck
from tests.sample_notebook import code, fetched, notebook, text

SLIDE, SUBSLIDE, SKIP = ({"slide_type": kind} for kind in ("slide", "subslide", "skip"))


def slides_of(nb, language="ko", folder="."):
    """The deck, and its slides."""
    page = BeautifulSoup(deck(nb, language, folder), "html.parser")
    return page, page.select("section section .page .fit")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_deck_of_one_language(language):
    page, shown = slides_of(notebook(), language)
    assert page.html["lang"] == language
    assert {div["lang"] for div in page.select("div.text")} == {language}
    assert len(page.find_all("h1")) == 1
    body = page.main.get_text()
    assert "setup()" not in body
    assert "대체 텍스트" not in body  # the picture's alt says it
    assert "Text alternative" not in body
    assert "and more" in body
    assert page.img["alt"] == {"ko": "말 | 1장", "en": "one horse"}[language]
    assert not fetched(page)
    [details] = page.select("details.solution")
    assert details.find_parent(class_="fit") in shown
    assert not details.has_attr("open")
    assert "passed" not in body  # the check after the solution repeats the exercise's
    assert "another" in body


def test_text_takes_the_code_behind_it_along_and_a_heading_stands_over_all():
    nb = new_notebook(
        cells=[
            text("ko", "# 하나", slideshow=SLIDE),
            code("# first"),
            code("stub", "exercise", slideshow=SUBSLIDE),
            code("check"),
            text("ko", "둘\n\n```python\n# 제목 아님\n```"),
            code("answer", "solution", slideshow=SKIP),
            code("secret", slideshow=SKIP),
        ]
    )
    _, shown = slides_of(nb)
    running = [slide.select_one(".running") for slide in shown]
    assert [each and each.string for each in running] == [None, "하나", "하나", "하나"]
    words = [" ".join(slide.get_text().split()) for slide in shown]
    assert words[0] == "하나 # first"
    assert words[1] == "하나 stub check"
    assert words[2] == "하나 둘 # 제목 아님"
    assert words[3].endswith("answer")


def test_each_language_has_slides_of_its_own_below_each_other():
    page, shown = slides_of(notebook(), "both")
    languages = [{div["lang"] for div in slide.select("div.text")} for slide in shown]
    assert languages[:5] == [{"ko"}, {"en"}, {"ko"}, {"en"}, set()]
    assert shown[4].select_one(".running").string == "식 · Formula"
    assert len(page.select(".slides > section")) == 1  # one cell begins a column


@pytest.mark.parametrize("language", ["ko", "en", "both"])
def test_the_english_twin_begins_a_column_where_the_korean_does(language):
    nb = new_notebook(
        cells=[
            text("ko", "# 하나", slideshow=SLIDE),
            text("en", "# One", slideshow={"slide_type": "-"}),
            text("ko", "## 둘", slideshow=SLIDE),
            text("en", "## Two", slideshow={"slide_type": "-"}),
        ]
    )
    assert len(slides_of(nb, language)[0].select(".slides > section")) == 2


@pytest.mark.parametrize("path", select([])[1::2], ids=lambda path: path.stem)
def test_the_decks_of_the_course_fetch_nothing(path):
    page, shown = slides_of(read(path), "ko", path.parent)
    assert not fetched(page)
    assert len(shown) > 30
    assert all(slide.get_text().strip() or slide.img for slide in shown)
    assert len(page.find_all("h1")) == 1
    assert all(img["alt"].strip() for img in page.find_all("img"))
    assert "reveal.js 5." in page.script.string
