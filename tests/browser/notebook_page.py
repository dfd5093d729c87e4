"""A notebook open in JupyterLab, used as a person uses it: menus, clicks and keys.

What the page cannot show, for example whether all cells have run, is asked of its own model.
"""

import json
from contextlib import contextmanager

from tests.browser.lab import TOKEN

CELL = ".jp-Notebook .jp-Cell"
OUTPUT = ".jp-OutputArea-output"

# Idle, and every code cell has its number; or an error has stopped the run, or the kernel died.
_ENDED = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const status = panel.sessionContext.session?.kernel?.status;
  if (status === 'dead' || status === 'restarting' || status === 'autorestarting') return true;
  if (status !== 'idle') return false;
  const cells = [...panel.content.model.cells].filter(cell => cell.type === 'code');
  const failed = cell => cell.outputs.toJSON().some(output => output.output_type === 'error');
  return cells.some(failed) || cells.every(cell => cell.executionCount !== null);
}"""
# A check may be over before anybody sees the kernel busy, so that its count is looked at.
_COUNTED = """([index, before]) => {
  const cells = [...window.jupyterapp.shell.currentWidget.content.model.cells];
  return cells[index].executionCount !== before;
}"""
_BEGUN = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const cells = [...panel.content.model.cells].filter(cell => cell.type === 'code');
  return panel.sessionContext.session?.kernel?.status === 'busy'
    || cells.some(cell => cell.executionCount === null);
}"""


class NotebookPage:
    """One notebook in one browser tab."""

    def __init__(self, page, address, name):
        """Open `name`, a file of the folder notebooks, and wait until its kernel is there."""
        self.page, self.name = page, name
        page.goto(f"{address}/lab/tree/{name}?token={TOKEN}&reset")
        page.wait_for_selector(CELL, timeout=60_000)
        page.wait_for_function(
            "() => window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status"
            " === 'idle'",
            timeout=60_000,
        )

    def content(self):
        """The notebook as JupyterLab would save it now."""
        text = self.page.evaluate(
            "() => JSON.stringify(window.jupyterapp.shell.currentWidget.content.model.toJSON())"
        )
        return json.loads(text)

    def run_all(self, seconds):
        """Menu Run, Run All Cells; return when nothing runs any more.

        Raises playwright's `TimeoutError` after `seconds`.
        """
        self.menu("Run", "Run All Cells")
        self.page.wait_for_function(_BEGUN, timeout=30_000)
        self.wait(seconds)

    def wait(self, seconds=60):
        """Return when every cell has run and the kernel is idle, or a cell has failed."""
        self.page.wait_for_function(_ENDED, timeout=1000 * seconds, polling=300)

    def settle(self):
        """Return when the kernel has answered what was just done to a widget."""
        self.page.wait_for_timeout(300)
        self.wait()

    def menu(self, *names):
        """Click through the menu bar: `menu("Settings", "Theme", "JupyterLab Dark")`."""
        self.page.locator(".lm-MenuBar-item", has_text=names[0]).click()
        for name in names[1:]:
            self.page.locator(".lm-Menu-item").get_by_text(name, exact=True).last.click()

    def cell(self, index):
        """The cell at `index` (from 0) on the page, scrolled into view."""
        cell = self.page.locator(CELL).nth(index)
        cell.scroll_into_view_if_needed()
        return cell

    def find(self, tag, text):
        """The index of the first cell that has `tag` and contains `text`."""
        for index, cell in enumerate(self.content()["cells"]):
            tags = cell["metadata"].get("tags", [])
            if tag in tags and text in "".join(cell["source"]):
                return index
        raise LookupError(f"{self.name}: no cell tagged {tag} with {text!r}")

    def answer(self, index, source):
        """Type `source` over cell `index`, run it and the check below; return the check's output.

        The output is located on the page, as the learner sees it.
        """
        self.cell(index).locator(".cm-content").click()
        before = self.content()["cells"][index + 1]["execution_count"]
        keyboard = self.page.keyboard
        keyboard.press("ControlOrMeta+a")
        keyboard.insert_text(source)
        assert "".join(self.content()["cells"][index]["source"]) == source
        for _ in range(2):  # the answer, then its check, to which the selection has moved
            keyboard.press("Shift+Enter")
        self.page.wait_for_function(_COUNTED, arg=[index + 1, before], timeout=30_000)
        self.wait()
        return self.cell(index + 1).locator(OUTPUT)

    @contextmanager
    def unrolled(self):
        """A window as high as the notebook: axe passes over what is scrolled out of view.

        It also takes the page for empty while JupyterLab's body has no height of its own.
        """
        size = self.page.viewport_size
        self.page.add_style_tag(
            content="body { width: 100vw; height: 100vh }"
            ".jp-Notebook * { content-visibility: visible !important; contain: none !important }"
        )
        scroller = self.page.locator(".jp-Notebook .jp-WindowedPanel-outer")
        # Cells that were never drawn have a guessed height: look twice.
        for _ in range(2):
            height = scroller.evaluate("element => element.scrollHeight")
            self.page.set_viewport_size({"width": size["width"], "height": height + 300})
            scroller.evaluate("element => element.scrollTo(0, 0)")
            self.page.wait_for_timeout(1000)
        try:
            yield
        finally:
            self.page.set_viewport_size(size)

    def theme(self, name):
        """Change JupyterLab's theme in its menu, e.g. to "JupyterLab Dark"."""
        self.menu("Settings", "Theme", name)
        light = "false" if "Dark" in name else "true"
        self.page.wait_for_selector(f"body[data-jp-theme-light={light}]", state="attached")
        self.page.wait_for_timeout(500)  # its style sheet is loaded behind
