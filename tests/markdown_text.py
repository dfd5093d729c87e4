"""What a Markdown cell or a page says: its headings, code, formulas, links, numbers and words."""

import re

HANGUL = re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
FENCE = re.compile(r"^ *(```|~~~).*?^ *\1[ \t]*$", re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$(?![\s$])([^$\n]*?[^\s\\$])\$(?!\d)", re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)[^)]*\)|(?<![(\w])(https?://[^\s)>\]]+)|(?:href|src)=\"([^\"]+)\"")
TAG = re.compile(r"</?\w[^>]*>")


def without_fences(text):
    return FENCE.sub("", text)


def headings(text):
    return re.findall(r"^ {0,3}(#{1,6}) ", without_fences(text), re.MULTILINE)


def code_spans(text):
    return {span for _, span in CODE_SPAN.findall(without_fences(text))}


def formulas(text):
    found = FORMULA.findall(CODE_SPAN.sub("", without_fences(text)))
    return {re.sub(r"\s+", "", a or b) for a, b in found}


def links(text):
    found = {next(filter(None, groups)) for groups in LINK.findall(without_fences(text))}
    return {link.split("#")[0].rstrip(".,") for link in found if not link.startswith("#")}


def prose(text):
    """The words alone: no code, formula, address or HTML tag."""
    text = CODE_SPAN.sub(" ", without_fences(text))
    text = LINK.sub(" ", FORMULA.sub(" ", text))
    return TAG.sub(" ", text)


UNITS = {"": 1, "만": 1e4, "억": 1e8, "조": 1e12}
UNITS |= {"thousand": 1e3, "million": 1e6, "M": 1e6, "billion": 1e9}
FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
# "3만 개" is thirty thousand, but in "3×3만 씁니다" the same syllable means "only".
KOREAN_UNIT = r"\s?(?:[조억]|만(?=\s?(?:\d|개|번|장|명|회|배|여|쌍|픽셀|파라미터|가중치|연산)))"
KOREAN_NUMBER = re.compile(rf"(?:(?:{FIGURE}){KOREAN_UNIT}\s?)+(?:{FIGURE})?")
NUMBER = re.compile(rf"({FIGURE})\s?(thousand|million|billion|M\b|[조억만]|)")


def numbers(text):
    """The values of the numbers in the prose: 138,000,000, 138 million and 1억 3,800만 are one."""

    def value(figures):
        parts = NUMBER.findall(figures)
        return round(sum(float(n.replace(",", "")) * UNITS[unit] for n, unit in parts), 6)

    text = prose(text)
    korean = [match[0] for match in KOREAN_NUMBER.finditer(text)]
    rest = KOREAN_NUMBER.sub(" ", text).replace("만", " ")
    return {value(figures) for figures in (*korean, *(m[0] for m in NUMBER.finditer(rest)))}


def avoided_words(text):
    """The words in the third column of the glossary's table, with the word to use instead."""
    avoided = {}
    for line in text.splitlines():
        columns = [column.strip() for column in line.strip().strip("|").split("|")]
        if not line.startswith("|") or len(columns) < 3 or set(columns[0]) <= set(":- "):
            continue
        for word in filter(None, re.split(r"\s*,\s*", columns[2])):
            if HANGUL.search(columns[0]) and columns[1] != "English":
                avoided[word] = columns[0]
    return avoided
