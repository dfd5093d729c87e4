"""Turn a prepared notebook into one HTML file that fetches nothing."""

import base64
import logging
import re
from functools import cache
from html import escape
from pathlib import Path

from latex2mathml.converter import convert
from mistune.util import escape as escape_text
from nbconvert import HTMLExporter, SlidesExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.formatters import HtmlFormatter

from helpers.course import NOTEBOOKS
from helpers.notebook import FONT_FILE

from .content import language_of, pick, pick_figure

TEMPLATES = Path(__file__).parent / "templates"

# What the converter leaves without its usual space: a sign, a function's name, a minus after "=".
_SPACING = (
    (r"<mi>(&#x000B1;)</mi>", r"<mo>\1</mo>"),
    (r"<mi>(ln|log|exp)</mi>(?!<mo stretchy)", r'<mi>\1</mi><mspace width="0.17em"/>'),
    (r"(<mo>&#x0003D;</mo>)<mo>&#x02212;</mo>", r'\1<mo form="prefix">&#x02212;</mo>'),
)


def formula(tex, display=False):
    """Return `tex` as MathML, which browsers draw by themselves.

    Raises `ValueError` with the formula if it cannot be converted.
    """
    try:
        mathml = convert(tex.strip(), display="block" if display else "inline")
        unknown = re.search(r"\\\w+", mathml)
        if unknown:
            raise ValueError(f"unknown command {unknown[0]}")
    except Exception as error:
        raise ValueError(
            f"수식을 바꾸지 못했습니다. LaTeX를 고쳐 주십시오: {tex.strip()} ({error})\n"
            f"This formula cannot be converted; correct its LaTeX: {tex.strip()} ({error})"
        ) from error
    for pattern, better in _SPACING:
        mathml = re.sub(pattern, better, mathml)
    return mathml.replace("<math ", f'<math alttext="{escape(tex.strip(), quote=True)}" ', 1)


class _Renderer(IPythonRenderer):
    """Markdown to HTML with local mathematics, pictures inside, and links among the pages."""

    def __init__(self, language, cell, heading, folder):
        super().__init__(
            escape=False,
            attachments=cell.get("attachments", {}),
            embed_images=True,
            exclude_anchor_links=True,
            path=str(folder),
        )
        self.language = language
        self.cell = cell
        self.title = heading

    def inline_math(self, body):
        return formula(body)

    def block_math(self, body):
        return f'<div class="formula">{formula(body, display=True)}</div>\n'

    def latex_environment(self, name, body):
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")

    def heading(self, text, level, **attributes):
        """A page has one title: the second language's stands below it, as a paragraph."""
        if level == 1 and self.language == "both" and language_of(self.cell) == "en":
            return f'<p class="title">{text}</p>\n'
        return super().heading(text, level, **attributes)

    def block_html(self, html):
        """HTML as it stands: parsed to embed pictures, an open `<details>` would be closed."""
        return super().block_html(html) if "<img" in html else f"{html.strip()}\n"

    def inline_html(self, html):
        """See `block_html`."""
        return super().inline_html(html) if "<img" in html else html

    def link(self, text, url, title=None):
        stem = url.removesuffix(".ipynb")
        if f"{stem}.ipynb" in NOTEBOOKS:
            url = f"{stem}.html"
        return super().link(text, url, title)

    def image(self, text, url, title=None):
        source = self._embed_image_or_attachment(url)
        alt = re.sub(r"<[^>]*>", "", text).strip() or pick_figure(self.language, self.title)
        if not source.startswith("data:"):  # a picture on a server is not fetched: it is linked
            return f'<a href="{escape_text(url)}">{escape_text(alt)}</a>'
        return f'<img src="{source}" alt="{escape_text(alt)}">'


@cache
def _font():
    return base64.b64encode(FONT_FILE.read_bytes()).decode("ascii")


def _own_files(template):
    """The template's style sheet and, if it has one, its script."""
    files = {"css": "style.css", "script": "script.js"}
    paths = {kind: TEMPLATES / template / name for kind, name in files.items()}
    return {k: path.read_text(encoding="utf-8") for k, path in paths.items() if path.is_file()}


def _exporter(template):
    kind = SlidesExporter if template == "course_slides" else HTMLExporter
    exporter = kind(
        template_name=template,
        extra_template_basedirs=[str(TEMPLATES)],
        extra_template_paths=[str(TEMPLATES)],
        exclude_anchor_links=True,
    )
    exporter.display_data_priority = ["image/png", "image/jpeg", "text/html", "text/plain"]
    exporter.log.setLevel(logging.CRITICAL)
    return exporter


def html(nb, language, folder, template="course_page", **resources):
    """Return the HTML of `nb`, which `prepare` made for `language`, as one string.

    `folder` is where its pictures lie; `resources` are given to the template. Raises `ValueError`
    for a formula that cannot be converted.
    """
    exporter = _exporter(template)

    def markdown(source, cell):
        renderer = _Renderer(language, cell, nb.metadata.get("title", ""), folder)
        return MarkdownWithMath(renderer=renderer).render(source)

    exporter.register_filter("course_markdown", markdown)
    given = {
        "language": language,
        "page_language": "en" if language == "en" else "ko",
        "title": nb.metadata.get("title", ""),
        "words": {
            "skip": pick(language, "본문으로 건너뛰기", "Skip to the content"),
            "output": pick(language, "실행 결과", "Output"),
        },
        "font": _font(),
        "code_css": HtmlFormatter(style="default").get_style_defs(".highlight"),
        **_own_files(template),
        **resources,
    }
    text, _ = exporter.from_notebook_node(nb, resources={"course": given})
    return text
