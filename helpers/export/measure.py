"""How high text, code and pictures stand on a slide, in the slide's own pixels.

The numbers follow `templates/course_slides/style.css`. They are estimates, on the safe side: what
still comes out too high is made smaller by the deck itself when it is shown.
"""

import base64
import io
import math
import re
import unicodedata
from functools import cache

from PIL import Image, ImageFont

from helpers.notebook import FONT_FILE

WIDTH, HEIGHT = 1184, 620  # of a slide's content, without margins and the line at the top
TEXT, TEXT_LINE = 27, 41
CODE_LINE, CODE_COLUMNS = 27, 100
CARD_LINE = 36
GAP = 16
LARGEST = 1.3  # a picture is enlarged no further

_HEADINGS = {1: 90, 2: 74, 3: 64}


@cache
def _font(size):
    return ImageFont.truetype(str(FONT_FILE), size)


def text_lines(text, width=WIDTH, size=TEXT):
    """Return how many lines `text` takes in `width`."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)|\\[a-zA-Z]+|[*$]", r"\1", text)
    length = _font(size).getlength(text) * 1.06
    return max(1, math.ceil(length / width))


def markdown_height(source, width=WIDTH):
    """Return the height of Markdown text."""
    height = 0
    paragraph = []
    quotes = re.findall(r"^(?:>.*\n?)+", source, re.MULTILINE)
    for quote in quotes:
        height += markdown_height(re.sub(r"^> ?", "", quote, flags=re.MULTILINE), width - 60) + 30
    source = re.sub(r"^>.*$", "", source, flags=re.MULTILINE)
    lines = iter([*source.splitlines(), ""])
    for line in lines:
        bare = line.strip()
        special = re.match(r"#{1,6} |[-*] |\d+\. |\||\$\$|<|```", bare)
        if bare and not special:
            paragraph.append(bare)
            continue
        if paragraph:
            height += text_lines(" ".join(paragraph), width) * TEXT_LINE + GAP
            paragraph = []
        if special:
            height += _special_height(bare, line, lines, width)
    return height


def _special_height(bare, line, lines, width):
    if bare.startswith("#"):
        return _HEADINGS.get(len(bare.split(" ")[0]), 60)
    if bare.startswith("|"):
        return 0 if set(bare) <= set("|-: ") else 58
    if bare.startswith("$$"):
        return 130 if re.search(r"\\(frac|sum|left)", bare) else 90
    if bare.startswith("<"):
        return 46 if "summary" in bare else 6
    if bare.startswith("```"):
        count = next((n for n, each in enumerate(lines) if each.strip() == "```"), 0)
        return count * CODE_LINE + 44
    indent = 44 + 20 * ((len(line) - len(line.lstrip())) // 2)
    return text_lines(bare, width - indent) * TEXT_LINE + 6


def printed_lines(text):
    """Return how many lines printed text takes, long ones broken."""
    return sum(max(1, math.ceil(_columns(line) / CODE_COLUMNS)) for line in text.splitlines())


def _columns(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def code_height(source):
    """Return the height of a cell's code."""
    return printed_lines(source) * CODE_LINE + 44


def picture_size(data):
    """Return width and height of a PNG or JPEG (base64), enlarged to fit a slide of its own."""
    with Image.open(io.BytesIO(base64.b64decode(data))) as picture:
        width, height = picture.size
    scale = min(WIDTH / width, HEIGHT / height, LARGEST)
    return int(width * scale), int(height * scale)


def output_height(output):
    """Return the height of an output that is no picture."""
    if output.output_type == "stream":
        return printed_lines(output.text) * CODE_LINE + GAP + 12
    data = output.get("data", {})
    text = data.get("text/plain", "")
    if "text/html" in data and "<pre" not in data["text/html"]:  # the card of a check
        lines = sum(text_lines(line, WIDTH - 30, 23) for line in text.splitlines())
        return lines * CARD_LINE + GAP * (1 + text.count("["))
    return printed_lines(text) * CODE_LINE + GAP
