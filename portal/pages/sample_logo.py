"""A small logo for each sample authority, drawn: no font, no clock, always the same bytes."""

import io
from collections.abc import Iterator
from math import cos, pi, sin

from PIL import Image, ImageDraw

from portal.tenancy.enums import Theme

Point = tuple[float, float]
SIDE, DETAIL = 320, 4  # drawn four times as large, for smooth edges
WHITE = "#ffffff"
COLOURS = {
    Theme.SEA: ("#0a5a78", "#083d54", "#f2c66d"),
    Theme.LOTUS: ("#a3195b", "#6b1040", "#ffd3a1"),
}


def logo_png(theme: str) -> bytes:
    """A star in a cogwheel, above waves or a lotus: transparent around it."""
    brand, dark, gilt = COLOURS[Theme(theme)]
    image = Image.new("RGBA", (SIDE * DETAIL, SIDE * DETAIL))
    draw = ImageDraw.Draw(image)
    draw.polygon(_scaled(_cogwheel()), fill=dark)
    draw.circle(_scaled([(0, 0)])[0], 0.8 * SIDE * DETAIL / 2, fill=gilt)
    draw.circle(_scaled([(0, 0)])[0], 0.74 * SIDE * DETAIL / 2, fill=brand)
    draw.polygon(_scaled(_star(0, -0.24, 0.34)), fill=gilt)
    for shape in _waves() if theme == Theme.SEA else _lotus():
        draw.polygon(_scaled(shape), fill=WHITE)
    return _png(image)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def _scaled(points: list[Point]) -> list[Point]:
    """From a square of two units around the middle to pixels."""
    half = SIDE * DETAIL / 2
    return [(half + x * half, half + y * half) for x, y in points]


def _ring(radii: list[float], x: float = 0, y: float = 0) -> list[Point]:
    step = 2 * pi / len(radii)
    angles = (number * step - pi / 2 for number in range(len(radii)))
    return [
        (x + radius * cos(a), y + radius * sin(a)) for radius, a in zip(radii, angles, strict=True)
    ]


def _cogwheel(teeth: int = 16) -> list[Point]:
    return _ring([0.98, 0.98, 0.98, 0.87, 0.87, 0.87] * teeth)


def _star(x: float, y: float, radius: float) -> list[Point]:
    return _ring([radius, radius * 0.42] * 5, x, y)


def _waves() -> Iterator[list[Point]]:
    xs = [number / 100 for number in range(-56, 57)]
    for y, width in ((0.22, 1.0), (0.38, 0.9), (0.54, 0.62)):
        upper = [(x * width, y + 0.04 * cos(x * 4 * pi)) for x in xs]
        yield upper + [(x, y + 0.075) for x, y in reversed(upper)]


def _lotus() -> Iterator[list[Point]]:
    for turn, length in ((-1.15, 0.44), (1.15, 0.44), (-0.6, 0.5), (0.6, 0.5), (0, 0.54)):
        yield [
            (x * cos(turn) - y * sin(turn), 0.58 + x * sin(turn) + y * cos(turn))
            for x, y in _petal(length)
        ]


def _petal(length: float) -> list[Point]:
    """From its foot upwards and back: as wide as a quarter of its length."""
    steps = [number / 20 for number in range(21)]
    right = [(0.24 * length * sin(pi * at**1.2), -length * at) for at in steps]
    return right + [(-x, y) for x, y in reversed(right)]
