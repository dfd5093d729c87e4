"""The course for the classroom: pages, slides and copies without solutions, from the notebooks.

    python -m helpers.commands.export html       pages in _build/html
    python -m helpers.commands.export slides     slides in _build/slides
    python -m helpers.commands.export student    notebooks for handing out, in _build/student

Names after the command choose notebooks (`3-2`); `--language ko`, `en` or `both` chooses the
language of pages and slides. Everything that a page or a deck needs is inside its one file.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from helpers.commands.files import BUILD, NOTEBOOKS, read, select, write_text
from helpers.commands.render import page
from helpers.commands.slides import deck
from helpers.commands.student import write_copy
from helpers.text import say, tolerant_output


def main(
    arguments: Sequence[str] | None = None, folder: Path = NOTEBOOKS, build: Path = BUILD
) -> int:
    """Run `python -m helpers.commands.export`; return its exit status (0 or 2)."""
    tolerant_output()
    parser = argparse.ArgumentParser(
        prog="python -m helpers.commands.export",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("kind", choices=("html", "slides", "student"))
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--language", metavar="ko|en|both", default="both")
    options = parser.parse_intermixed_args(arguments)
    if options.language not in ("ko", "en", "both"):
        ko = f"언어가 {options.language!r}입니다. ko, en, both 가운데 하나를 적어 주십시오."
        en = f"The language is {options.language!r}. Write one of ko, en and both."
        say(ko, en, file=sys.stderr)
        return 2
    status = 0
    try:
        for path in select(options.names, folder):
            try:
                print(_write(options.kind, path, options.language, build), flush=True)
            except FileExistsError as error:  # no reason to leave the other copies out
                print(error, file=sys.stderr)
                status = 2
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        status = 2
    return status


def _write(kind, path, language, build):
    """Write what becomes of a notebook; pages in one language lie in a folder of their own."""
    nb = read(path)
    if kind == "student":
        target = build / kind / path.name
        write_copy(nb, target)
    else:
        target = build / kind / ("" if language == "both" else language) / f"{path.stem}.html"
        make = page if kind == "html" else deck
        write_text(target, make(nb, language, path.parent))
    return target


if __name__ == "__main__":
    sys.exit(main())
