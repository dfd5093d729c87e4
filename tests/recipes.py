"""Models as recipes: names of layers, and how each is made, so that a test can change one of them.

The layers of a recipe are made in its order, as a learner writes them down.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import keras


def sequential(shape: tuple[int, ...], makers: Iterable[Callable[[], Any]]) -> keras.Sequential:
    """The layers that `makers` make, behind an Input of `shape`."""
    return keras.Sequential([keras.Input(shape=shape), *(make() for make in makers)])


def edited(recipe: dict[str, Callable], **changes: Any) -> list[Callable]:
    """The makers of a recipe with changes, by the name of the layer.

    Args:
        recipe: the name of each layer, and what makes it.
        changes: other settings (a dict), the makers to put in its place (a list; `...` stands for
            the layer itself), or `None` to leave it out.
    """
    assert changes.keys() <= recipe.keys(), changes
    makers: list[Callable] = []
    for name, make in recipe.items():
        change = changes.get(name, {})
        if isinstance(change, dict):
            makers.append(partial(make, **change))
        else:
            makers += [make if each is ... else each for each in change or []]
    return makers
