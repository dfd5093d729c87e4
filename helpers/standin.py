"""The drawn stand-in for CIFAR-10: ten classes of small pictures, drawn by this file alone.

Without network a learner gets these pictures in place of the photos. They have CIFAR-10's class
names, sizes, types and class counts, so that every lesson runs on them: a person recognises most of
them at a glance, a dense network learns a little, a convolutional network clearly more.

How a picture comes about: a scene (colours, horizon), clutter behind, the subject in a random pose
and colour, sometimes something in front of it, then light, texture, blur and noise. Shapes are
drawn with Pillow at four times the final size and averaged down, which smooths their edges. What
tells the classes apart is shape; colours, scenes and positions overlap widely between them.

Each picture has its own random generator, made from (seed, split, index): the data depend on the
seed alone. (Another version of NumPy or Pillow may round a few pixels differently.)
"""

import math
import os
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from PIL.Image import Resampling

from helpers import SEED
from helpers.text import Words

VERSION = 1
"""Raise it whenever the pictures change: caches of another version are then left unread."""

SIZE, SCALE = 32, 4
CANVAS = SIZE * SCALE
TRAIN_COUNTS = (734, 713, 765, 758, 763, 725, 780, 749, 767, 746)
TEST_COUNTS = (57, 41, 51, 49, 40, 48, 54, 47, 57, 56)

Colour = tuple[int, int, int]
Points = str | Sequence | np.ndarray
Arrays = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
Progress = Callable[[int, int], object]


@cache
def _palette(text: str) -> tuple[Colour, ...]:
    return tuple(tuple(bytes.fromhex(word)) for word in text.split())


INK, GLASS, STEEL, WHITE, PINK = _palette("191618 3c5064 96989e f0f0ee e18287")
CREAM, SUN, RED, LEAF, WOOD = _palette("ebdec3 f0d25a be2823 3c6e2d 694b32")
COATS = _palette("96643c 6e462d b98c5a cd8241 3c3230 82807c d7cdbe ebe6de a55532")
SKINS = _palette("5f9637 416e32 7d873c 826441 a57846 be4632 558278 96a550 6e695f")
PAINTS = _palette("be2828 284ba0 e8e8e6 a5aab2 2d2d32 e1b432 3c784b 7d553c e17828 6e96be")
FEATHERS = COATS + _palette("3c5faa be322d e1be3c 467850")

# Sky at the top and at the horizon, ground at the horizon and at the bottom; then the range in
# which the horizon lies, in picture heights from the top.
SCENES = {
    "sky": ("4b82cd b9d4ee 788c5a 5a7846", 1.0, 1.2),
    "overcast": ("969ba5 d7dade 828278 64645f", 0.8, 1.2),
    "dusk": ("4b4173 f0a064 463737 2d2832", 0.6, 1.1),
    "meadow": ("82afdc cddeeb 6e963c 4b782d", 0.15, 0.6),
    "lawn": ("5a8c3c 5a8c3c 649641 46732d", -0.1, 0.1),
    "forest": ("284623 4b6432 55552d 3c3c23", 0.4, 0.8),
    "sea": ("a0c3e1 d7e1eb 4678a0 28557d", 0.2, 0.65),
    "pond": ("3c6969 4b7873 466e69 2d555a", -0.1, 0.2),
    "road": ("a5c3dc d7dcde 78787a 5a5a5e", 0.25, 0.6),
    "street": ("966e5a 785f55 82807d 646262", 0.35, 0.65),
    "desert": ("96bee1 e1d7c8 cdaf7d af8c5f", 0.1, 0.6),
    "snow": ("a5b9d2 d7dee8 ebeef3 cdd7e4", 0.15, 0.6),
    "room": ("c8b9a0 b9a58c 875f41 694632", 0.4, 0.75),
    "cloth": ("aa4646 823c4b 5a6ea0 465082", 0.3, 0.9),
    "bare": ("d7d2cd f0f0ee c8c3be e1deda", 0.5, 1.1),
    "night": ("141623 2d2d3c 323032 19191e", 0.4, 0.9),
}
AT_HOME = 0.7
"""Share of the pictures whose scene suits the class; the others get any scene."""


# ------------------------------------------------------------------------------------- drawing
_CATMULL_ROM = np.array(((0, -1, 2, -1), (2, 0, -5, 3), (0, 1, 4, -3), (0, 0, -1, 1))) / 2
_TURN = np.linspace(0, 2 * math.pi, 18, endpoint=False)
_CIRCLE = np.stack([np.cos(_TURN), np.sin(_TURN)], axis=1)
_MIRROR = np.array((-1.0, 1.0))


@cache
def _spline(corners: int, steps: int, closed: bool = False) -> np.ndarray:
    """Matrix (rows, corners) from corners to a smooth line through them (Catmull-Rom)."""
    spans = corners if closed else corners - 1
    matrix = np.zeros((spans * steps + (not closed), corners))
    for row in range(len(matrix)):
        span, t = row // steps, row % steps / steps
        for corner, weight in enumerate(_CATMULL_ROM @ (1, t, t**2, t**3), start=span - 1):
            column = corner % corners if closed else min(max(corner, 0), corners - 1)
            matrix[row, column] += weight
    return matrix


