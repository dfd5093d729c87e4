"""What an assistive technology or a reader with weak sight would meet: axe, contrast, glyphs."""

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

# Every text node with the contrast between its colour and what lies behind it; translucent
# colours are laid over one another, as the browser does.
_CONTRAST = """root => {
  const parse = text => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3]));
  const light = rgb => {
    const [r, g, b] = rgb.map(c => c / 255)
      .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const background = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement)
      layers.unshift(parse(getComputedStyle(e).backgroundColor));
    return layers.reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const found = [];
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim();
    const element = walk.currentNode.parentElement;
    if (!text || !element.getClientRects().length) continue;
    const behind = background(element);
    const [dark, bright] = [light(over(parse(getComputedStyle(element).color), behind)),
      light(behind)].sort((a, b) => a - b);
    found.push([text, (bright + 0.05) / (dark + 0.05)]);
  }
  return found;
}"""

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


def findings(page, include=None, others=()):
    """Run axe-core; return its serious and critical findings as text, and how many texts are read.

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
    read = [rule["nodes"] for rule in found["passes"] if rule["id"] == "color-contrast"]
    return lines, sum(map(len, read))


def contrasts(locator):
    """`(text, contrast)` of every visible text inside the located element."""
    return [(text, ratio) for text, ratio in locator.evaluate(_CONTRAST)]


def draws_hangul(locator):
    """Whether Hangul in the located element's font comes out as letters and not as boxes."""
    return locator.evaluate(_HANGUL)
