"""The cards outside JupyterLab: on pages whose colours are set by others, as Colab's."""

import pytest

from helpers.checks import Progress, Report, Result
from tests.browser.audit import contrasts, findings

REPORT = Report(
    (
        Result(1, "pass", "합성곱층 1개입니다.", "1 Conv2D layer."),
        Result(2, "fail", "커널 수가 2입니다.", "The number of kernels is 2."),
        Result(3, "todo", "아직 풀지 않았습니다.", "Not attempted yet."),
    )
)
PROGRESS = Progress(((1, "pass"), (2, "fail"), (3, "todo")))
# Colab colours its output frame by variables of its own; none of JupyterLab's are there.
PAGES = {
    "colab_light": (
        '<html lang="ko" theme="light">',
        ":root{--colab-primary-text-color:#1f1f1f;--colab-primary-surface-color:#fff}",
    ),
    "colab_dark": (
        '<html lang="ko" theme="dark">',
        "html[theme=dark]{--colab-primary-text-color:#e3e3e3;--colab-primary-surface-color:#383838}",
    ),
    "bare": ('<html lang="ko">', ""),
}
COLOURS = (
    "body{color:var(--colab-primary-text-color, #000);"
    "background:var(--colab-primary-surface-color, #fff);font-family:sans-serif;width:42em}"
)


@pytest.mark.parametrize("name", PAGES)
def test_cards_take_the_colours_of_the_page(page, name, pictures):
    html, variables = PAGES[name]
    cards = REPORT._repr_html_() + PROGRESS._repr_html_()
    page.set_content(
        f"<!DOCTYPE html>{html}<head><title>cards</title><style>{variables}{COLOURS}</style></head>"
        f"<body><main>{cards}</main></body></html>"
    )
    main = page.locator("main")
    main.screenshot(path=pictures / f"cards_{name}.png")
    read = contrasts(main)
    assert len(read) > 15
    assert min(ratio for _, ratio in read) >= 4.5, read
    found, _ = findings(page, ["main"])
    assert not found, "\n".join(found)
    sentence = page.get_by_text("커널 수가 2입니다.").evaluate("e => getComputedStyle(e).color")
    assert sentence == page.evaluate("() => getComputedStyle(document.body).color")


def test_text_and_card_say_the_same_words(page):
    page.set_content(REPORT._repr_html_())
    assert page.locator("body").inner_text().split() == str(REPORT).split()
