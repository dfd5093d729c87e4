"""What an assistive technology or a reader with weak sight would meet: axe, and glyphs."""

import re

from axe_playwright_python.sync_playwright import Axe

SERIOUS = ("serious", "critical")

# Findings of others: (rule, what its element or its text looks like). Each with its reason.
JUPYTERLAB = (
    # JupyterLab shows a plot without an alt attribute, whatever the output says; therefore each
    # plot prints its text alternative, which a test of its own looks for.
    ("image-alt", r'<img src="data:image/png'),
    # ipywidgets gives the handle no name; the name stands beside it.
    ("aria-input-field-name", "noUi-handle"),
    # The theme does not underline links.
    ("link-in-text-block", "<a href="),
    # Its theme's colours of code inside text.
    ("color-contrast", '<span class="ͼ'),
    # The colours in which Keras prints model.summary().
    ("color-contrast", "#0(0af00|087ff|0d7ff)"),
)

# Two syllables drawn in the font of an element: a font without them draws the same box for both.
_HANGUL = """element => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 48;
  const context = canvas.getContext('2d', {willReadFrequently: true});
  const draw = character => {
    context.clearRect(0, 0, 48, 48);
    context.font = `32px ${getComputedStyle(element).fontFamily}`;
    context.fillText(character, 4, 38);
    return context.getImageData(0, 0, 48, 48).data.join();
  };
  const empty = draw(' ');
  const [one, other] = ['합', '성'].map(draw);
  return one !== other && one !== empty && other !== empty;
}"""


def audit(page, include=None, others=()):
    """Run axe-core; return its serious and critical findings as text, and how many texts it read.

    `include` is a list of selectors; findings that `others` describes are left out. The number is
    that of the elements whose contrast is good: 0 would mean that axe saw nothing.
    """
    options = {"resultTypes": ["violations", "passes"]}
    context = {"include": [[selector] for selector in include]} if include else None
    found = Axe().run(page, context=context, options=options).response
    lines = []
    for rule in found["violations"]:
        for node in rule["nodes"]:
            text = f"{node['target'][0]} {node['html'][:200]}\n    {node.get('failureSummary', '')}"
            known = any(rule["id"] == name and re.search(look, text) for name, look in others)
            if rule["impact"] in SERIOUS and not known:
                lines.append(f"{rule['impact']} {rule['id']}: {text}")
    read = [len(rule["nodes"]) for rule in found["passes"] if rule["id"] == "color-contrast"]
    return lines, sum(read)


def draws_hangul(locator):
    """Whether Hangul in the located element's font comes out as letters and not as boxes."""
    return locator.evaluate(_HANGUL)
