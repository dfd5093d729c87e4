"""Pages: one language, words for every picture, solutions folded, and nothing to fetch."""

import base64
import re
from itertools import pairwise

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_notebook
from PIL import Image

from helpers.commands.export import main
from helpers.commands.files import read, select
from helpers.commands.render import formula, page
from helpers.notebook import FONT_FILE
from tests.sample_notebook import NAME, code, fetched, notebook, picture, printed, text


def soup(nb, language, folder="."):
    return BeautifulSoup(page(nb, language, folder), "html.parser")


@pytest.mark.parametrize(
    ("language", "page_language", "title", "card"),
    [
        ("ko", "ko", "합성곱 Conv2D", "[지시 1] todo 카드"),
        ("en", "en", "Convolution Conv2D", "[Instruction 1] todo Card"),
        (
            *("both", "ko", "합성곱 Conv2D · Convolution Conv2D"),
            "[지시 1 / Instruction 1] todo 카드 Card",
        ),
    ],
)
def test_a_page_is_in_its_language(language, page_language, title, card):
    shown = soup(notebook(), language)
    assert shown.html["lang"] == page_language
    assert shown.title.string == title
    languages = {div["lang"] for div in shown.select("div.text")}
    assert languages == ({"ko", "en"} if language == "both" else {language})
    levels = [int(tag.name[1]) for tag in shown.find_all(re.compile(r"^h\d$"))]
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert ("처음" in shown.get_text()) == (language != "en")
    assert ("First" in shown.get_text()) == (language != "ko")
    assert "draw()" in shown.get_text()  # code and its output serve both
    assert "and more" in shown.get_text()
    assert " ".join(shown.select_one(".rich").get_text().split()) == card


def test_the_notebook_itself_is_left_alone():
    nb = notebook()
    before = nbformat.writes(nb)
    page(nb, "ko", ".")
    assert nbformat.writes(nb) == before


@pytest.mark.parametrize(
    ("language", "alt", "line"),
    [
        ("ko", "말 | 1장", "대체 텍스트: 말 | 1장"),
        ("en", "one horse", "Text alternative: one horse"),
        ("both", "말 | 1장 / one horse", "대체 텍스트 / text alternative: 말 | 1장 | one horse"),
    ],
)
def test_a_picture_has_words_in_the_language_of_the_page(language, alt, line):
    shown = soup(notebook(), language)
    assert [img["alt"] for img in shown.find_all("img")] == [alt]
    assert shown.select_one("img + pre.printed").get_text() == f"{line}\nand more\n"


def test_every_picture_has_words_even_where_none_were_printed(tmp_path):
    Image.new("RGB", (2, 2)).save(tmp_path / "a.png")
    lines = "".join(f"대체 텍스트 / text alternative: 가 | {en}\n" for en in ("first", "second"))
    nb = new_notebook(
        cells=[
            text("en", "# A *title*\n\n![two dots](a.png)"),
            code("x", outputs=[picture()]),
            code("x", outputs=[picture(), picture(), printed(lines), picture()]),
        ]
    )
    shown = soup(nb, "en", tmp_path)
    alts = [img["alt"] for img in shown.find_all("img")]
    assert alts == ["two dots", "figure: A title", "first", "second", "second"]
    assert not fetched(shown)


@pytest.mark.parametrize(
    ("language", "summaries"),
    [
        ("ko", ["준비 펼치기", "풀이 1 펼치기"]),
        ("en", ["Unfold set-up", "Unfold solution 1"]),
        ("both", ["준비 펼치기 · Unfold set-up", "풀이 1 펼치기 · Unfold solution 1"]),
    ],
)
def test_the_set_up_and_a_solution_with_its_check_are_folded(language, summaries):
    shown = soup(notebook(), language)
    folded = shown.select("details.solution")
    assert [details.summary.string for details in folded] == summaries
    assert not any(details.has_attr("open") for details in folded)
    assert "@title" not in shown.get_text()
    inside = folded[1].get_text()
    assert "return 42" in inside
    assert "passed" in inside
    assert {"todo", "another"} <= set(shown.get_text().split()) - set(inside.split())


def test_formulas_are_mathml_and_keep_their_source():
    shown = soup(notebook(), "en")
    inline, block = shown.find_all("math")
    assert (inline["display"], inline["alttext"]) == ("inline", "n - k")
    assert (block["display"], block["alttext"]) == ("block", r"\frac{n}{s}")
    assert block.find("mfrac") is not None
    [answer] = soup(notebook(), "ko").select("div.text details")
    assert answer.find("math") is not None
    assert "의 답" in answer.get_text()


def test_signs_and_functions_get_their_space():
    assert "<mo>&#x000B1;</mo>" in formula(r"p \pm 1")
    assert '<mi>ln</mi><mspace width="0.17em"/>' in formula(r"\ln p")
    assert "mspace" not in formula(r"\ln(p)")
    assert 'form="prefix">&#x02212;' in formula("y = -x")


@pytest.mark.parametrize("tex", [r"x_a_b", r"\madeup{1}", r"\frac"])
def test_a_broken_formula_is_named(tex):
    with pytest.raises(ValueError, match=f"correct its LaTeX: {re.escape(tex)} "):
        formula(tex)


@pytest.mark.parametrize("path", select([]), ids=lambda path: path.stem)
def test_the_pages_of_the_course_fetch_nothing_and_describe_their_pictures(path):
    shown = soup(read(path), "both", path.parent)
    assert not fetched(shown)
    assert len(shown.find_all("h1")) == 1
    pictures = shown.find_all("img")
    assert len(pictures) >= 8
    assert all(img["alt"].strip() for img in pictures)
    assert len(shown.select("details.solution")) >= 2
    assert not shown.find("a", href=re.compile("colab"))
    paragraphs = "".join(each.get_text() for each in shown.select("div.text p"))
    assert not re.search(r"\$[^\s$][^$\n]*\$", paragraphs)


def test_the_font_is_inside_unchanged():
    style = soup(notebook(), "ko").style.get_text()
    [font] = re.findall(r"url\(data:font/ttf;base64,([^)]+)\)", style)
    assert base64.b64decode(font) == FONT_FILE.read_bytes()


@pytest.mark.parametrize("kind", ["html", "slides"])
def test_a_file_is_written_for_each_notebook_and_language(kind, tmp_path, capsys):
    folder, build = tmp_path / "notebooks", tmp_path / "build"
    folder.mkdir()
    for name in (NAME, "3-2_b.ipynb"):
        nbformat.write(notebook(), folder / name)
    assert main([kind, "3-1"], folder, build) == 0
    assert main([kind, "--language", "en"], folder, build) == 0
    stem = NAME.removesuffix(".ipynb")
    written = sorted((build / kind).rglob("*.html"))
    expected = [f"{stem}.html", f"en/{stem}.html", "en/3-2_b.html"]
    assert [path.relative_to(build / kind).as_posix() for path in written] == expected
    assert capsys.readouterr().out.splitlines() == [str(path) for path in written]
    shown = BeautifulSoup(written[-1].read_text(encoding="utf-8"), "html.parser")
    assert shown.find("a", href=f"{stem}.html") is not None  # among the pages, not the notebooks
    assert main([kind, "--language", "both", "3-9"], folder, build) == 2
    assert "3-9" in capsys.readouterr().err
