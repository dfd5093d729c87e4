"""From recorded calls to the chain of canonical steps that leads from input to output."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import combinations_with_replacement
from typing import Any

import numpy as np

from .layers import describe
from .probes import (
    Array,
    as_array,
    close,
    close_overall,
    explain,
    tolerance,
)
from .steps import Activation, Link, Merge, Other, Residual
from .trace import Recording, tensors

_NEAR = 12
"""How many of the last values may explain a new one."""


@dataclass
class Graph:
    """Links in the order of execution; ``values[i]`` is what ``links[i]`` computed.

    ``links[0]`` is the input. ``parents`` of a link are places in this list.
    """

    links: list[Link] = field(default_factory=list)
    values: list[Array] = field(default_factory=list)
    output: int = 0
    _tensors: dict[int, int] = field(default_factory=dict)
    _alive: list[Any] = field(default_factory=list)

    def add(self, link: Link, value: Array, tensor: Any = None) -> int:
        """Append a link and return its place."""
        self.links.append(link)
        self.values.append(value)
        if tensor is not None:
            self.bind(tensor, len(self.links) - 1)
        return len(self.links) - 1

    def bind(self, tensor: Any, place: int) -> None:
        """Remember that ``tensor`` is the value at ``place``."""
        self._tensors[id(tensor)] = place
        self._alive.append(tensor)  # or another tensor could get the same id

    def find(self, tensor: Any) -> int:
        """The place that computed ``tensor``; what happened in between is added first."""
        if id(tensor) in self._tensors:
            return self._tensors[id(tensor)]
        value, rtol = as_array(tensor), tolerance(getattr(tensor, "dtype", "")) / 10
        place = self._same(value, rtol)
        if place is None:
            place = self._between(value, max(rtol, 1e-3))
        self.bind(tensor, place)
        return place

    def _recent(self) -> list[int]:
        return list(range(len(self.links) - 1, max(-1, len(self.links) - 1 - _NEAR), -1))

    def _same(self, value: Array, rtol: float) -> int | None:
        return next((i for i in self._recent() if close(value, self.values[i], rtol)), None)

    def _between(self, value: Array, rtol: float) -> int:
        """Operations that are no layers: ``tf.nn.relu(x)``, ``tf.reshape(x, …)``, ``x + y``."""
        for place in self._recent():
            steps = explain(self.values[place], value, rtol)
            if steps is not None:
                for step in steps:
                    place = self._step(step, (place,), value)
                return place
        merged = self._sum(value, rtol)
        if merged is not None:
            return merged
        last = len(self.links) - 1
        return self._step(Other("", "raw"), (last,), value)

    def _sum(self, value: Array, rtol: float) -> int | None:
        """Place of ``x + y``, and of a ReLU, pooling or the like between that and ``value``."""
        pairs = [
            (left, right)
            for left, right in combinations_with_replacement(self._summands(), 2)
            if left[-1].shape == right[-1].shape
        ]
        for left, right in pairs:
            total = left[-1] + right[-1]
            for steps, result in (((), total), ((Activation("relu"),), np.maximum(total, 0))):
                if close_overall(value, result, rtol):
                    return self._added(left, right, steps, value)
        for left, right in pairs:
            steps = explain(left[-1] + right[-1], value, rtol)
            if steps is not None:
                return self._added(left, right, steps, value)
        return None

    def _summands(self) -> list[tuple[int, bool, Array]]:
        """Recent values, and the last two after a ReLU that no layer computed."""
        recent = self._recent()
        plain = [(i, False, self.values[i]) for i in recent]
        return plain + [(i, True, np.maximum(self.values[i], 0)) for i in recent[:2]]

    def _added(self, left: tuple, right: tuple, steps: tuple, value: Array) -> int:
        places = [
            self._step(Activation("relu"), (place,), array) if relu else place
            for place, relu, array in (left, right)
        ]
        place = self._step(Merge("add"), tuple(places), left[-1] + right[-1])
        for step in steps:
            place = self._step(step, (place,), value)
        return place

    def _step(self, step: Any, parents: tuple[int, ...], value: Array) -> int:
        before = self.values[parents[0]].shape
        return self.add(Link(step, before, value.shape, parents=parents), value)

    def chain(self) -> list[Link]:
        """The links on the way from the input to the output, without the input itself.

        A sum of a value and of what layers made of that same value appears as one ``Residual``.
        """
        path, place = [], self.output
        while place > 0:
            link = self._residual(place) or self.links[place]
            path.append(link)
            place = link.parents[0]
        return path[::-1]

    def _residual(self, place: int) -> Link | None:
        """The addition at ``place`` with its branch, if one summand is made from the other."""
        link = self.links[place]
        if link.step != Merge("add") or len(link.parents) != 2:
            return None
        for shortcut, end in (link.parents, link.parents[::-1]):
            branch = self._between_places(shortcut, end)
            if branch:
                return replace(link, step=Residual(), parents=(shortcut,), branch=branch)
        return None

    def _between_places(self, start: int, end: int) -> list[Link] | None:
        """The links that lead from ``start`` to ``end``; ``None`` if they do not."""
        path = []
        while end != start:
            if end == 0:
                return None
            path.append(self.links[end])
            end = self.links[end].parents[0]
        return path[::-1]

    def unused(self) -> list[Link]:
        """Links of layers whose result never reaches the output."""
        reached, waiting = set(), [self.output]
        while waiting:
            place = waiting.pop()
            if place not in reached:
                reached.add(place)
                waiting.extend(self.links[place].parents)
        return [link for i, link in enumerate(self.links) if i not in reached and link.layer]


def doubts(graph: Graph) -> bool:
    """Whether a ReLU is known by its values alone: a ReLU6 looks the same on small values."""
    return any(link.layer is None and link.step == Activation("relu") for link in graph.links)


def settle(graph: Graph, loud: Graph) -> None:
    """Correct such ReLUs by what the same operations do to far larger values."""
    for place, (link, other) in enumerate(zip(graph.links, loud.links, strict=False)):
        finite = np.isfinite(loud.values[place]).all()
        if not finite or link.layer is not other.layer or link.parents != other.parents:
            return  # from here on the two tell different stories
        relu = link.layer is None and link.step == Activation("relu")
        if relu and isinstance(other.step, Activation | Other):
            link.step = other.step


def build_graph(record: Recording) -> Graph:
    """Put the recorded calls together; where the result is no tensor, the output is the input."""
    graph = Graph()
    x = as_array(record.batch)
    graph.add(Link(Other("input", "input"), x.shape, x.shape), x, record.batch)
    for event in record.events:
        parents = tuple(graph.find(tensor) for tensor in event.inputs)
        _add_all(graph, describe(event), parents, event.outputs)
    outputs = tensors(record.result)
    if outputs:
        graph.output = graph.find(outputs[0])
    return graph


def _add_all(
    graph: Graph, described: Iterable[tuple[Link, Array]], parents: tuple[int, ...], outputs: list
) -> None:
    place = parents[0]
    for link, value in described:
        link.parents = parents
        place = graph.add(link, value)
        parents = (place,)
    graph.bind(outputs[0], place)
    for tensor in outputs[1:]:
        graph.bind(tensor, place)
