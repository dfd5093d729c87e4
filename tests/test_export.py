"""Pages: one language, words for every picture, solutions folded, and nothing to fetch."""

import base64
import re
from itertools import pairwise

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_notebook
from PIL import Image

from helpers import course
from helpers.export import command, content, pages, render
from helpers.notebook import FONT_FILE
from helpers.runner import read
from tests.sample_notebook import (
    ALTERNATIVE,
    NAME,
    code,
    fetched,
    notebook,
    picture,
    printed,
    text,
)


@pytest.fixture(autouse=True)
def no_font(monkeypatch, request):
    """Most tests do without the font, which is most of a small page."""
    if "font" not in request.node.name:
        monkeypatch.setattr(render, "_font", lambda: "")


def soup(nb, language, folder):
    return BeautifulSoup(pages.page(nb, language, folder), "html.parser")


# --- one language -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "page_language", "title"),
    [
        ("ko", "ko", "합성곱 Conv2D"),
        ("en", "en", "Convolution Conv2D"),
        ("both", "ko", "합성곱 Conv2D · Convolution Conv2D"),
    ],
)
def test_a_page_says_its_language_and_title(tmp_path, language, page_language, title):
    page = soup(notebook(), language, tmp_path)
    assert page.html["lang"] == page_language
    assert page.title.string == title
    assert len(page.find_all("h1")) == 1
    languages = {div["lang"] for div in page.select("div.text")}
    assert languages == ({"ko", "en"} if language == "both" else {language})
    levels = [int(tag.name[1]) for tag in page.find_all(re.compile(r"^h\d$"))]
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert ("처음" in page.get_text()) == (language != "en")
    assert ("First" in page.get_text()) == (language != "ko")
    assert "draw()" in page.get_text()  # code and its output serve both
    assert "and more" in page.get_text()


def test_another_language_is_refused(tmp_path, capsys):
    with pytest.raises(ValueError, match="There is no language 'fr'; write one of ko, en, both"):
        content.prepare(notebook(), "fr")
    nbformat.write(notebook(), tmp_path / NAME)
    assert command.main(["html", "--folder", str(tmp_path), "--language", "fr"]) == 2
    assert "언어 'fr'을(를) 모릅니다" in capsys.readouterr().err


def test_the_notebook_itself_is_left_alone(tmp_path):
    nb = notebook()
    before = nbformat.writes(nb)
    pages.page(nb, "ko", tmp_path)
    assert nbformat.writes(nb) == before


# --- pictures -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "alt", "line"),
    [
        ("ko", "말 1장", "대체 텍스트: 말 1장\n"),
        ("en", "one horse", "Text alternative: one horse\n"),
        ("both", "말 1장 / one horse", ALTERNATIVE),
    ],
)
def test_a_picture_has_words_in_the_language_of_the_page(tmp_path, language, alt, line):
    page = soup(notebook(), language, tmp_path)
    assert [img["alt"] for img in page.find_all("img")] == [alt]
    assert page.select_one("img + pre.printed").get_text() == f"{line}and more\n"


def test_every_picture_has_words_even_where_none_were_printed(tmp_path):
    Image.new("RGB", (2, 2)).save(tmp_path / "a.png")
    line = "대체 텍스트 / text alternative: 하나 | first\n"
    nb = new_notebook(
        cells=[
            text("en", "# A *title*\n\n![](a.png) ![two dots](a.png) ![far](https://a.org/b.png)"),
            code("x", outputs=[picture()]),
            code("x", outputs=[picture(), picture(), printed(line + ALTERNATIVE), picture()]),
            code("x", outputs=[picture(**{"text/plain": ALTERNATIVE.strip()})]),
        ]
    )
    page = soup(nb, "en", tmp_path)
    assert [img["alt"] for img in page.find_all("img")] == [
        *("figure: A title", "two dots"),
        "figure: A title",
        *("first", "one horse", "one horse", "one horse"),
    ]
    assert page.find("a", href="https://a.org/b.png").string == "far"
    assert not fetched(page)


def test_alternatives_are_read_with_bars_inside():
    line = "대체 텍스트 / text alternative: 왼쪽 | 오른쪽 | left and right"
    assert content.alternatives(f"x\n{line}\ny") == [("왼쪽 | 오른쪽", "left and right")]
    assert content.alternatives("no such line") == []


