"""The commands `html`, `slides` and `student`."""

import argparse
import sys
from pathlib import Path

from helpers import export
from helpers.runner import ROOT, read, select

from . import pages, reveal, slides, student
from .content import check_language


def _target(folder, language, path):
    """Pages of one language lie in a folder of their own."""
    return (folder if language == "both" else folder / language) / f"{path.stem}.html"


def _html(options, paths):
    for path in paths:
        target = _target(options.build / "html", options.language, path)
        pages.write_page(read(path), target, path.parent, options.language)
        print(target, flush=True)


def _slides(options, paths):
    assets = reveal.load(options.build)
    for path in paths:
        target = _target(options.build / "slides", options.language, path)
        slides.write_deck(read(path), target, path.parent, options.language, assets)
        print(target, flush=True)


def _student(options, paths):
    for path in paths:
        kept = student.write_copy(read(path), options.build / "student" / path.name)
        if kept is not None:
            print(f"고친 사본을 남겨 둡니다. / Your edited copy is kept: {kept}", flush=True)
        print(options.build / "student" / path.name, flush=True)


def main(arguments=None):
    """Run `python -m helpers.export`; return its exit status (0 or 2)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without Hangul must not stop the work
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    try:
        check_language(getattr(options, "language", "both"))
        options.command(options, select(options.names, options.folder))
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m helpers.export",
        description=export.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in (("html", _html), ("slides", _slides), ("student", _student)):
        sub = commands.add_parser(name)
        sub.set_defaults(command=command)
        sub.add_argument("names", nargs="*", metavar="NAME")
        sub.add_argument("--folder", type=Path, default=ROOT / "notebooks")
        sub.add_argument("--build", type=Path, default=ROOT / "_build")
        if command is not _student:
            sub.add_argument("--language", metavar="ko|en|both", default="both")
    return parser
