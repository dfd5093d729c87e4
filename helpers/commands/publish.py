"""Lead every link of the course to the place on GitHub where it is published.

    make publish REPO=https://github.com/you/fork
    python -m helpers.commands.publish https://github.com/you/fork    the same, without make

Only text is replaced: nothing is executed, and nothing needs to be installed. The notebooks name
the address in their setup cells and badges; the README gets its links when it is published.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from helpers.text import Words, say, tolerant_output

ROOT = Path(__file__).resolve().parents[2]

_GITHUB = re.compile(
    r"(?:(?:https?://|ssh://git@)?(?:www\.)?github\.com/|git@github\.com:)"
    r"([a-z\d][a-z\d-]*/[\w.-]+?)(?:\.git)?/*",
    re.ASCII | re.IGNORECASE,
)
_SETUP_LINE = re.compile(r'REPOSITORY = \\"https://github\.com/([^"\\]+)\\"')  # as JSON has it
_README = {
    r"^(?:git clone \S+ cnn-course && )?cd cnn-course\b": (
        "git clone https://github.com/{slug} cnn-course && cd cnn-course"
    ),
    r"\((notebooks/\S+\.ipynb)\) \| [^|]+ \|": (
        r"(\1) | [열기 · open](https://colab.research.google.com/github/{slug}/blob/main/\1) |"
    ),
    r"^.*<!-- Binder -->": (
        "[![Binder](https://mybinder.org/badge_logo.svg)]"
        "(https://mybinder.org/v2/gh/{slug}/main?urlpath=lab/tree/notebooks) <!-- Binder -->"
    ),
}


def read_slug(address: str) -> str:
    """Return the "owner/name" of an address on GitHub, from where alone Colab opens notebooks.

    Takes what people copy: with `.git` or a slash at the end, without https://, or git's own form.

    Raises:
        ValueError: it is anything else.
    """
    found = _GITHUB.fullmatch(address.strip())
    if found:
        return found[1]
    raise ValueError(
        Words(
            f"저장소의 주소가 {address!r}입니다. https://github.com/소유자/이름 꼴로 적어 "
            "주십시오. 예: make publish REPO=https://github.com/you/fork",
            f"The address of the repository is {address!r}. Write it as https://github.com/owner/"
            "name, such as make publish REPO=https://github.com/you/fork",
        )
    )


def lead_notebook(text: str, slug: str) -> str:
    """Return the file `text` of a notebook with the address of its setup cell led to `slug`."""
    present = _SETUP_LINE.search(text)
    if present is None:
        return text
    old = rf"(github\.com/|google\.com/github/){re.escape(present[1])}(?![\w.-])"
    return re.sub(old, rf"\g<1>{slug}", text)


def lead_readme(text: str, slug: str) -> str:
    """Return the `text` of the README with links to `slug`: to clone it, in Colab, in Binder."""
    for pattern, link in _README.items():
        text = re.sub(pattern, link.format(slug=slug), text, flags=re.MULTILINE)
    return text


def publish(slug: str, root: Path) -> list[Path]:
    """Lead the course in the folder `root` to `slug`; return the files that were changed."""
    readme = root / "README.md"
    texts = {readme: lead_readme(_read(readme), slug)}
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        texts[path] = lead_notebook(_read(path), slug)
    changed = [path for path, text in texts.items() if text != _read(path)]
    for path in changed:
        path.write_bytes(texts[path].encode())
    return changed


def _read(path: Path) -> str:
    return path.read_bytes().decode()  # with the line ends that it has


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Run `python -m helpers.commands.publish`; return its exit status."""
    tolerant_output()
    try:
        slug = read_slug(" ".join(arguments))
        changed = publish(slug, root)
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    for path in changed:
        print(f"고쳤습니다 / written: {path.relative_to(root)}")
    address = f"https://github.com/{slug}"
    say(f"강의의 주소: {address}", f"The course is led to {address}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
