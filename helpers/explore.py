"""Something to play with: sliders that redraw a picture, and the same picture without a kernel.

A live notebook shows the widgets; where no kernel runs (GitHub, an exported page, a projector
copy) the same output shows a still panel of cases instead.
"""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from html import escape, unescape
from typing import Any, NamedTuple

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.arithmetic import conv_output_size, effective_kernel_size, same_padding
from helpers.notebook import PAPER
from helpers.pictures import OUTPUT, WINDOW, ZERO, draw_cell, draw_maps
from helpers.plots import tell
from helpers.text import Words

# Labels and controls stand in columns; a picture is redrawn when the slider is let go.
WIDE = {"style": {"description_width": "9.5em"}, "layout": {"width": "26em"}}


# --- sizes of a convolution -----------------------------------------------------------------


class Setting(NamedTuple):
    """What the sliders choose."""

    size: int = 7
    kernel: int = 3
    stride: int = 1
    padding: str = "valid"
    dilation: int = 1

    @property
    def span(self) -> int:
        """Cells that the kernel covers, the gaps of a dilated one included."""
        return effective_kernel_size(self.kernel, self.dilation)

    @property
    def zeros(self) -> tuple[int, int]:
        """Zeros before and after the input along one axis."""
        if self.padding == "valid":
            return 0, 0
        return same_padding(self.size, self.kernel, self.stride, self.dilation)

    @property
    def outputs(self) -> int:
        """Size of the output; 0 where the kernel does not fit."""
        try:
            return conv_output_size(*self)
        except ValueError:
            return 0

    def formula(self) -> str:
        """The output size with its formula filled in, in one line of HTML."""
        try:
            conv_output_size(*self)
        except ValueError as error:
            return " · ".join(error.args[0])
        if self.padding == "same":
            before, after = self.zeros
            rule = f"⌈{self.size} / {self.stride}⌉ = <b>{self.outputs}</b>"
            rule += f" &nbsp; (0: 앞 before {before}, 뒤 after {after})"
        else:
            rule = f"⌊({self.size} − {self.span}) / {self.stride}⌋ + 1 = <b>{self.outputs}</b>"
        return f"출력 크기 output size = {rule}"

    def told(self) -> Words:
        """The setting and the output size in words."""
        ko = f"크기 {self.size} 커널 {self.kernel} 스트라이드 {self.stride}"
        en = f"size {self.size} kernel {self.kernel} stride {self.stride}"
        if self.dilation > 1:
            ko, en = f"{ko} 팽창 {self.dilation}", f"{en} dilation {self.dilation}"
        output = f"{self.padding} → {self.outputs}"
        return Words(f"{ko} {output}", f"{en} {output}")


# What each slider does, one change at a time.
CASES = (
    Setting(),
    Setting(padding="same"),
    Setting(stride=2),
    Setting(size=8, stride=2, padding="same"),
    Setting(dilation=2),
    Setting(kernel=5, padding="same"),
)


def explore_convolution() -> None:
    """Show sliders for size, kernel, stride, padding, dilation and position, with the picture.

    Without a running kernel the output is a still panel of six cases.
    """
    controls = {
        "size": _slider("입력 크기 size", 7, 3, 12),
        "kernel": _slider("커널 kernel", 3, 1, 7),
        "stride": _slider("스트라이드 stride", 1, 1, 4),
        "dilation": _slider("팽창 dilation", 1, 1, 3),
        # Not ToggleButtons: JupyterLab puts their label on a line of its own.
        "padding": widgets.Dropdown(options=["valid", "same"], description="패딩 padding", **WIDE),
        "step": _slider("위치 position", 1, 1, 144),
    }

    def draw(step: int, **chosen: Any) -> tuple[str, str, Figure]:
        setting = Setting(**chosen)
        controls["step"].max = max(setting.outputs**2, 1)
        return setting.formula(), setting.formula(), _draw_one(setting, step)

    ko, en = map("; ".join, zip(*(case.told() for case in CASES), strict=True))
    _explore(controls, draw, _draw_cases(), Words(ko, en), "36em")


def _draw_cases() -> Figure:
    """The still panel: one small picture per case."""
    fig, axes = plt.subplots(2, 6, figsize=(10.5, 5.8), width_ratios=(2, 1) * 3)
    for case, left, right in zip(CASES, axes[:, 0::2].flat, axes[:, 1::2].flat, strict=True):
        _draw_window(left, right, case, step=2)
        more = f", 팽창 dilation {case.dilation}" if case.dilation > 1 else ""
        sizes = f"크기 size {case.size}, 커널 kernel {case.kernel}"
        steps = f"스트라이드 stride {case.stride}, {case.padding}{more}"
        left.set_title(f"{sizes}\n{steps}", fontsize=9)
        right.set_title(f"→ {case.outputs}×{case.outputs}", fontsize=10)
    return fig


def _draw_one(setting: Setting, step: int) -> Figure:
    fig, (left, right) = plt.subplots(1, 2, figsize=(7.5, 3.9), width_ratios=(3, 2))
    _draw_window(left, right, setting, step)
    left.set_title(f"입력 · input {setting.size}×{setting.size}", fontsize=11)
    # Over the output, which is smaller than its axes and begins at their left.
    title = f"출력 · output {setting.outputs}×{setting.outputs}"
    right.set_title(title, fontsize=11, loc="left")
    return fig


