"""Lay what was found beside what was asked, block by block, where the model is graded whole."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product

from .canon import Block, Outline
from .compare import Want

_OTHER_SETTINGS, _OTHER_ACTIVATION, _MISSING = 0.5, 0.1, 1.0


def split(found: Outline, groups: Sequence[tuple[Want, ...]]) -> list[Outline]:
    """One outline for each group of wants, by the alignment that changes the fewest layers.

    A layer too many goes to the group of the layer that follows it.
    """
    owners = _owners(found.blocks, [(n, want) for n, group in enumerate(groups) for want in group])
    parts = [Outline([], [], [], []) for _ in groups]
    for block, owner in zip(found.blocks, owners, strict=True):
        parts[owner].blocks.append(block)
    for position, link in found.strangers:
        owner = owners[position] if position < len(owners) else len(groups) - 1
        before = sum(each == owner for each in owners[:position])
        parts[owner].strangers.append((before, link))
    parts[0].leading.extend(found.leading)
    return parts


def _owners(blocks: list[Block], wants: list[tuple[int, Want]]) -> list[int]:
    """The group of each block."""
    paths = _cheapest_paths(blocks, [want for _, want in wants])
    owners = []
    for (row, column), (next_row, _) in pairwise(paths):
        if next_row > row:
            owners.append(wants[min(column, len(wants) - 1)][0])
    return owners


def _cheapest_paths(blocks: list[Block], wants: list[Want]) -> list[tuple[int, int]]:
    """The edit path from (0, 0) to the end: diagonal steps pair a block with a want."""
    best: dict[tuple[int, int], tuple[float, tuple[int, int] | None]] = {(0, 0): (0.0, None)}
    for row, column in product(range(len(blocks) + 1), range(len(wants) + 1)):
        if row == column == 0:
            continue
        options = []
        if column:  # first, so that of equal paths the one wins that leaves out later wants
            options.append((best[row, column - 1][0] + _MISSING, (row, column - 1)))
        if row and column and _same_kind(blocks[row - 1], wants[column - 1]):
            cost = _difference(blocks[row - 1], wants[column - 1])
            options.append((best[row - 1, column - 1][0] + cost, (row - 1, column - 1)))
        if row:
            options.append((best[row - 1, column][0] + _MISSING, (row - 1, column)))
        best[row, column] = min(options, key=lambda option: option[0])
    path, place = [], (len(blocks), len(wants))
    while place is not None:
        path.append(place)
        place = best[place][1]
    return path[::-1]


def _same_kind(block: Block, want: Want) -> bool:
    return type(block.link.step) is type(want.step)


def _difference(block: Block, want: Want) -> float:
    kinds = () if want.activation in (None, "linear") else (want.activation,)
    settings = 0.0 if block.link.step == want.step else _OTHER_SETTINGS
    return settings + (0.0 if block.kinds == kinds else _OTHER_ACTIVATION)
