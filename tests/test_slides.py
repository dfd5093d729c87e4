"""Slides: cut so that they fit, solutions folded, languages apart, everything in the file."""

import subprocess

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_notebook

from helpers import course
from helpers.export import command, measure, render, reveal, slides
from helpers.runner import read
from tests.sample_notebook import (
    ALTERNATIVE,
    DETAILS,
    code,
    fetched,
    notebook,
    picture,
    printed,
    text,
)

REVEAL = {"js": "/* reveal */", "css": "/* reveal */"}
SLIDE = {"slide_type": "slide"}


@pytest.fixture(autouse=True)
def no_font(monkeypatch):
    """The font is most of a small deck and of no interest here."""
    monkeypatch.setattr(render, "_font", lambda: "")


def deck(nb, language="ko", folder="."):
    page = BeautifulSoup(slides.deck(nb, language, folder, REVEAL), "html.parser")
    return page, page.select("section section .fit")


def pages_of(nb, language="ko"):
    """The source of each slide's cells."""
    shown = []
    prepared = slides.prepare(slides._share_slide_types(nb), language)
    for cell in slides.cells(prepared.cells, language):
        if cell.metadata.slideshow.slide_type != "-":
            shown.append([])
        shown[-1].append(cell)
    return shown


# --- which slides there are ---------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_deck_of_one_language(language):
    page, shown = deck(notebook(), language)
    assert page.html["lang"] == language
    assert {div["lang"] for div in page.select("div.text")} == {language}
    assert len(page.find_all("h1")) == 1
    assert "setup()" not in page.get_text()
    assert "대체 텍스트" not in page.get_text()  # the picture's alt says it
    assert "Text alternative" not in page.get_text()
    assert page.img["alt"] == {"ko": "말 1장", "en": "one horse"}[language]
    assert not fetched(page)
    [details] = page.select("details.solution")
    assert details.find_parent(class_="fit") in shown
    assert not details.has_attr("open")
    assert "passed" not in page.get_text()  # the check after the solution repeats the exercise's


def test_each_language_has_slides_of_its_own_below_each_other():
    page, shown = deck(notebook(), "both")
    languages = [{div["lang"] for div in slide.select("div.text")} for slide in shown]
    assert languages[:2] == [{"ko"}, {"en"}]
    assert all(len(each) <= 1 for each in languages)
    columns = page.select(".slides > section")
    assert len(columns) == 1  # one cell begins a slide
    assert len(columns[0].find_all("section")) == len(shown)


def test_the_english_twin_begins_a_slide_where_the_korean_does():
    nb = new_notebook(
        cells=[
            text("ko", "# 하나", slideshow=SLIDE),
            text("en", "# One", slideshow={"slide_type": "-"}),
            text("ko", "## 둘", slideshow=SLIDE),
            text("en", "## Two", slideshow={"slide_type": "-"}),
        ]
    )
    for language, columns in (("ko", 2), ("en", 2), ("both", 2)):
        assert len(deck(nb, language)[0].select(".slides > section")) == columns


def test_cells_to_skip_are_skipped():
    nb = new_notebook(
        cells=[
            text("ko", "# 하나"),
            code("secret", slideshow={"slide_type": "skip"}),
            code("shown"),
        ]
    )
    page = deck(nb)[0].get_text()
    assert "shown" in page
    assert "secret" not in page


# --- what fits on a slide -----------------------------------------------------------------------


def test_long_text_is_cut_and_the_heading_repeated():
    paragraphs = [f"문단 {n}입니다. " + "가나다라 " * 60 for n in range(8)]
    nb = new_notebook(cells=[text("ko", "## 긴 글\n\n" + "\n\n".join(paragraphs))])
    page, shown = deck(nb)
    assert len(shown) > 2
    assert [slide.select_one(".running") is None for slide in shown][:2] == [True, False]
    assert {slide.select_one(".running").string for slide in shown[1:]} == {"긴 글"}
    for n in range(8):
        assert page.get_text().count(f"문단 {n}입니다.") == 1


def test_long_code_and_long_output_are_cut_and_nothing_is_lost():
    source = "\n\n".join(f"def f{n}():\n    a = 1\n    return a + {n}" for n in range(20))
    lines = [f"line {n}" for n in range(70)]
    nb = new_notebook(
        cells=[text("ko", "# 코드"), code(source, outputs=[printed("\n".join(lines))])]
    )
    shown = pages_of(nb)
    cells = [cell for page in shown for cell in page]
    assert "\n\n".join(c.source for c in cells if c.cell_type == "code" and c.source) == source
    outputs = [o.text for c in cells for o in c.get("outputs", [])]
    assert "".join(outputs).split("\n") == [*lines, ""]
    assert all(len(o.splitlines()) <= slides.MAX_LINES for o in outputs)
    assert all(measure.printed_lines(c.source) <= slides.MAX_LINES for c in cells)


def test_a_heading_is_never_left_alone_at_the_end_of_a_slide():
    filler = "가나다라 " * 170
    nb = new_notebook(cells=[text("ko", f"# 제목\n\n{filler}\n\n## 다음\n\n{filler}")])
    [_, second] = pages_of(nb)
    assert second[0].source.startswith("## 다음\n\n가나다라")
    long = "가나다라 " * 400
    assert len(pages_of(new_notebook(cells=[text("ko", f"# 제목\n\n{long}")]))) == 1


