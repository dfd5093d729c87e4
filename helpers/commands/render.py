"""Turn a prepared notebook into one HTML file that fetches nothing."""

import logging
import re
from html import escape
from pathlib import Path

from latex2mathml.converter import convert
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from helpers.commands.content import language_of, pick, prepare
from helpers.notebook import FONT_FILE
from helpers.text import Words

TEMPLATES = Path(__file__).parent / "templates"

# What the converter leaves without its usual space: a sign, a function's name, a minus after "=".
_SPACING = (
    (r"<mi>(&#x000B1;)</mi>", r"<mo>\1</mo>"),
    (r"<mi>(ln|log|exp)</mi>(?!<mo stretchy)", r'<mi>\1</mi><mspace width="0.17em"/>'),
    (r"(<mo>&#x0003D;</mo>)<mo>&#x02212;</mo>", r'\1<mo form="prefix">&#x02212;</mo>'),
)


def page(nb: NotebookNode, language: str, folder: Path) -> str:
    """Return `nb` as one HTML page; the pictures of its text lie in `folder`."""
    return render(prepare(nb, language), language, folder)


def render(nb: NotebookNode, language: str, folder: Path, template: str = "course_page") -> str:
    """Return the HTML of `nb`, which `prepare` made for `language`.

    Args:
        nb: the prepared notebook.
        language: "ko", "en" or "both".
        folder: where the pictures of its text lie.
        template: a folder of `templates`.
    """
    exporter = HTMLExporter(
        template_name=template,
        extra_template_basedirs=[str(TEMPLATES)],
        extra_template_paths=[str(TEMPLATES), str(FONT_FILE.parent)],
    )
    exporter.display_data_priority = ["image/png", "image/jpeg", "text/html", "text/plain"]
    exporter.log.setLevel(logging.CRITICAL)

    def markdown(source, cell):
        renderer = _Renderer(cell, language, folder)
        return MarkdownWithMath(renderer=renderer).render(source)

    exporter.register_filter("course_markdown", markdown)
    course = {
        "page_language": "en" if language == "en" else "ko",
        "title": nb.metadata.title,
        "font": FONT_FILE.name,
        "skip": pick(language, "본문으로 건너뛰기", "Skip to the content"),
        "output": pick(language, "실행 결과", "Output"),
    }
    return exporter.from_notebook_node(nb, resources={"course": course})[0]


def formula(tex: str, display: str = "inline") -> str:
    r"""Return LaTeX without dollars as MathML, which browsers draw by themselves.

    Raises:
        ValueError: it cannot be converted.
    """
    tex = tex.strip()
    try:
        mathml = convert(tex, display=display)
        if unknown := re.search(r"\\\w+", mathml):
            raise ValueError(f"unknown command {unknown[0]}")
    except Exception as error:
        raise ValueError(
            Words(
                f"수식을 바꾸지 못했습니다. LaTeX를 고쳐 주십시오: {tex} ({error})",
                f"This formula cannot be converted; correct its LaTeX: {tex} ({error})",
            )
        ) from error
    for pattern, better in _SPACING:
        mathml = re.sub(pattern, better, mathml)
    return mathml.replace("<math ", f'<math alttext="{escape(tex)}" ', 1)


class _Renderer(IPythonRenderer):
    """Markdown to HTML with local mathematics, pictures inside, and links among the pages."""

    def __init__(self, cell, language, folder):
        super().__init__(
            escape=False,
            attachments=cell.get("attachments", {}),
            exclude_anchor_links=True,
            path=str(folder),
        )
        self.second = language == "both" and language_of(cell) == "en"

    def inline_math(self, body):
        return formula(body)

    def block_math(self, body):
        return f'<div class="formula">{formula(body, "block")}</div>\n'

    def latex_environment(self, name, body):
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")

    def heading(self, text, level, **attributes):
        """A page has one title: the second language's stands below it, as a paragraph."""
        if level == 1 and self.second:
            return f'<p class="title">{text}</p>\n'
        return super().heading(text, level, **attributes)

    def link(self, text, url, title=None):
        """A link to another notebook leads to its page."""
        return super().link(text, re.sub(r"^([^/:]+)\.ipynb$", r"\1.html", url), title)

    def image(self, text, url, title=None):
        return super().image(text, self._src_to_base64(url) or url, title)