def _draw_window(left: Axes, right: Axes, setting: Setting, step: int) -> None:
    """Draw the padded input with the kernel at output number `step` (from 1), and the output."""
    size, outputs, (before, after) = setting.size, setting.outputs, setting.zeros
    row, col = divmod(min(step, max(outputs**2, 1)) - 1, max(outputs, 1))
    for y, x in np.ndindex(size + before + after, size + before + after):
        inside = before <= y < before + size and before <= x < before + size
        look = {"color": PAPER} if inside else {"color": ZERO, "hatch": ".."}
        draw_cell(left, y - before, x - before, **look)
    top, start = row * setting.stride - before, col * setting.stride - before
    for y, x in np.ndindex(setting.kernel, setting.kernel):
        spot = (top + y * setting.dilation, start + x * setting.dilation)
        draw_cell(left, *spot, WINDOW, alpha=0.55)
    for y, x in np.ndindex(outputs, outputs):
        draw_cell(right, y, x, OUTPUT if (y, x) == (row, col) else PAPER)
    edge = max(size + after, setting.span - before) + 0.2
    left.set(xlim=(-before - 0.2, edge), ylim=(edge, -before - 0.2))
    right.set(xlim=(-0.2, size + 0.2), ylim=(size + 0.2, -0.2))
    for ax in (left, right):
        ax.set_aspect("equal")
        ax.axis("off")


# --- feature maps ---------------------------------------------------------------------------


def explore_feature_maps(
    images: np.ndarray, maps: Mapping[str, np.ndarray], titles: Sequence[str]
) -> None:
    """Show a browser: choose an image and a layer, see all feature maps of that layer.

    Without a running kernel the output is a still panel of the first image with the eight maps of
    every layer that vary most.

    Args:
        images: `(N, H, W, 3)` in [0, 1].
        maps: layer name -> its output for the images, `(N, h, w, channels)`.
        titles: one line per image, for example its true and its predicted class.
    """
    controls = {
        "number": _slider("사진 image", 1, 1, len(images)),
        "layer": widgets.Dropdown(options=list(maps), description="층 layer", **WIDE),
    }

    def draw(number: int, layer: str) -> tuple[str, str, Figure]:
        title, values = titles[number - 1], maps[layer][number - 1]
        layer_title = f"{layer}, 채널 channels {values.shape[-1]}"
        drawn = draw_maps(images[number - 1], {layer_title: values})
        return title, f"{title} {layer} {values.shape}", drawn

    still = draw_maps(images[0], {name: _most_varied(v[0]) for name, v in maps.items()})
    shapes = ", ".join(f"{name} {values.shape[1:]}" for name, values in maps.items())
    what = Words(f"사진 {len(images)}장의 특징 맵", f"feature maps of {len(images)} images")
    _explore(controls, draw, still, tell([(what, shapes)]), "44em")


def _most_varied(maps: np.ndarray) -> np.ndarray:
    return maps[..., np.argsort(-maps.std(axis=(0, 1)))[:8]]


# --- what a page shows ----------------------------------------------------------------------


def _slider(label: str, value: int, low: int, high: int) -> widgets.IntSlider:
    return widgets.IntSlider(value, low, high, description=label, continuous_update=False, **WIDE)


def _explore(
    controls: Mapping[str, Any],
    draw: Callable[..., tuple[str, str, Figure]],
    still: Figure,
    told: Words,
    width: str,
) -> None:
    """Show widgets that redraw a picture, or where no kernel runs a still one, and what it says.

    One output carries all forms: a live front end prefers the widget, a page without a kernel
    falls back to the picture.  No Output widget is used, its content would be lost on the page.
    `draw` takes the controls' values by name; it gives a caption, what the picture says, and the
    picture.
    """
    caption, picture = widgets.HTML(), widgets.HTML()

    def redraw(_change: object = None) -> None:
        text, alt, drawn = draw(**{name: control.value for name, control in controls.items()})
        caption.value = f'<p style="font-size:1.05em">{text}</p>'
        picture.value = _image(drawn, alt, width)

    for control in controls.values():
        control.observe(redraw, "value")
        control.tooltip = control.description  # else JupyterLab's tooltip says "null"
    redraw()
    box = widgets.VBox([*controls.values(), caption, picture])
    text = f"대체 텍스트 / text alternative: {told.ko} | {told.en}"
    widget = {"version_major": 2, "version_minor": 0, "model_id": box.model_id}
    forms = {
        "text/plain": text,
        "image/png": _png(still),
        "application/vnd.jupyter.widget-view+json": widget,
    }
    display(forms, raw=True)
    print(text)


def _image(fig: Figure, alt: str, width: str) -> str:
    """The figure as HTML with a text alternative, which `widgets.Image` cannot carry."""
    alt = " ".join(unescape(alt.replace("<b>", "").replace("</b>", "")).split())
    style = f"width:{width};max-width:100%"
    return f'<img alt="{escape(alt)}" style="{style}" src="data:image/png;base64,{_png(fig)}">'


def _png(fig: Figure) -> str:
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png", bbox_inches="tight")
    plt.close(fig)
    return b64encode(buffer.getvalue()).decode("ascii")
