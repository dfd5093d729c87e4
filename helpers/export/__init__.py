"""The course for the classroom: pages, slides and copies without solutions, from the notebooks.

    python -m helpers.export html       pages in _build/html
    python -m helpers.export slides     slides in _build/slides
    python -m helpers.export student    notebooks for handing out, in _build/student

Names after the command choose notebooks (`3-2`); `--language ko`, `en` or `both` chooses the
language of pages and slides. Everything that a page or a deck needs is inside its one file.
"""
