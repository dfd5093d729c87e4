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

from helpers.commands.files import BUILD, NOTEBOOKS, read, select
from helpers.commands.pages import write_page
from helpers.commands.slides import write_deck
from helpers.commands.student import write_copy
from helpers.text import tolerant_output


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `python -m helpers.commands.export`; return its exit status (0 or 2)."""
    tolerant_output()
    options = _parser().parse_args(arguments)
    try:
        paths = select(options.names, options.folder)
        return options.command(options, paths)
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2


def _html(options, paths):
    return _write_all(write_page, options, paths, "html")


def _slides(options, paths):
    return _write_all(write_deck, options, paths, "slides")


def _write_all(write, options, paths, kind):
    """Write each notebook as HTML; what is in one language lies in a folder of its own."""
    language = options.language
    folder = options.build / kind / ("" if language == "both" else language)
    for path in paths:
        target = folder / f"{path.stem}.html"
        write(read(path), target, path.parent, language)
        print(target, flush=True)
    return 0


def _student(options, paths):
    """Write the copies; one that someone worked in is no reason to leave the others out."""
    status = 0
    for path in paths:
        target = options.build / "student" / path.name
        try:
            write_copy(read(path), target)
            print(target, flush=True)
        except FileExistsError as error:
            print(error, file=sys.stderr)
            status = 2
    return status


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m helpers.commands.export",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in (("html", _html), ("slides", _slides), ("student", _student)):
        sub = commands.add_parser(name)
        sub.set_defaults(command=command)
        sub.add_argument("names", nargs="*", metavar="NAME")
        sub.add_argument("--folder", type=Path, default=NOTEBOOKS)
        sub.add_argument("--build", type=Path, default=BUILD)
        if command is not _student:
            sub.add_argument("--language", metavar="ko|en|both", default="both")
    return parser


if __name__ == "__main__":
    sys.exit(main())
