"""What a model computes, as a list of canonical steps that forget how it was written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .words import Words

Pair = tuple[int, int]


@dataclass(frozen=True)
class Conv:
    """A two-dimensional convolution, all its arguments resolved."""

    filters: int
    kernel: Pair
    strides: Pair = (1, 1)
    padding: str = "same"
    dilation: Pair = (1, 1)
    groups: int = 1
    bias: bool = True
    data_format: str = "channels_last"


@dataclass(frozen=True)
class Dense:
    """A fully connected layer over the last axis."""

    units: int
    bias: bool = True


@dataclass(frozen=True)
class Pool:
    """A pooling; ``kind`` is max, average, global_max or global_average."""

    kind: str
    size: Pair | None = None
    strides: Pair | None = None
    padding: str = "valid"


@dataclass(frozen=True)
class Flatten:
    """Everything but the batch axis put into one axis, row by row."""


@dataclass(frozen=True)
class Activation:
    """A function without parameters, named by its values ("custom": element by element)."""

    kind: str


@dataclass(frozen=True)
class Pad:
    """Zeros around an image: rows before and after, columns before and after."""

    rows: Pair
    columns: Pair


@dataclass(frozen=True)
class Merge:
    """Several values made into one; ``kind`` is add, or the layer's class name."""

    kind: str


@dataclass(frozen=True)
class Residual:
    """A value plus what a branch makes of it; the branch stands in ``Link.branch``."""


@dataclass(frozen=True)
class Other:
    """Anything else. ``why`` tells the messages what sort of stranger it is."""

    name: str
    why: str


Step = Conv | Dense | Pool | Flatten | Activation | Pad | Merge | Residual | Other


@dataclass
class Link:
    """One step of a chain, with what the messages and later rules need to know about it.

    ``branch`` holds the steps on the long way round of a ``Residual``.
    """

    step: Step
    in_shape: tuple[int, ...]
    out_shape: tuple[int, ...]
    layer: Any = None
    notes: list[Words] = field(default_factory=list)
    parents: tuple[int, ...] = ()
    branch: list[Link] = field(default_factory=list)
