"""The cards outside JupyterLab: on pages whose colours are set by others, as Colab's."""

import pytest

from helpers.checks import Progress, Report, Result
from tests.browser.audit import audit

REPORT = Report(
    (
        Result(1, "pass", "합성곱층 1개입니다.", "1 Conv2D layer."),
        Result(2, "fail", "커널 수가 2입니다.", "The number of kernels is 2."),
        Result(3, "todo", "아직 풀지 않았습니다.", "Not attempted yet."),
    )
)
PROGRESS = Progress(((1, "pass"), (2, "fail"), (3, "todo")))
# Colab colours its output frame by variables of its own; none of JupyterLab's are there.
COLOURS = {
    "colab_light": "--colab-primary-text-color:#1f1f1f;--colab-primary-surface-color:#fff",
    "colab_dark": "--colab-primary-text-color:#e3e3e3;--colab-primary-surface-color:#383838",
    "bare": "",
}
BODY = (
    "body{color:var(--colab-primary-text-color, #000);"
    "background:var(--colab-primary-surface-color, #fff);font-family:sans-serif;width:42em}"
)


@pytest.mark.parametrize("name", COLOURS)
def test_cards_take_the_colours_of_the_page(page, name, pictures):
    page.set_content(
        f'<!DOCTYPE html><html lang="ko"><head><title>cards</title><style>:root{{{COLOURS[name]}}}'
        f"{BODY}</style></head><body><main>{REPORT._repr_html_()}{PROGRESS._repr_html_()}</main>"
    )
    page.locator("main").screenshot(path=pictures / f"cards_{name}.png")
    found, read = audit(page, ["main"])
    assert not found, "\n".join(found)
    assert read > 10
    sentence = page.get_by_text("커널 수가 2입니다.").evaluate("e => getComputedStyle(e).color")
    assert sentence == page.evaluate("() => getComputedStyle(document.body).color")


def test_text_and_card_say_the_same_words(page):
    page.set_content(REPORT._repr_html_())
    assert page.locator("body").inner_text().split() == str(REPORT).split()
