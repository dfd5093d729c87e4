"""Something to play with: sliders that redraw a picture, and the same picture without a kernel.

A live notebook shows the widgets; where no kernel runs (GitHub, an exported page, a projector
copy) the same output shows a still panel of cases instead.
"""

from __future__ import annotations

import io
import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from html import escape, unescape

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers.arithmetic import conv_output_size, effective_kernel_size, same_padding
from helpers.compare_plots import draw_feature_grid, draw_feature_panel
from helpers.notebook import PAPER
from helpers.plots import OUTPUT, WINDOW, ZERO

# size, kernel, stride, padding, dilation: what each slider does, one change at a time.
CASES = (
    (7, 3, 1, "valid", 1),
    (7, 3, 1, "same", 1),
    (7, 3, 2, "valid", 1),
    (8, 3, 2, "same", 1),
    (7, 3, 1, "valid", 2),
    (7, 5, 1, "same", 1),
)


def explore_convolution() -> None:
    """Show sliders for size, kernel, stride, padding, dilation and position, with the picture.

    Without a running kernel the output is a still panel of six cases.  Prints the panel's text
    alternative.
    """
    import ipywidgets as widgets

    def slider(ko: str, en: str, value: int, low: int, high: int) -> widgets.IntSlider:
        return widgets.IntSlider(
            value,
            low,
            high,
            description=f"{ko} {en}",
            style={"description_width": "9.5em"},
            layout={"width": "26em"},
            continuous_update=False,
        )

    controls = {
        "size": slider("입력 크기", "size", 7, 3, 12),
        "kernel": slider("커널", "kernel", 3, 1, 7),
        "stride": slider("스트라이드", "stride", 1, 1, 4),
        "dilation": slider("팽창", "dilation", 1, 1, 3),
        # Not ToggleButtons: JupyterLab puts their label on a line of its own.
        "padding": widgets.Dropdown(
            options=["valid", "same"],
            description="패딩 padding",
            style={"description_width": "9.5em"},
            layout={"width": "26em"},
        ),
        "step": slider("위치", "position", 1, 1, 144),
    }
    formula, picture = widgets.HTML(), widgets.HTML()

    def redraw(_change: object = None) -> None:
        chosen = {name: control.value for name, control in controls.items()}
        step = chosen.pop("step")
        text, outputs = describe_convolution(**chosen)
        formula.value = f'<p style="font-size:1.05em">{text}</p>'
        controls["step"].max = max(outputs**2, 1)
        drawn = _draw_one(step=min(step, outputs**2), **chosen)
        picture.value = _image(drawn, _plain(text), "36em")

    for control in controls.values():
        _connect(control, redraw)
    redraw()
    box = widgets.VBox([*controls.values(), formula, picture])
    ko = "; ".join(_case_text(case, "크기", "커널", "스트라이드", "팽창") for case in CASES)
    en = "; ".join(_case_text(case, "size", "kernel", "stride", "dilation") for case in CASES)
    _display(box, _draw_cases(), f"대체 텍스트 / text alternative: {ko} | {en}")


def describe_convolution(
    size: int, kernel: int, stride: int, padding: str, dilation: int
) -> tuple[str, int]:
    """The output size with its formula filled in, in one line of HTML, and the size itself.

    Returns size 0 and an explanation in both languages when the kernel does not fit.
    """
    span = effective_kernel_size(kernel, dilation)
    if padding == "valid" and span > size:
        return (
            f"커널이 차지하는 폭 {span}이 입력 {size}보다 커서 출력이 없습니다. · "
            f"The kernel spans {span}, more than the input's {size}: there is no output.",
            0,
        )
    outputs = conv_output_size(size, kernel, stride, padding, dilation)
    if padding == "same":
        before, after = same_padding(size, kernel, stride, dilation)
        zeros = f"(0: 앞 before {before}, 뒤 after {after})"
        rule = f"⌈{size} / {stride}⌉ = <b>{outputs}</b> &nbsp; {zeros}"
    else:
        rule = f"⌊({size} − {span}) / {stride}⌋ + 1 = <b>{outputs}</b>"
    return f"출력 크기 output size = {rule}", outputs


def _plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"</?b>", "", markup)).split())


def _case_text(case: tuple[int, int, int, str, int], *words: str) -> str:
    size, kernel, stride, padding, dilation = case
    outputs = conv_output_size(size, kernel, stride, padding, dilation)
    numbers = (size, kernel, stride) + ((dilation,) if dilation > 1 else ())
    named = " ".join(f"{word} {number}" for word, number in zip(words, numbers, strict=False))
    return f"{named} {padding} → {outputs}"


def _draw_cases() -> Figure:
    """The still panel: one small picture per case."""
    fig, axes = plt.subplots(2, 6, figsize=(10.5, 5.8), width_ratios=(2, 1) * 3)
    for case, left, right in zip(CASES, axes[:, 0::2].flat, axes[:, 1::2].flat, strict=True):
        size, kernel, stride, padding, dilation = case
        outputs = _draw_window(left, right, size, kernel, stride, padding, dilation, step=2)
        spread = f", 팽창 dilation {dilation}" if dilation > 1 else ""
        left.set_title(
            f"크기 size {size}, 커널 kernel {kernel}\n"
            f"스트라이드 stride {stride}, {padding}{spread}",
            fontsize=9,
        )
        right.set_title(f"→ {outputs}×{outputs}", fontsize=10)
    return fig


def _draw_one(
    size: int, kernel: int, stride: int, padding: str, dilation: int, step: int
) -> Figure:
    fig, (left, right) = plt.subplots(1, 2, figsize=(7.5, 3.9), width_ratios=(3, 2))
    outputs = _draw_window(left, right, size, kernel, stride, padding, dilation, step)
    left.set_title(f"입력 · input {size}×{size}", fontsize=11)
    # Over the output, which is smaller than its axes and begins at their left.
    right.set_title(f"출력 · output {outputs}×{outputs}", fontsize=11, loc="left")
    return fig


