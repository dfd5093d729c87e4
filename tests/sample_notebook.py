"""A small notebook with everything that pages and slides deal with, and what a page fetches."""

import base64
import io
import re

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

NAME = "3-1_padding_stride_layer_size.ipynb"
BADGE = f"[![Open in Colab](https://colab.org/badge.svg)](https://colab.org/notebooks/{NAME})"
ALTERNATIVE = "대체 텍스트 / text alternative: 말 | 1장 | one horse\n"
DETAILS = "<details><summary>답</summary>\n\n$x^2$의 답\n\n</details>"
FETCHING = ("src", "srcset", "poster", "data", "background", "xlink:href", "action", "formaction")


def text(language, source, **metadata):
    return new_markdown_cell(source, metadata={"tags": [language], **metadata})


def code(source, *tags, outputs=(), **metadata):
    return new_code_cell(source, metadata={"tags": list(tags), **metadata}, outputs=list(outputs))


def picture():
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode("ascii")
    return new_output("display_data", data={"image/png": data, "text/plain": "<Figure>"})


def printed(words):
    return new_output("stream", text=words)


def card(word):
    """What a check shows: twins in two languages, with a slash between those on one line."""
    html = (
        f'<div>[<span lang="ko">지시 1</span> / <span lang="en">Instruction 1</span>] {word}</div>'
        '\n<div lang="ko">카드</div>\n<div lang="en">Card</div>'
    )
    data = {"text/html": html, "text/plain": word}
    return new_output("execute_result", data=data, execution_count=1)


def notebook():
    """A small notebook with everything that a page has to deal with."""
    return new_notebook(
        cells=[
            text("ko", f"# 합성곱 `Conv2D`\n\n{BADGE}\n\n처음", slideshow={"slide_type": "slide"}),
            text("en", f"# Convolution `Conv2D`\n\n{BADGE}\n\nFirst"),
            code("# @title 준비 / Set-up\nsetup()", "setup"),
            text("ko", f"## 식\n\n크기는 $n - k$입니다.\n\n$$\\frac{{n}}{{s}}$$\n\n{DETAILS}"),
            text("en", f"## Formula\n\n[3-1]({NAME}) says $n - k$.\n\n$$\\frac{{n}}{{s}}$$"),
            code("draw()", outputs=[picture(), printed(f"{ALTERNATIVE}and more\n")]),
            code("def f():\n    ...", "exercise"),
            code("check(f)", "check", outputs=[card("todo")]),
            code("# @title 풀이 1 / Solution 1\ndef f():\n    return 42", "solution"),
            code("check(f)", "check", outputs=[card("passed")]),
            code("check(g)", "check", outputs=[card("another")]),
        ]
    )


def fetched(page):
    """What a browser would fetch when it opens the page: all must be inside it."""
    found = [tag[name] for tag in page.find_all(True) for name in FETCHING if tag.has_attr(name)]
    found += [tag["href"] for tag in page.select("link[href], image[href], use[href]")]
    styles = [tag.get_text() for tag in page.find_all("style")]
    styles += [tag["style"] for tag in page.find_all(style=True)]
    for style in styles:
        found += re.findall(r"url\(\s*['\"]?([^'\")]+)", style)
        found += re.findall(r"@import\s+([^;]+)", style)
    return [address for address in found if not address.startswith("data:")]