def test_a_question_stays_with_its_answer():
    room = measure.HEIGHT - measure.markdown_height(f"질문?\n\n{DETAILS}")
    filler = next(
        words for n in range(999) if measure.markdown_height(words := "가나다라 " * n) > room
    )
    nb = new_notebook(cells=[text("ko", f"{filler}\n\n질문?\n\n{DETAILS}")])
    assert measure.markdown_height(f"{filler}\n\n질문?") <= measure.HEIGHT  # the answer is too much
    [_, second] = pages_of(nb)
    assert second[0].source.startswith("질문?\n\n<details>")


def test_a_picture_fits_its_slide_and_stays_with_its_code():
    nb = new_notebook(cells=[code("draw()", outputs=[picture(), printed(ALTERNATIVE)])])
    [shown] = pages_of(nb)
    size = shown[1].outputs[0].metadata["image/png"]
    assert (size["width"], size["height"]) == (78, 52)  # 1.3 times 60 × 40
    page, _ = deck(nb)
    assert (page.img["width"], page.img["height"]) == ("78", "52")


def test_blocks_keep_what_belongs_together():
    parts = ["# A", f"text\n{DETAILS}", "```python\na = 1\n\nb = 2\n```", "$$\na\n\nb\n$$", "end"]
    assert list(slides.blocks("\n\n".join(parts))) == parts
    assert list(slides.blocks("## A\ntext\n\n$$a$$\n\nb")) == ["## A", "text", "$$a$$", "b"]


def test_long_lists_and_tables_are_cut():
    items = [f"- 항목 {n}" for n in range(30)]
    parts = list(slides.blocks("\n".join(items)))
    assert len(parts) > 1
    assert "\n".join(parts).split("\n") == items
    rows = [f"| {n} | x |" for n in range(30)]
    parts = list(slides.blocks("\n".join(["| a | b |", "|---|---|", *rows])))
    assert all(part.startswith("| a | b |\n|---|---|\n| ") for part in parts)
    assert sum(len(part.splitlines()) - 2 for part in parts) == 30


def test_heights_grow_with_what_is_shown():
    assert measure.text_lines("가" * 20) == 1
    assert measure.text_lines("가" * 80) == 2
    assert measure.markdown_height("가") < measure.markdown_height("가\n\n나")
    assert measure.markdown_height("> 가\n> 나") > measure.markdown_height("가\n나")
    assert measure.markdown_height("```\na\nb\n```") > measure.markdown_height("```\na\n```")
    assert measure.printed_lines("가" * 60) == 2


@pytest.mark.parametrize("name", course.NOTEBOOKS[1::2])
def test_the_decks_of_the_course_fetch_nothing(name):
    path = course.NOTEBOOK_FOLDER / name
    page, shown = deck(read(path), "ko", path.parent)
    assert not fetched(page)
    assert len(shown) > 40
    assert all(slide.get_text().strip() or slide.img for slide in shown)
    assert len(page.find_all("h1")) == 1
    assert all(img["alt"].strip() for img in page.find_all("img"))


# --- reveal.js ----------------------------------------------------------------------------------


@pytest.fixture
def pip(tmp_path, monkeypatch):
    """Stands for pip: it lays the files down, or fails as `log` says."""
    calls = []

    def run(command, **_):
        calls.append([str(part) for part in command])
        if run.log:
            return subprocess.CompletedProcess(command, 1, "", run.log)
        folder = command[command.index("--target") + 1] / reveal._DIST
        folder.mkdir(parents=True, exist_ok=True)
        for kind in ("js", "css"):
            (folder / f"reveal.{kind}").write_text(kind)
        return subprocess.CompletedProcess(command, 0, "", "")

    run.log, run.calls = "", calls
    monkeypatch.setattr(reveal.subprocess, "run", run)
    return run


def test_reveal_is_installed_once_below_the_build_folder(tmp_path, pip):
    for _ in range(2):
        assert reveal.load(tmp_path) == {"js": "js", "css": "css"}
    [call] = pip.calls
    assert {"--no-deps", "--target", str(tmp_path / "reveal")} <= set(call)
    (tmp_path / "reveal" / "installed.txt").write_text("another version")
    reveal.load(tmp_path)
    assert len(pip.calls) == 2
    (tmp_path / "reveal" / reveal._DIST / "reveal.js").unlink()
    with pytest.raises(ValueError, match="is incomplete; run the command again"):
        reveal.load(tmp_path)
    assert reveal.load(tmp_path)["js"] == "js"


def test_without_a_network_it_says_so(tmp_path, pip, capsys):
    pip.log = "NewConnectionError: Network is unreachable"
    nbformat.write(notebook(), tmp_path / course.NOTEBOOKS[0])
    options = ["--folder", str(tmp_path), "--build", str(tmp_path / "build")]
    assert command.main(["slides", *options]) == 2
    said = capsys.readouterr().err
    assert "pip이 패키지 목록에 닿지 못했습니다" in said
    assert "pip could not reach the package index" in said


def test_slides_are_written_by_language(tmp_path, pip):
    nbformat.write(notebook(), tmp_path / course.NOTEBOOKS[0])
    options = ["--folder", str(tmp_path), "--build", str(tmp_path / "build")]
    assert command.main(["slides", *options]) == 0
    assert command.main(["slides", *options, "--language", "ko"]) == 0
    stem = course.NOTEBOOKS[0].removesuffix(".ipynb")
    assert (tmp_path / "build" / "slides" / f"{stem}.html").is_file()
    assert (tmp_path / "build" / "slides" / "ko" / f"{stem}.html").is_file()