@cache
def _stroke(corners: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For an open line: matrices to its points and its directions, and the share of its length."""
    smooth = _spline(corners, 5 if corners > 2 else 1)
    padded = np.concatenate([smooth[:1], smooth, smooth[-1:]])
    return smooth, padded[2:] - padded[:-2], np.linspace(0, 1, len(smooth))[:, None]


@cache
def _parse(text: str) -> np.ndarray:
    return np.array([word.split(",") for word in text.split()], dtype=float)


def _tint(colour: Colour, factor: float) -> Colour:
    """The colour made darker (factor < 1) or lighter (factor > 1)."""
    return tuple(min(255, int(channel * factor)) for channel in colour)


class Pen:
    """Draws shapes and takes the chances. Its own x runs right, y down; the frame is ±100 wide.

    Points are a text "x,y x,y ..." or a sequence of pairs. With `both`, a shape is drawn twice: as
    it is and mirrored about x = 0.
    """

    def __init__(self, draw, rng, backdrop=None, matrix=None, offset=None):
        self.draw, self.rng, self.backdrop = draw, rng, backdrop
        self.matrix = np.eye(2) * (CANVAS / 200) if matrix is None else matrix
        self.offset = np.full(2, CANVAS / 2) if offset is None else offset

    def at(self, x=0.0, y=0.0, size=1.0, angle=0.0, mirror=False, stretch=1.0) -> "Pen":
        """A pen whose (0, 0) lies at (x, y), `size` times as large, turned by `angle` radians."""
        cos, sin = math.cos(angle) * size, math.sin(angle) * size
        flip = -1 if mirror else 1
        turn = np.array([[flip * cos * stretch, sin * stretch], [-flip * sin, cos]])
        offset = np.array((x, y)) @ self.matrix + self.offset
        return Pen(self.draw, self.rng, self.backdrop, turn @ self.matrix, offset)

    # -- chance
    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.rng.random()

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def pick(self, *options):
        return options[int(self.rng.random() * len(options))]

    def colour(self, palette: Sequence[Colour]) -> Colour:
        """A colour near one of the palette; if some tries find it, one unlike the backdrop."""
        for _ in range(5):
            noise = self.rng.normal(0, 14, 3).tolist()
            found = tuple(
                min(250, max(8, int(c + n)))
                for c, n in zip(self.pick(*palette), noise, strict=True)
            )
            if self.backdrop is None or math.dist(found, self.backdrop) > 75:
                break
        return found

    # -- shapes
    def poly(self, points: Points, colour: Colour, both=False):
        """A filled polygon."""
        points = _parse(points) if isinstance(points, str) else np.asarray(points)
        self.draw.polygon((points @ self.matrix + self.offset).ravel().tolist(), fill=colour)
        if both:
            self.poly(points * _MIRROR, colour)

    def box(self, left, top, right, bottom, colour: Colour, both=False):
        self.poly(((left, top), (right, top), (right, bottom), (left, bottom)), colour, both)

    def oval(self, x, y, width, height, colour: Colour, both=False):
        """An ellipse; `width` and `height` are its half axes."""
        self.poly(_CIRCLE * (width, height) + (x, y), colour, both)

    def blob(self, points: Points, colour: Colour, both=False):
        """A smooth closed shape through the points, each a little off its place."""
        corners = _parse(points) if isinstance(points, str) else np.asarray(points)
        corners = corners + self.rng.normal(0, 2, corners.shape)
        self.poly(_spline(len(corners), 5, True) @ corners, colour, both)

    def limb(self, points: Points, start: float, end: float, colour: Colour, both=False):
        """A smooth stroke through the points, `start` wide at first and `end` wide at last."""
        corners = _parse(points) if isinstance(points, str) else np.asarray(points)
        smooth, slope, share = _stroke(len(corners))
        line, along = smooth @ corners, slope @ corners
        length = np.hypot(along[:, :1], along[:, 1:]) + 1e-9
        across = along[:, ::-1] * _MIRROR / length * ((start + (end - start) * share) / 2)
        self.poly(np.concatenate([line + across, (line - across)[::-1]]), colour, both)


# ------------------------------------------------------------------------------------ vehicles
def _wheels(p: Pen, places, y, radius):
    rim = p.pick(STEEL, WHITE, (90, 90, 95))
    for x in places:
        p.oval(x, y, radius, radius, INK)
        p.oval(x, y, radius / 2, radius / 2, rim)


def airplane(p: Pen):
    """From above, flying any way; or from the side, climbing or landing."""
    paint, trim = p.colour(PAINTS), p.colour(PAINTS)
    under = _tint(paint, 0.6)
    if p.chance(0.5):
        p = p.at(angle=p.between(-math.pi, math.pi), stretch=p.between(0.75, 1.1))
        tip, chord = p.between(-35, 25), p.between(5, 20)
        wing = ((0, -30), (98, tip), (98, tip + chord), (0, p.between(15, 25)))
        p.poly(wing, _tint(paint, 0.85), both=True)
        p.poly("0,60 40,76 40,90 0,84", trim, both=True)
        if p.chance(0.6):
            p.limb(((42, tip * 0.4 - 25), (42, tip * 0.4 + 8)), 13, 9, under, both=True)
        p.blob("0,-100 12,-75 12,30 5,90 -5,90 -12,30 -12,-75", paint)
        p.oval(0, -78, 7, 7, GLASS)
        return
    p = p.at(angle=p.between(-0.35, 0.35))
    p.poly("15,-5 -25,-42 -42,-42 -20,-2", under)
    p.poly("-55,-10 -85,-55 -102,-55 -92,0", trim)
    p.blob("-100,-8 -50,-16 50,-17 88,-10 100,3 80,14 20,18 -50,12", paint)
    p.limb("-80,2 85,2", 6, 5, trim)
    for x in range(-50, 60, 16):
        p.oval(x, -6, 3.5, 3.5, GLASS)
    p.poly("78,-10 92,-6 88,-1 76,-3", GLASS)
    p.poly("28,5 -30,50 -52,50 -20,6", _tint(paint, 0.78))
    p.poly("-68,-2 -100,18 -112,18 -92,-3", _tint(paint, 0.78))
    if p.chance(0.6):
        p.oval(2, 28, 16, 7.5, under)
    else:
        p.limb(((100, p.between(-35, -20)), (100, p.between(25, 40))), 6, 6, INK)


def automobile(p: Pen):
    """From the front or the back; or from the side, with a low or a high cabin."""
    paint = p.colour(PAINTS)
    if p.chance(0.35):
        roof, top = p.between(42, 58), -p.between(50, 70)
        p.box(48, 30, 78, 62, INK, both=True)
        p.blob(((-70, -10), (-roof, top), (roof, top), (70, -10)), paint)
        p.poly(((-62, -10), (7 - roof, top + 10), (roof - 7, top + 10), (62, -10)), GLASS)
        p.blob("-85,0 -75,-15 0,-20 75,-15 85,0 86,40 0,47 -86,40", paint)
        p.oval(60, 8, 15, 10, p.pick(WHITE, SUN, RED), both=True)
        p.limb("-33,10 33,10", 14, 14, p.pick(INK, STEEL))
        p.limb("-85,34 85,34", 10, 10, p.pick(STEEL, _tint(paint, 0.6), INK))
        p.box(-16, 28, 16, 40, WHITE)
        return
    front, back, top = p.between(30, 50), p.between(-85, -50), -p.between(42, 60)
    p.poly(((back, -5), (back + 20, top), (front - 32, top), (front, -5)), paint)
    p.poly(((back + 10, -7), (back + 24, top + 8), (-20, top + 8), (-20, -7)), GLASS)
    p.poly(((-13, -7), (-13, top + 8), (front - 35, top + 8), (front - 10, -7)), GLASS)
    p.blob(
        ((-98, 20), (-95, -2), (-50, -10), (front, -10), (85, 2), (99, 20), (90, 33), (-90, 33)),
        paint,
    )
    p.limb("-90,12 90,14", 4, 4, _tint(paint, 0.65))
    p.oval(90, 10, 7, 6, SUN)
    p.box(-98, 2, -90, 14, RED)
    _wheels(p, (-56, 57), 32, p.between(17, 23))


def truck(p: Pen):
    """From the front, the load above the cab; or from the side with a box, a heap or a tank."""
    paint, load = p.colour(PAINTS), p.colour(PAINTS)
    if p.chance(0.3):
        p.box(-66, -95, 66, 40, load)
        p.box(30, 45, 62, 85, INK, both=True)
        p.box(-58, -55, 58, 60, paint)
        p.box(-50, -45, 50, -2, GLASS)
        p.box(-36, 10, 36, 36, p.pick(INK, STEEL))
        p.oval(47, 42, 9, 9, p.pick(WHITE, SUN), both=True)
        p.box(-64, 50, 64, 66, p.pick(STEEL, INK, _tint(paint, 0.6)))
        p.box(62, -35, 76, -5, INK, both=True)
        return
    p.box(-95, 28, 90, 40, INK)
    nose = p.between(0, 12)
    p.poly(((36, -40), (75 - nose, -40), (86 - nose, -2), (97, 3), (97, 36), (36, 36)), paint)
    p.poly(((50, -32), (72 - nose, -32), (81 - nose, -3), (50, -3)), GLASS)
    p.oval(94, 18, 5, 6, SUN)
    kind = p.pick("box", "box", "box", "heap", "tank")
    if kind == "box":
        p.box(-98, p.between(-65, -48), 28, 30, load)
        p.box(-80, -25, 10, 5, p.pick(p.colour(PAINTS), _tint(load, 0.8)))
    elif kind == "heap":
        p.blob("-90,-10 -60,-42 -20,-50 20,-10", p.colour(COATS))
        p.poly("-100,-20 30,-20 22,28 -85,28", load)
    else:
        p.oval(-36, -8, 62, 34, load)
        p.limb("-90,-10 20,-10", 7, 7, _tint(load, 0.7))
    _wheels(p, p.pick((-70, 62), (-75, -38, 62), (-80, -50, 62)), 42, 17)


def ship(p: Pen):
    """A sailing boat, a cargo ship, a liner or a motor boat, always with its water line."""
    paint, deck = p.colour(PAINTS), p.colour((WHITE, CREAM, *PAINTS[:4]))
    kind = p.pick("sail", "sail", "cargo", "liner", "motor")
    if kind == "sail":
        sail = p.colour((WHITE, WHITE, CREAM, *PAINTS))
        p.limb("0,35 0,-95", 5, 4, _tint(WOOD, p.between(0.6, 1.2)))
        p.blob("7,-88 33,-35 62,20 7,22", sail)
        p.poly("-6,-70 -50,22 -6,22", _tint(sail, 0.85))
        hull = "-70,34 80,30 55,62 -50,62"
    elif kind == "cargo":
        for x in range(-45, 60, 25):
            p.box(x, p.pick(-15, 0, 10), x + 23, 30, p.colour(PAINTS))
        p.box(-85, -45, -52, 30, deck)
        p.limb("-84,-30 -53,-30", 8, 8, GLASS)
        p.box(-76, -65, -64, -45, paint)
        hull = "-100,22 98,12 80,60 -92,60"
    elif kind == "liner":
        for left, right, top in ((-80, 65, 2), (-70, 50, -18), (-55, 30, -38)):
            p.box(left, top, right, top + 24, deck)
            p.limb(((left + 6, top + 10), (right - 6, top + 10)), 6, 6, GLASS)
        for x in p.pick((-25,), (-35, 0)):
            p.box(x - 10, -75, x + 8, -38, p.colour(PAINTS))
        hull = "-95,20 100,12 78,60 -85,60"
    else:
        p.poly("-40,20 -35,-30 12,-30 35,20", deck)
        p.poly("-2,-20 10,-20 24,2 -2,2", GLASS)
        p.limb("-20,-30 -25,-75", 4, 3, INK)
        hull = "-85,15 30,18 100,2 62,60 -80,60"
    p.poly(hull, paint)
    p.limb("-72,50 62,50", 12, 12, p.colour(PAINTS))
    sea = _tint(p.pick(*_palette("466e96 50787d 6e7d8c")), p.between(0.7, 1.3))
    p.limb("-130,69 -90,63 -50,69 0,63 50,69 90,63 130,69", 16, 16, sea)
    p.limb("-90,57 0,60 85,56", 5, 7, WHITE)


# ------------------------------------------------------------------------------------- animals
def _trunk(p: Pen, coat: Colour, length, depth, leg):
    """Trunk and four legs seen from the side, facing right; the back lies at y = -depth."""
    stride = p.between(2, 22)

    def legs(away, shade):
        for hip, foot in ((-0.78 * length, away), (0.78 * length, -away)):
            knee = (hip + foot * stride * 0.4 - 2, depth + leg * 0.45)
            points = ((hip, depth * 0.3), knee, (hip + foot * stride, depth + leg))
            p.limb(points, depth * 0.55, depth * 0.28, _tint(coat, shade))

    legs(1, 0.7)
    outline = "-100,-50 -60,-100 0,-85 80,-100 110,-20 80,80 0,100 -80,70"
    p.blob(_parse(outline) * (length / 100, depth / 100), coat)
    legs(-1, 0.92)


def _markings(p: Pen, coat: Colour, length, depth):
    """Stripes, patches or nothing on a trunk."""
    kind = p.pick("stripes", "patches", "plain")
    if kind == "stripes":
        for share in (-0.7, -0.4, -0.1, 0.2, 0.5):
            x = share * length
            p.limb(((x, -depth * 0.8), (x + 3, depth * 0.2)), 6, 3, _tint(coat, 0.6))
    elif kind == "patches":
        other = p.colour(COATS)
        for _ in range(3):
            x, y = p.between(-0.6, 0.6) * length, p.between(-0.3, 0.3) * depth
            p.oval(x, y, 0.35 * length, 0.5 * depth, other)


def _sitting(p: Pen, coat: Colour, belly: Colour):
    """A sitting cat's or dog's trunk from the front, without the head."""
    p.blob("0,-35 30,-10 55,60 40,92 -40,92 -55,60 -30,-10", coat)
    p.oval(0, 20, 18, 40, belly)
    p.limb("15,15 17,92", 20, 17, _tint(coat, 0.88), both=True)


def _cat_head(p: Pen, coat: Colour, belly: Colour):
    p.poly("95,-125 100,-10 15,-75", coat, both=True)
    p.poly("82,-95 85,-40 42,-68", p.pick(PINK, _tint(coat, 0.6)), both=True)
    p.blob("0,-85 70,-65 102,5 70,65 0,85 -70,65 -102,5 -70,-65", coat)
    if p.chance(0.5):
        p.limb("26,-80 20,-40", 10, 5, _tint(coat, 0.55), both=True)
        p.limb("0,-82 0,-38", 10, 5, _tint(coat, 0.55))
    p.oval(24, 40, 32, 26, belly, both=True)
    p.oval(44, -10, 23, 20, p.pick((170, 200, 70), (220, 180, 60), (120, 180, 200)), both=True)
    p.oval(44, -10, 9, 19, INK, both=True)
    p.poly("-13,15 13,15 0,32", p.pick(PINK, (120, 60, 60)))
    p.limb("0,34 10,50 28,48", 7, 5, INK, both=True)
    hair = WHITE if sum(coat) < 480 else INK
    p.limb("40,38 135,25", 5, 4, hair, both=True)
    p.limb("40,42 135,52", 5, 4, hair, both=True)


def _dog_head(p: Pen, coat: Colour, belly: Colour):
    ear, drop = p.pick(_tint(coat, 0.6), _tint(coat, 0.75), p.colour(COATS)), p.between(40, 80)
    p.blob("0,-90 60,-75 78,-10 55,60 0,95 -55,60 -78,-10 -60,-75", coat)
    if p.chance(0.4):
        p.limb("0,-85 0,20", 20, 40, belly)
    p.blob(((45, -82), (85, -75), (115, 0), (105, drop), (80, drop - 5), (72, -10)), ear, both=True)
    p.oval(0, 48, 45, 42, belly)
    if p.chance(0.5):
        p.oval(0, 95, 20, 28, PINK)
    p.limb("0,60 14,78 35,70", 8, 6, INK, both=True)
    p.oval(0, 30, 24, 18, INK)
    p.oval(36, -20, 14, 15, INK, both=True)


def _dog_profile(p: Pen, coat: Colour, belly: Colour):
    p.oval(0, 0, 75, 70, coat)
    p.blob("20,-30 90,-10 140,-5 145,30 90,50 10,60", coat)
    p.limb("60,42 130,30", 18, 12, belly)
    p.oval(138, -2, 18, 15, INK)
    p.oval(38, -20, 12, 12, INK)
    p.blob("-50,-60 0,-60 5,10 -20,75 -60,60", _tint(coat, 0.6))


def cat(p: Pen):
    """Its face, sitting, or walking with the tail up."""
    coat = p.colour(COATS)
    belly, shade = p.pick(_tint(coat, 1.3), WHITE, CREAM), _tint(coat, 0.83)
    kind = p.pick("face", "sitting", "walking")
    if kind == "face":
        p.blob("-70,30 70,30 95,120 -95,120", shade)
        _cat_head(p.at(0, 8, 0.72), coat, belly)
    elif kind == "sitting":
        p.limb(((40, 80), (80, 70), (90, 20), (p.between(70, 100), -15)), 16, 12, shade)
        _sitting(p, coat, belly)
        _cat_head(p.at(p.between(-10, 10), -45, 0.42), coat, belly)
    else:
        p.limb(((-50, -10), (-80, -20), (-90, -60), (p.between(-105, -70), -85)), 14, 10, shade)
        _trunk(p, coat, 50, 23, 38)
        _markings(p, coat, 50, 23)
        _cat_head(p.at(60, -30, 0.33), coat, belly)


def dog(p: Pen):
    """Its face, sitting, or walking with the head in profile or turned to you."""
    coat = p.colour(COATS)
    belly, shade = p.pick(_tint(coat, 1.3), _tint(coat, 0.7), WHITE, CREAM), _tint(coat, 0.83)
    kind = p.pick("face", "sitting", "walking")
    if kind == "face":
        p.blob("-60,30 60,30 95,120 -95,120", shade)
        _dog_head(p.at(size=0.78), coat, belly)
    elif kind == "sitting":
        p.limb("40,85 75,75 90,50", 14, 8, shade)
        _sitting(p, coat, belly)
        _dog_head(p.at(p.between(-10, 10), -45, 0.46), coat, belly)
    else:
        p.limb(((-50, -10), (-75, -30), (p.between(-100, -70), p.between(-65, -40))), 14, 7, shade)
        _trunk(p, coat, 52, 25, 42)
        _markings(p, coat, 52, 25)
        p.limb("40,-5 60,-40", 30, 28, coat)
        if p.chance(0.6):
            _dog_profile(p.at(62, -45, 0.3, p.between(-0.2, 0.3)), coat, belly)
        else:
            _dog_head(p.at(62, -42, 0.36), coat, belly)


def deer(p: Pen):
    """Looking at you; or from the side, slender, with a white tail; most carry antlers."""
    coat, antlered = p.colour(COATS), p.chance(0.75)
    horn, dark = _tint((200, 175, 135), p.pick(0.6, 1.0, 1.2)), _tint(coat, 0.8)

    def antlers(p):
        p.limb("10,0 55,-30 50,-95", 13, 7, horn, both=True)
        p.limb("45,-25 12,-65", 10, 6, horn, both=True)
        p.limb("55,-45 95,-75", 10, 6, horn, both=True)

    if p.chance(0.35):
        p.blob("-30,20 30,20 60,120 -60,120", dark)
        if antlered:
            antlers(p.at(0, -30, 0.75))
        p.blob("20,-20 55,-42 82,-35 60,-12 25,0", dark, both=True)
        p.blob("0,-38 32,-20 28,20 18,62 0,72 -18,62 -28,20 -32,-20", coat)
        p.oval(0, 55, 16, 14, CREAM)
        p.oval(0, 58, 11, 9, INK)
        p.oval(22, -2, 7, 8, INK, both=True)
        return
    p.oval(-58, -5, 10, 16, WHITE)
    _trunk(p, coat, 46, 20, 60)
    p.limb("-35,15 35,15", 8, 8, CREAM)
    for _ in range(p.pick(0, 9)):
        p.oval(p.between(-42, 35), p.between(-15, 6), 3.5, 3.5, WHITE)
    x = p.between(50, 70)
    p.limb(((36, 5), (50, -25), (x, -55)), 30, 15, coat)
    p = p.at(x + 5, -60, 0.3, p.between(-0.1, 0.4))
    if antlered:
        antlers(p.at(-20, -20, 1.35, p.between(-0.5, 0)))
    p.blob("-20,-20 -75,-55 -50,-5", dark)
    p.blob("-40,-25 10,-38 75,-10 95,12 60,28 -20,35", coat)
    p.oval(90, 8, 12, 12, INK)
    p.oval(10, -12, 10, 10, INK)


def horse(p: Pen):
    """Head and neck in profile; or from the side, with mane and long tail, now and then ridden."""
    coat = p.colour(COATS)
    mane = p.pick(_tint(coat, 0.45), INK, CREAM if sum(coat) < 400 else _tint(coat, 0.5))
    if p.chance(0.35):
        p.blob("-110,120 -75,0 -30,-65 10,-60 30,10 20,120", coat)
        p.blob("-120,90 -85,-10 -40,-80 -5,-75 -30,-30 -60,30 -75,90", mane)
        p.blob("-20,-60 15,-65 60,-15 92,30 85,55 60,58 25,25 -10,10", coat)
        p.poly("-18,-55 -4,-98 18,-55", _tint(coat, 0.85))
        if p.chance(0.4):
            p.limb("25,-50 80,20", 10, 14, WHITE)
        p.oval(18, -32, 8, 8, INK)
        p.oval(78, 38, 6, 5, INK)
        if p.chance(0.5):
            strap = p.colour(PAINTS)
            p.limb("66,-2 38,35", 6, 6, strap)
            p.limb("5,-60 -8,10 38,32", 5, 5, strap)
        return
    p.limb("-50,-15 -78,-10 -85,30 -80,60", 12, 20, mane)
    _trunk(p, coat, 52, 27, 50)
    head = p.pick(25, *(p.between(-62, -45),) * 4)  # grazing or upright
    p.limb(((30, 0), (55, -20 + head * 0.3), (72, head)), 46, 22, coat)
    p.limb(((22, -20), (44, -25 + head * 0.3), (66, head - 10)), 14, 14, mane)
    if p.chance(0.35):
        p.box(-20, -30, 15, -8, p.colour(PAINTS))
        p.limb("-2,-20 5,-75", 24, 20, p.colour(PAINTS))
        p.limb("-2,-25 14,25", 13, 10, p.colour(PAINTS))
        p.oval(6, -86, 10, 11, p.pick((220, 180, 150), (130, 90, 65), INK))
    p = p.at(72, head, 0.34, p.between(0.4, 0.9))
    p.poly("-35,-20 -30,-70 0,-30", coat)
    p.blob("-40,-25 20,-32 90,-20 110,10 90,28 20,35 -30,35", coat)
    p.oval(12, -8, 9, 9, INK)


def bird(p: Pen):
    """Flying, perched, wading on long legs, or swimming."""
    coat = p.colour(FEATHERS)
    wing = p.pick(p.colour(FEATHERS), _tint(coat, 0.65), _tint(coat, 0.65))
    beak = p.pick((230, 160, 50), INK, (120, 110, 90))
    kind = p.pick("flying", "perched", "perched", "wading", "swimming")
    if kind == "flying":
        lift, tip = p.between(-75, 10), p.between(5, 35)
        outline = ((0, -12), (50, lift * 0.8 - 20), (102, lift + tip), (60, lift / 2 + 18), (0, 20))
        p.blob(outline, wing, both=True)
        p.poly("-5,20 -25,75 0,65 25,75 5,20", wing)
        p.oval(0, 5, 16, 36, coat)
        p.oval(0, -32, 14, 14, coat)
        p.poly("-5,-42 0,-62 5,-42", beak)
    elif kind == "perched":
        if p.chance(0.6):
            p.limb(((-120, p.between(60, 90)), (0, 72), (120, p.between(50, 90))), 14, 10, WOOD)
        p.limb("10,40 12,75", 5, 5, beak, both=True)
        p.poly("-35,0 -100,45 -90,62 -20,30", _tint(wing, 0.8))
        p.blob("-55,15 -10,-35 40,-35 50,10 20,50 -25,45", coat)
        p.blob("15,50 45,25 50,-10 20,10 -10,45", p.pick(coat, WHITE, (200, 120, 60)))
        p.blob("-75,30 -25,-20 15,-10 5,20 -30,32", wing)
        p.poly("62,-55 98,-40 62,-33", beak)
        p.oval(42, -45, 28, 27, coat)
        p.oval(50, -50, 7, 7, INK)
    elif kind == "wading":
        p.limb("-10,20 -5,95", 7, 6, beak)
        p.limb("8,20 16,60 10,95", 7, 6, beak)
        p.limb("25,5 45,-25 28,-50 42,-82", 20, 12, coat)
        p.blob("-75,25 -35,-15 15,-20 38,5 10,30 -30,32", coat)
        p.blob("-80,30 -30,-5 10,-2 -10,22", wing)
        p.poly("45,-90 95,-72 45,-72", beak)
        p.oval(44, -80, 14, 12, coat)
        p.oval(48, -82, 4.5, 4.5, INK)
    else:
        p.limb("40,25 52,-10 45,-40", 30, 22, coat)
        p.blob("-95,-5 -40,5 30,0 62,20 40,52 -40,52", coat)
        p.blob("-80,5 -20,8 25,18 -10,38 -50,32", wing)
        p.blob("60,-50 100,-36 95,-28 60,-30", beak)
        p.oval(50, -42, 22, 20, p.pick(coat, wing))
        p.oval(56, -47, 6, 6, INK)
        p.limb("-100,54 0,56 90,53", 8, 8, (150, 180, 195))


def frog(p: Pen):
    """Squatting, seen from the front, from the side or from above."""
    skin = p.colour(SKINS)
    belly = p.pick(_tint(skin, 1.4), _tint(skin, 1.15), CREAM)
    iris = p.pick(SUN, (200, 80, 40), WHITE, _tint(skin, 1.3))
    dark, mouth = _tint(skin, 0.75), _tint(skin, 0.35)

    def eyes(x, y, radius, both):
        p.oval(x, y, radius, radius, _tint(skin, 0.9), both)
        p.oval(x, y, radius * 0.72, radius * 0.72, iris, both)
        p.oval(x, y, radius * 0.5, radius * 0.3, INK, both)

    kind = p.pick("front", "front", "side", "above")
    if kind == "front":
        p.blob("35,15 85,5 100,50 60,72 35,60", dark, both=True)
        p.limb("60,70 105,76", 13, 6, dark, both=True)
        p.blob("0,-30 60,-10 62,45 0,72 -62,45 -60,-10", skin)
        p.blob("0,12 32,15 28,46 0,62 -28,46 -32,15", belly)
        p.limb("32,30 38,55 30,80", 17, 13, _tint(skin, 0.88), both=True)
        p.blob("0,-42 50,-38 80,-5 50,20 0,26 -50,20 -80,-5 -50,-38", skin)
        p.limb("-66,-2 -30,10 30,10 66,-2", 7, 7, mouth)
        eyes(45, -45, 23, both=True)
    elif kind == "side":
        p.blob("-90,55 -60,5 -10,-32 40,-50 95,-20 90,0 50,35 20,62 -50,65", skin)
        p.blob("90,-5 50,2 25,35 20,60 50,38", belly)
        p.limb("40,-5 92,-12", 5, 5, mouth)
        p.limb("30,25 45,50 40,78 65,82", 20, 8, _tint(skin, 0.8))
        p.blob("-95,45 -60,10 -5,20 0,50 -50,72", dark)
        p.limb("-80,60 -30,78 5,80", 20, 8, _tint(skin, 0.65))
        eyes(50, -48, 20, both=False)
    else:
        p = p.at(angle=p.between(-1.2, 1.2))
        p.limb("30,45 80,15 85,60 50,80 95,95", 28, 8, dark, both=True)
        p.limb("30,-15 70,-10 75,-50", 16, 8, dark, both=True)
        p.blob("0,-85 40,-60 45,0 35,60 0,75 -35,60 -45,0 -40,-60", skin)
        if p.chance(0.6):
            p.limb("0,-60 0,65", 10, 6, belly)
        eyes(34, -60, 17, both=True)


# -------------------------------------------------------------------------------- the picture
CLASSES = (
    (airplane, "sky overcast dusk road"),
    (automobile, "road street meadow bare"),
    (bird, "sky forest pond lawn"),
    (cat, "room cloth lawn bare"),
    (deer, "meadow forest lawn snow"),
    (dog, "room lawn cloth snow"),
    (frog, "pond lawn forest bare"),
    (horse, "meadow desert lawn road"),
    (ship, "sea sea overcast dusk"),
    (truck, "road street desert bare"),
)
"""Who draws label 0-9, and where such a thing is usually seen."""


def _grain(rng: np.random.Generator, cells: int) -> np.ndarray:
    """Smooth noise (32, 32, 1) of about unit size with `cells` bumps along each edge."""
    matrix = _spline(cells + 1, SIZE // cells)[:SIZE]
    return (matrix @ rng.standard_normal((cells + 1, cells + 1)) @ matrix.T)[:, :, None]


def _scene(label: int, rng: np.random.Generator) -> np.ndarray:
    """An empty scene, float (32, 32, 3): sky above a slightly tilted horizon, ground below it."""
    names = CLASSES[label][1].split() if rng.random() < AT_HOME else tuple(SCENES)
    colours, low, high = SCENES[names[int(rng.random() * len(names))]]
    colours = np.array(_palette(colours)) + rng.normal(0, 14, (4, 3)) + rng.normal(0, 10, (4, 1))
    horizon = SIZE * (low + (high - low) * rng.random())
    grid = np.arange(SIZE) + 0.5
    height = (grid[:, None] + rng.normal(0, 0.06) * (grid - SIZE / 2))[:, :, None]
    up = (height / max(horizon, 1)).clip(0, 1)
    down = ((height - horizon) / max(SIZE - horizon, 1)).clip(0, 1)
    ground = (height - horizon + 0.5).clip(0, 1)
    picture = colours[0] + (colours[1] - colours[0]) * up
    picture += (colours[2] + (colours[3] - colours[2]) * down - picture) * ground
    rough = _grain(rng, 4) * (3 + 17 * rng.random()) + _grain(rng, 8) * 14 * rng.random()
    return picture + rough * (0.3 + 0.7 * ground)


def _clutter(p: Pen):
    """Up to three things that belong to no class, anywhere in the frame."""
    for _ in range(p.pick(0, 1, 2, 3)):
        q = p.at(p.between(-100, 100), p.between(-50, 60), p.between(0.3, 0.8))
        kind, paint = p.pick("tree", "house", "cloud", "bush", "crate"), p.colour(PAINTS + COATS)
        green = _tint(LEAF, p.between(0.5, 1.5))
        if kind == "tree":
            q.limb("0,0 0,100", 18, 22, _tint(WOOD, p.between(0.6, 1.2)))
            q.blob("0,-90 50,-50 55,10 -55,10 -50,-50", green)
        elif kind == "house":
            q.box(-60, -50, 60, 80, paint)
            q.poly("-75,-50 0,-100 75,-50", _tint(paint, 0.6))
            q.box(-30, -20, 0, 10, GLASS)
        elif kind == "cloud":
            q.blob(
                "-80,-60 -40,-85 20,-95 60,-75 85,-55 0,-45",
                _tint((226, 230, 236), p.between(0.8, 1)),
            )
        elif kind == "bush":
            q.blob("-80,30 -40,-30 30,-40 80,30", green)
        else:
            q.at(angle=p.between(-0.3, 0.3)).box(-60, -40, 60, 40, paint)


def _in_front(p: Pen):
    """Blades of grass, a pole, a fence or an unsharp something in a corner."""
    kind, paint = p.pick("grass", "pole", "fence", "corner"), p.colour((LEAF, WOOD, STEEL, *PAINTS))
    if kind == "grass":
        for _ in range(9):
            x = p.between(-100, 100)
            tip = (x + p.between(-20, 20), p.between(35, 80))
            p.limb(((x, 105), tip), 7, 1, _tint(LEAF, p.between(0.7, 1.5)))
    elif kind == "pole":
        x = p.between(-90, 90)
        p.limb(((x, -110), (x + p.between(-30, 30), 110)), 10, 10, paint)
    elif kind == "fence":
        y = p.between(30, 80)
        p.limb(((-110, y), (110, y + 5)), 7, 7, paint)
        p.limb(((-110, y + 25), (110, y + 30)), 7, 7, paint)
    else:
        p.oval(p.pick(-100, 100), p.pick(-100, 100), p.between(30, 60), p.between(30, 60), paint)


def _photograph(image: Image.Image, rng: np.random.Generator) -> np.ndarray:
    """Shrinks the drawing to uint8 (32, 32, 3) and gives it light, texture, tint and noise."""
    soft = rng.random() < 0.4
    small = image.resize((SIZE, SIZE), Resampling.BILINEAR) if soft else image.reduce(SCALE)
    picture = np.asarray(small, dtype=np.float32)
    slope = np.linspace(-1, 1, SIZE)[:, None]
    light = 1 + rng.normal(0, 0.08) * slope - abs(rng.normal(0, 0.1)) * slope[:, None]
    light = light + _grain(rng, 16) * (0.02 + 0.06 * rng.random())
    mean, contrast = picture.mean(), 0.75 + 0.4 * rng.random()
    exposure = (0.82 + 0.3 * rng.random()) * rng.normal(1, 0.05, 3)
    picture = (picture * contrast + mean * (1 - contrast)) * (light * exposure)
    noise = rng.standard_normal(picture.shape, np.float32) * (1 + 5 * rng.random())
    return (picture + noise).clip(0, 255).astype(np.uint8)


def draw_image(label: int, rng: np.random.Generator) -> np.ndarray:
    """Draw one picture of class `label` (0-9, CIFAR-10's order): uint8 (32, 32, 3), RGB.

    Raises:
        ValueError: there is no such class.
    """
    if not isinstance(label, int | np.integer) or not 0 <= label < len(CLASSES):
        raise ValueError(
            Words(
                f"label이 {label!r}입니다. 0부터 9까지의 정수여야 합니다.",
                f"label is {label!r}; give an integer from 0 to 9.",
            )
        )
    scene = _scene(label, rng)
    image = Image.fromarray(scene.clip(0, 255).astype(np.uint8)).resize(
        (CANVAS, CANVAS), Resampling.NEAREST
    )
    draw = ImageDraw.Draw(image)
    pen = Pen(draw, rng)
    _clutter(pen)
    middle = scene[SIZE // 4 : -SIZE // 4, SIZE // 4 : -SIZE // 4].mean(axis=(0, 1)).tolist()
    subject = Pen(draw, rng, backdrop=middle)
    size = pen.between(0.75, 1.1)
    reach = max(15, 75 - 65 * size)
    x, y = pen.between(-1, 1) * reach, pen.between(-0.8, 0.8) * reach
    pose = subject.at(x, y, size, rng.normal(0, 0.1), pen.chance(0.4), pen.between(0.85, 1.15))
    CLASSES[label][0](pose)
    if pen.chance(0.2):
        _in_front(pen)
    return _photograph(image, rng)


# ------------------------------------------------------------------------------------ the data
def draw_standin(seed: int = SEED, progress: Progress | None = None) -> Arrays:
    """Draw the whole stand-in: the same seed gives the same data.

    Args:
        seed: decides everything.
        progress: called now and then with the pictures done and in all.

    Returns:
        train_X uint8 (7500, 32, 32, 3), train_y uint8 (7500, 1), test_X uint8 (500, 32, 32, 3),
        test_y uint8 (500, 1), the classes in random order.
    """
    total, done, arrays = sum(TRAIN_COUNTS) + sum(TEST_COUNTS), 0, []
    for split, counts in enumerate((TRAIN_COUNTS, TEST_COUNTS)):
        ordered = np.repeat(np.arange(len(counts), dtype=np.uint8), counts)
        labels = np.random.default_rng((seed, split)).permutation(ordered)
        images = np.empty((len(labels), SIZE, SIZE, 3), np.uint8)
        for index, label in enumerate(labels.tolist()):
            images[index] = draw_image(label, np.random.default_rng((seed, split, index)))
            done += 1
            if progress is not None and (done % 100 == 0 or done == total):
                progress(done, total)
        arrays += [images, labels[:, None]]
    return tuple(arrays)


def cache_path(folder: str | os.PathLike) -> Path:
    """Return the file in `folder` that keeps the stand-in; its name is never one of CIFAR-10's."""
    return Path(folder) / f"standin_v{VERSION}_seed{SEED}.npz"


def load_standin(folder: str | os.PathLike, progress: Progress | None = None) -> Arrays:
    """Return the arrays of `draw_standin`: from `folder`, or else drawn and kept there.

    A cache that is damaged is drawn anew. A folder that cannot be written to is no error: the data
    are then drawn each time. The cache appears whole or not at all, so several processes may do
    this at once.
    """
    path = cache_path(folder)
    arrays = _read(path)
    if arrays is None:
        arrays = draw_standin(progress=progress)
        _keep(path, arrays)
    return arrays


_NAMES = ("train_X", "train_y", "test_X", "test_y")


def _read(path: Path) -> Arrays | None:
    """The cached arrays, or None if they are not there or not what this version draws."""
    try:
        if not path.is_file():
            return None
        with np.load(path, allow_pickle=False) as stored:
            made_by = stored["made_by"].tolist()
            arrays = tuple(stored[name] for name in _NAMES)
    except Exception:  # the file is ours: whatever ails it, the remedy is to draw anew
        return None
    if made_by != [VERSION, SEED]:
        return None
    for images, labels, counts in zip(
        arrays[::2], arrays[1::2], (TRAIN_COUNTS, TEST_COUNTS), strict=True
    ):
        rows = sum(counts)
        if images.dtype != np.uint8 or images.shape != (rows, SIZE, SIZE, 3):
            return None
        if labels.dtype != np.uint8 or labels.shape != (rows, 1):
            return None
        if tuple(np.bincount(labels.ravel()).tolist()) != counts:
            return None
    return arrays


def _keep(path: Path, arrays: Arrays) -> None:
    """Store the arrays under a passing name, then renames; a failure leaves nothing behind."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        with open(unfinished, "xb") as file:
            np.savez(
                file, made_by=np.array((VERSION, SEED)), **dict(zip(_NAMES, arrays, strict=True))
            )
        os.replace(unfinished, path)
    except OSError:
        return  # no room or no permission: the arrays are in memory all the same
    finally:
        with suppress(OSError):
            unfinished.unlink()
