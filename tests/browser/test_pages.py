"""What `make html` writes: every page is accessible, in whatever languages it comes."""

from tests.browser.audit import audit


def test_exported_pages_are_accessible(pages, page, pictures):
    written = sorted(pages.rglob("*.html"))
    assert len(written) >= 5
    problems = []
    for path in written:
        page.goto(path.as_uri())
        page.screenshot(path=pictures / f"html_{path.stem[:3]}_top.png")
        found, read = audit(page)
        assert read > 100, path
        problems += [f"{path.name}: {line}" for line in found]
    assert not problems, "\n".join(problems)
