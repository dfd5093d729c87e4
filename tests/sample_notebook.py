"""A small notebook with everything that pages and slides deal with, and what a page fetches."""

import base64
import io
import re

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from helpers import course

NAME = course.NOTEBOOKS[0]
FETCHING = ("src", "srcset", "poster", "data", "background", "xlink:href", "action", "formaction")


def png(width=60, height=40):
    file = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode("ascii")


def text(language, source, **metadata):
    return new_markdown_cell(source, metadata={"tags": [language], **metadata})


def code(source, *tags, outputs=(), **metadata):
    return new_code_cell(source, metadata={"tags": list(tags), **metadata}, outputs=list(outputs))


def picture(**more):
    return new_output("display_data", data={"image/png": png(), "text/plain": "<Figure>", **more})


def printed(words):
    return new_output("stream", text=words)


def card(word):
    plain = {"text/html": f'<div><b>{word}</b> <i lang="ko">카드</i></div>', "text/plain": word}
    return new_output("execute_result", data=plain, execution_count=1)


ALTERNATIVE = "대체 텍스트 / text alternative: 말 1장 | one horse\n"
DETAILS = "<details><summary>답</summary>\n\n$x^2$의 답\n\n</details>"


def notebook():
    """A small notebook with everything that a page has to deal with."""
    badge = course.badge_markdown(NAME)
    return new_notebook(
        cells=[
            text("ko", f"# 합성곱 `Conv2D`\n\n{badge}\n\n처음", slideshow={"slide_type": "slide"}),
            text("en", f"# Convolution `Conv2D`\n\n{badge}\n\nFirst"),
            code("setup()", "setup"),
            text("ko", f"## 식\n\n크기는 $n - k$입니다.\n\n$$\\frac{{n}}{{s}}$$\n\n{DETAILS}"),
            text("en", f"## Formula\n\n[3-1]({NAME}) says $n - k$.\n\n$$\\frac{{n}}{{s}}$$"),
            code("draw()", outputs=[picture(), printed(ALTERNATIVE + "and more\n")]),
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
    found += [
        tag["href"] for tag in page.find_all(["link", "image", "use"]) if tag.has_attr("href")
    ]
    styles = [tag.get_text() for tag in page.find_all("style")]
    styles += [tag["style"] for tag in page.find_all(style=True)]
    for style in styles:
        found += re.findall(r"url\(\s*['\"]?([^'\")]+)", style)
        found += re.findall(r"@import\s+([^;]+)", style)
    return [address for address in found if not address.startswith("data:")]
