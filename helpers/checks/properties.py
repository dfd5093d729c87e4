"""Read a model by what its layers say of themselves, where it is too large to be run.

Weaker than a run on numbers, and used only to find the cause of a failure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from .attempt import attempt
from .canon import Outline, outline
from .layers import class_name, step_by_properties
from .probes import activation_of_function
from .sandbox import replaced
from .steps import Activation, Link, Other, Step


@contextmanager
def without_memory() -> Iterator[None]:
    """Layers made inside set no weights aside: models of shapes and settings alone.

    ``compile`` does nothing there, as an optimizer would want variables with values.
    """
    import keras

    with (
        keras.StatelessScope(initialize_variables=False),
        replaced(keras.Model, "compile", lambda *_, **__: None),
    ):
        yield


def made_layers(build: Callable, args: tuple) -> list[Any]:
    """The layers that ``build`` makes, in their order, up to an error if there is one.

    Models are left out, as their layers are in the list already.
    """
    import keras

    made: list[Any] = []
    original = keras.layers.Layer.__init__

    def watched(layer: Any, *args: Any, **kwargs: Any) -> None:
        original(layer, *args, **kwargs)
        if not isinstance(layer, keras.Model):
            made.append(layer)

    with without_memory(), replaced(keras.layers.Layer, "__init__", watched):
        attempt(build, *args)
    return made


def outline_by_properties(layers: Iterable[Any]) -> Outline:
    """The outline that the settings of Keras layers promise, in the order given."""
    return outline([link for layer in _leaves(layers) for link in _links(layer)])


def _leaves(layers: Iterable[Any]) -> Iterator[Any]:
    import keras

    for layer in layers:
        if isinstance(layer, keras.Model):
            yield from _leaves(layer.layers)
        elif not isinstance(layer, keras.layers.InputLayer):
            yield layer


def _links(layer: Any) -> list[Link]:
    step = step_by_properties(layer)
    if step is not None:
        after = _activation(getattr(layer, "activation", None))
        return [_link(each, layer) for each in (step, after) if each is not None]
    if not layer.weights:
        function = activation_of_function(layer, (3, 5))
        if function is not None:
            return [] if function == "linear" else [_link(Activation(function), layer)]
    return [_link(Other(class_name(layer), "unknown"), layer)]


def _activation(function: Any) -> Step | None:
    kind = activation_of_function(function, (3, 5)) if callable(function) else "linear"
    return None if kind == "linear" else Activation(kind or "unknown")


def _link(step: Step, layer: Any) -> Link:
    try:
        shape = tuple(layer.output.shape)
    except Exception:  # Keras raises for a layer that was never called, or called twice
        shape = ()
    return Link(step, (), shape, layer)
