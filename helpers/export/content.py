"""What pages and slides show of a notebook: one language or both, pictures with words."""

import copy
import re

LANGUAGES = ("ko", "en", "both")

_BADGE = re.compile(r"\[!\[[^\]]*\]\([^)]*\)\]\(https://colab[^)]*\)[ \t]*\n?")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
_ALTERNATIVE = re.compile(r"^대체 텍스트 / text alternative: (.+)$", re.MULTILINE)
_SOLUTION_TITLE = re.compile(r"\A# @title *(.*?) / (.*)\n")


def language_of(cell):
    """Return "ko" or "en" if the cell is tagged with one of them, else None."""
    tags = cell.metadata.get("tags", [])
    return next((language for language in ("ko", "en") if language in tags), None)


def has_tag(cell, tag):
    """Whether the cell carries the tag."""
    return tag in cell.metadata.get("tags", [])


def pick(language, ko, en, between=" · "):
    """Return the words in `language`; for "both", one after the other."""
    return {"ko": ko, "en": en, "both": f"{ko}{between}{en}"}[language]


def check_language(language):
    """Raise `ValueError` if `language` is not "ko", "en" or "both"."""
    if language not in LANGUAGES:
        raise ValueError(
            f"언어 {language!r}을(를) 모릅니다. ko, en, both 가운데 하나를 적어 주십시오.\n"
            f"There is no language {language!r}; write one of ko, en, both."
        )


def prepare(nb, language):
    """Return a copy of `nb` as `language` shows it: "ko", "en" or "both".

    Text cells of the other language and the Colab badges go. Every picture gets its `alt`, and the
    title of a solution or of the set-up becomes the words that open it. Raises `ValueError` for
    another language.
    """
    check_language(language)
    nb = copy.deepcopy(nb)
    nb.cells = [cell for cell in nb.cells if _is_shown(cell, language)]
    nb.metadata.title = title(nb, language)
    heading = nb.metadata.title
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            cell.source = without_badge(cell.source)
            found = _HEADING.findall(cell.source)
            heading = plain(found[-1]) if found else heading
        if cell.cell_type == "code":
            _describe_pictures(cell, language, heading)
            _shorten_alternatives(cell, language)
        if has_tag(cell, "solution") or has_tag(cell, "setup"):
            _name_folded(cell, language)
    return nb


def _is_shown(cell, language):
    return language == "both" or language_of(cell) in (None, language)


def without_badge(markdown):
    """Return the text without the picture, kept on a server, that opens the notebook in Colab."""
    return _BADGE.sub("", markdown)


def title(nb, language):
    """Return the notebook's title in `language`: the first heading of its cells, or its name."""
    found = {}
    for cell in nb.cells:
        heading = _HEADING.search(cell.source) if cell.cell_type == "markdown" else None
        if heading:
            found.setdefault(language_of(cell), plain(heading[1]))
    wanted = ("ko", "en") if language == "both" else (language,)
    words = [found[each] for each in wanted if each in found] or list(found.values())[:1]
    return " · ".join(words) or "notebook"


def plain(markdown):
    """Return a heading's words without the marks of Markdown."""
    return re.sub(r"[`*$]|\\(?=[_*])", "", markdown).strip()


def alternatives(text):
    """Return the pairs (ko, en) of the text alternatives that `text` holds, in order."""
    return [_halves(line) for line in _ALTERNATIVE.findall(text)]


def _halves(line):
    ko, _, en = line.rpartition(" | ")
    return (ko or en).strip(), en.strip()


def _describe_pictures(cell, language, heading):
    """Give each picture its `alt`: the words printed after it, else some near it, else the heading.

    Several pictures in a row take the lines that follow them one by one.
    """
    waiting, last = [], None
    for output in cell.outputs:
        data = output.get("data", {})
        text = output.get("text", "") or data.get("text/plain", "")
        waiting += [(output, mime) for mime in data if mime.startswith("image/")]
        for words in alternatives(text):
            last = words
            if waiting:
                _set_alt(*waiting.pop(0), pick(language, *words, " / "))
    rest = pick(language, *last, " / ") if last else pick_figure(language, heading)
    for output, mime in waiting:
        _set_alt(output, mime, rest)


def _set_alt(output, mime, words):
    output.setdefault("metadata", {}).setdefault(mime, {})["alt"] = words


def pick_figure(language, heading):
    """Return the words for a picture that comes without any."""
    return f"{pick(language, '그림', 'figure')}: {heading}"


def _shorten_alternatives(cell, language):
    """In a page of one language, print the alternatives in that language alone."""
    if language == "both":
        return
    for output in cell.outputs:
        if output.output_type == "stream":
            output.text = _ALTERNATIVE.sub(
                lambda found: pick(
                    language,
                    f"대체 텍스트: {_halves(found[1])[0]}",
                    f"Text alternative: {_halves(found[1])[1]}",
                ),
                output.text,
            )


def without_alternatives(cell):
    """Take the printed alternatives away, where the picture's `alt` alone shall carry them."""
    for output in cell.outputs:
        if output.output_type == "stream":
            output.text = re.sub(
                r"^(?:대체 텍스트|Text alternative|대체 텍스트 / text alternative): .*\n?",
                "",
                output.text,
                flags=re.MULTILINE,
            )
    cell.outputs = [o for o in cell.outputs if o.output_type != "stream" or o.text.strip()]


def _name_folded(cell, language):
    found = _SOLUTION_TITLE.match(cell.source)
    words = (found[1], found[2]) if found else ("풀이", "Solution")
    cell.source = _SOLUTION_TITLE.sub("", cell.source)
    cell.metadata.summary = pick(language, f"{words[0]} 펼치기", f"Unfold {_lower(words[1])}")


def _lower(words):
    return words[:1].lower() + words[1:]


def repeated_checks(cells):
    """Return the places of the checks that follow a solution and repeat the check before it."""
    code = [(place, cell) for place, cell in enumerate(cells) if cell.cell_type == "code"]
    return [
        place
        for (_, first), (_, solution), (place, again) in zip(code, code[1:], code[2:], strict=False)
        if has_tag(solution, "solution") and has_tag(again, "check")
        if first.source == again.source
    ]