# --- solutions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "summary"),
    [
        ("ko", "풀이 1 펼치기"),
        ("en", "Unfold solution 1"),
        ("both", "풀이 1 펼치기 · Unfold solution 1"),
    ],
)
def test_a_solution_is_folded_with_its_check(tmp_path, language, summary):
    page = soup(notebook(), language, tmp_path)
    [_, details] = page.select("details.solution")  # the first is the set-up
    assert not details.has_attr("open")
    assert details.summary.string == summary
    inside = details.get_text()
    assert "return 42" in inside
    assert "passed" in inside
    assert "@title" not in page.get_text()
    assert "todo" not in inside
    assert "another" not in inside
    assert {"todo", "another"} <= set(page.get_text().split())


def test_the_set_up_is_folded(tmp_path):
    nb = notebook()
    cell = next(cell for cell in nb.cells if "setup" in cell.metadata.tags)
    cell.source = f"# @title 준비 / Set-up\n{cell.source}"
    folded = soup(nb, "ko", tmp_path).select("details.solution")[0]
    assert folded.summary.string == "준비 펼치기"
    assert not folded.has_attr("open")


def test_answers_stay_inside_their_details(tmp_path):
    [details] = soup(notebook(), "ko", tmp_path).select("div.text details")
    assert details.find("math") is not None
    assert "의 답" in details.get_text()


# --- formulas -----------------------------------------------------------------------------------


def test_formulas_are_mathml_and_keep_their_source(tmp_path):
    page = soup(notebook(), "en", tmp_path)
    inline, block = page.find_all("math")
    assert (inline["display"], inline["alttext"]) == ("inline", "n - k")
    assert (block["display"], block["alttext"]) == ("block", r"\frac{n}{s}")
    assert block.find("mfrac") is not None
    assert "$" not in page.body.get_text()


def test_signs_and_functions_get_their_space():
    assert "<mo>&#x000B1;</mo>" in render.formula(r"p \pm 1")
    assert '<mi>ln</mi><mspace width="0.17em"/>' in render.formula(r"\ln p")
    assert "mspace" not in render.formula(r"\ln(p)")
    assert 'form="prefix">&#x02212;' in render.formula("y = -x")


@pytest.mark.parametrize("tex", [r"x_a_b", r"\madeup{1}", r"\frac"])
def test_a_broken_formula_is_named(tex):
    with pytest.raises(ValueError, match=f"correct its LaTeX: {re.escape(tex)} "):
        render.formula(tex)


# --- no network ---------------------------------------------------------------------------------


def test_what_would_be_fetched_is_found():
    page = BeautifulSoup(
        '<link href="a.css"><script src="https://a.org/b.js"></script><a href="https://a.org">x</a>'
        '<style>@import "c.css"; p { background: url(d.png) }</style><img src="data:image/png,">',
        "html.parser",
    )
    assert fetched(page) == ["https://a.org/b.js", "a.css", "d.png", '"c.css"']


@pytest.mark.parametrize("name", course.NOTEBOOKS)
def test_the_pages_of_the_course_fetch_nothing_and_describe_their_pictures(name):
    path = course.NOTEBOOK_FOLDER / name
    page = soup(read(path), "both", path.parent)
    assert not fetched(page)
    assert len(page.find_all("h1")) == 1
    pictures = page.find_all("img")
    assert len(pictures) >= 8
    assert all(img["alt"].strip() for img in pictures)
    assert len(page.select("details.solution")) >= 1
    assert not page.find("a", href=re.compile("colab"))
    assert not re.search(
        r"\$[^\s$][^$\n]*\$", "".join(d.get_text() for d in page.select("div.text p"))
    )


def test_the_font_is_inside_unchanged(tmp_path):
    style = soup(notebook(), "ko", tmp_path).style.get_text()
    [font] = re.findall(r"url\(data:font/ttf;base64,([^)]+)\)", style)
    assert base64.b64decode(font) == FONT_FILE.read_bytes()


# --- the command --------------------------------------------------------------------------------


def test_html_writes_a_page_for_each_notebook_and_language(tmp_path, capsys):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for name in course.NOTEBOOKS[:2]:
        nbformat.write(notebook(), folder / name)
    options = ["--folder", str(folder), "--build", str(tmp_path / "build")]
    assert command.main(["html", *options, "3-1"]) == 0
    assert command.main(["html", *options, "--language", "en"]) == 0
    written = sorted((tmp_path / "build").rglob("*.html"))
    stems = [name.removesuffix(".ipynb") for name in course.NOTEBOOKS[:2]]
    assert [path.relative_to(tmp_path / "build" / "html").as_posix() for path in written] == [
        f"{stems[0]}.html",
        *(f"en/{stem}.html" for stem in stems),
    ]
    page = BeautifulSoup(written[1].read_text(encoding="utf-8"), "html.parser")
    assert page.find("a", href=f"{stems[0]}.html") is not None
    assert str(written[0]) in capsys.readouterr().out
    assert command.main(["html", *options, "3-9"]) == 2