def _draw_window(
    left: Axes,
    right: Axes,
    size: int,
    kernel: int,
    stride: int,
    padding: str,
    dilation: int,
    step: int,
) -> int:
    """Draw the padded input with the kernel at output number ``step`` (from 1); return the size."""
    span = effective_kernel_size(kernel, dilation)
    before, after = same_padding(size, kernel, stride, dilation) if padding == "same" else (0, 0)
    outputs = (
        0 if padding == "valid" and span > size else (size + before + after - span) // stride + 1
    )
    row, col = divmod(max(step, 1) - 1, outputs) if outputs else (0, 0)
    for y, x in np.ndindex(size + before + after, size + before + after):
        inside = before <= y < before + size and before <= x < before + size
        _cell(
            left, y - before, x - before, PAPER if inside else ZERO, hatch=None if inside else ".."
        )
    for y, x in np.ndindex(kernel, kernel):
        _cell(
            left,
            row * stride - before + y * dilation,
            col * stride - before + x * dilation,
            WINDOW,
            alpha=0.55,
        )
    for y, x in np.ndindex(outputs, outputs):
        _cell(right, y, x, OUTPUT if (y, x) == (row, col) else PAPER)
    edge = max(size + after, span - before) + 0.2
    left.set(xlim=(-before - 0.2, edge), ylim=(edge, -before - 0.2))
    right.set(xlim=(-0.2, max(size, 1) + 0.2), ylim=(max(size, 1) + 0.2, -0.2))
    for ax in (left, right):
        ax.set_aspect("equal")
        ax.axis("off")
    return outputs


def _cell(
    ax: Axes, y: int, x: int, color: str, alpha: float = 1.0, hatch: str | None = None
) -> None:
    ax.add_patch(Rectangle((x, y), 1, 1, facecolor=color, alpha=alpha, hatch=hatch, ec="#8a8a8a"))


def explore_feature_maps(
    images: np.ndarray, maps: Mapping[str, np.ndarray], titles: Sequence[str]
) -> None:
    """Show a browser: choose an image and a layer, see all feature maps of that layer.

    Without a running kernel the output is a still panel of the first two images with the maps of
    every layer that vary most.  Prints the panel's text alternative.

    Args:
        images: ``(N, H, W, 3)`` in [0, 1].
        maps: layer name -> its output for the images, ``(N, h, w, channels)``.
        titles: one line per image, for example its true and its predicted class.

    Raises:
        ValueError: the numbers of images, maps and titles differ, or there are none.
    """
    import ipywidgets as widgets

    counts = [len(images), len(titles), *(len(values) for values in maps.values())]
    if not maps or not counts[0] or len(set(counts)) > 1:
        raise ValueError(
            f"사진, 제목, 특징 맵의 수가 같고 1 이상이어야 하는데 {counts}입니다. "
            f"/ images, titles and feature maps must be equally many, at least 1, found {counts}."
        )
    wide = {"style": {"description_width": "9.5em"}, "layout": {"width": "26em"}}
    number = widgets.IntSlider(
        1, 1, len(images), description="사진 image", continuous_update=False, **wide
    )
    layer = widgets.Dropdown(options=list(maps), description="층 layer", **wide)
    caption = widgets.HTML()
    picture = widgets.HTML()

    def redraw(_change: object = None) -> None:
        chosen, values = number.value - 1, maps[layer.value][number.value - 1]
        height, width, channels = values.shape
        title = f"{layer.value}: {channels} × ({height}×{width})"
        caption.value = f'<p style="font-size:1.05em">{titles[chosen]}</p>'
        drawn = draw_feature_grid(images[chosen], values, title)
        picture.value = _image(drawn, f"{titles[chosen]} {title}", "44em")

    for control in (number, layer):
        _connect(control, redraw)
    redraw()
    shapes = ", ".join(f"{name} {values.shape[1:]}" for name, values in maps.items())
    still = draw_feature_panel(images[:2], {name: values[:2] for name, values in maps.items()})
    _display(
        widgets.VBox([number, layer, caption, picture]),
        still,
        f"대체 텍스트 / text alternative: 사진 {len(images)}장의 특징 맵 {shapes} | "
        f"feature maps of {len(images)} images {shapes}",
    )


def _connect(control: object, redraw: Callable[..., None]) -> None:
    """Redraw when ``control`` changes; its label's tooltip repeats it, or it would say "null"."""
    control.observe(redraw, "value")
    control.tooltip = control.description


def _image(fig: Figure, alt: str, width: str) -> str:
    """The figure as HTML with a text alternative, which ``widgets.Image`` cannot carry."""
    data = b64encode(_png(fig)).decode("ascii")
    style = f"width:{width};max-width:100%"
    return f'<img alt="{escape(alt)}" style="{style}" src="data:image/png;base64,{data}">'


def _png(fig: Figure) -> bytes:
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png", bbox_inches="tight")
    plt.close(fig)
    return buffer.getvalue()


def _display(box: object, still: Figure, text: str) -> None:
    """Show the widget where one can live, else the still picture; the text goes with both.

    One output carries all forms: a live front end prefers the widget, a page without a kernel
    falls back to the picture.  No Output widget is used, its content would be lost on the page.
    """
    from IPython.display import display

    bundle = {
        "text/plain": text,
        "image/png": b64encode(_png(still)).decode("ascii"),
        "application/vnd.jupyter.widget-view+json": {
            "version_major": 2,
            "version_minor": 0,
            "model_id": box.model_id,
        },
    }
    display(bundle, raw=True)
    print(text)
