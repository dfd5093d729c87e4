"""Look inside a model while it runs, however it was written: Sequential, functional or a class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np


def layers_of(model: Any, *kinds: type) -> list[Any]:
    """The layers of some kinds in a model, those inside its blocks too.

    Args:
        model: a Keras model, however it was written.
        kinds: classes such as `Conv2D`.
    """
    found = []
    for layer in getattr(model, "layers", ()):
        found += [layer] if isinstance(layer, kinds) else layers_of(layer, *kinds)
    return found


def watch(model: Any, images: np.ndarray, layers: Sequence[Any]) -> list[tuple[Any, np.ndarray]]:
    """Run a model on images and note what some of its layers give, in the order of their use.

    Args:
        model: a Keras model, however it was written.
        images: a batch that it takes.
        layers: layers of the model, for example from `layers_of`, or the model itself.
    """
    if not model.built:
        model(images)  # makes the weights; what passes while it does is no numbers yet
    seen: list[tuple[Any, np.ndarray]] = []
    with ExitStack() as stack:
        for layer in layers:
            stack.enter_context(_noted(layer, seen))
        model(images)
    return seen


@contextmanager
def _noted(layer: Any, seen: list) -> Iterator[None]:
    """Append the layer and its output to `seen` whenever it is called."""
    call = layer.call

    def noting(*args: Any, **options: Any) -> Any:
        output = call(*args, **options)
        seen.append((layer, np.asarray(output)))
        return output

    layer.call = noting
    try:
        yield
    finally:
        del layer.call
