"""The neighbourhood seen from above, lit: each building's real place and size, its windows sorted, never in their place."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

W, H = 760, 640
FLOOR = 2.9  # metres
LEFT, RIGHT, ROOF, OFF_LEFT, OFF_RIGHT, ON = "#0C3B41", "#16666E", "#F7E6DC", "#1B5A60", "#2E7A80", "#FFBE28"
PALE = ("#E4CDBF", "#F0DED2", "#FFFDFB", "#F0E0D5", "#FBF3EE", "#FBF3EE")
MAX_WINDOWS = 90


@dataclass(frozen=True)
class Block:
    """One building: its ground in metres, its floors, the share of its homes knocked (None outside any mission)."""

    name: str
    x: float
    y: float
    length: float
    depth: float
    floors: int
    share: float | None


class _View:
    """Isometric projection that fits all blocks in the picture."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.k, self.dx, self.dy = 1.0, 0.0, 0.0
        corners = [self.at(x, y, z) for one in blocks for x, y, z in _corners(one)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        self.k = min((W - 70) / max(1.0, max(xs) - min(xs)), (H - 170) / max(1.0, max(ys) - min(ys)), 4.0)
        self.dx = (W - self.k * (max(xs) + min(xs))) / 2
        self.dy = (H + 50 - self.k * (max(ys) + min(ys))) / 2

    def at(self, x: float, y: float, z: float = 0.0) -> tuple[float, float]:
        """Screen place of a point of the ground, `z` metres up. North is at the back right."""
        return self.dx + self.k * 0.866 * (x + y), self.dy + self.k * (0.5 * (x - y) - z * 1.5)

    def poly(self, points: Sequence[tuple[float, float, float]], fill: str, more: str = "") -> str:
        """A filled shape."""
        placed = " ".join(f"{x:.1f},{y:.1f}" for x, y in (self.at(*point) for point in points))
        return f'<polygon points="{placed}" fill="{fill}"{more}/>'


def _corners(one: Block) -> list[tuple[float, float, float]]:
    top = one.floors * FLOOR
    return [
        (x, y, z) for x in (one.x, one.x + one.length) for y in (one.y, one.y + one.depth) for z in (0.0, top)
    ]  # fmt: skip


def neighbourhood_picture(blocks: Sequence[Block], label: str) -> str:
    """The whole picture as SVG; empty text without a building."""
    if not blocks:
        return ""
    view = _View(blocks)
    parts = [f'<rect width="{W}" height="{H}" fill="#EAF2E9"/>', _ground(blocks, view)]
    ordered = sorted(blocks, key=lambda one: (one.x + one.length / 2) - (one.y + one.depth / 2))
    parts += [_building(one, view) for one in ordered]
    parts += _labels(ordered, view)
    return (
        f'<svg viewBox="0 0 {W} {H}" width="100%" height="100%" preserveAspectRatio="xMidYMid slice" role="img" '
        f'aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _ground(blocks: Sequence[Block], view: _View) -> str:
    west, east = min(one.x for one in blocks), max(one.x + one.length for one in blocks)
    south, north = min(one.y for one in blocks), max(one.y + one.depth for one in blocks)
    pad = 0.06 * max(east - west, north - south, 30)
    lawn = [
        (west - pad, south - pad, 0.0),
        (east + pad, south - pad, 0.0),
        (east + pad, north + pad, 0.0),
        (west - pad, north + pad, 0.0),
    ]
    parts = [view.poly(lawn, "#E0ECDD")]
    for place in range(26):
        # Trees stand where no building does, by a fixed draw.
        x = west + (east - west) * ((place * 0.618) % 1)
        y = south + (north - south) * ((place * 0.382 + 0.13) % 1)
        if any(one.x - 6 < x < one.x + one.length + 6 and one.y - 6 < y < one.y + one.depth + 6 for one in blocks):
            continue
        px, py = view.at(x, y)
        parts.append(
            f'<circle cx="{px:.1f}" cy="{py - 8:.1f}" r="5.500" fill="#7FB894"/><path d="M{px:.1f} {py:.1f}v-5" stroke="#6B4A33" stroke-width="1.600"/>'
        )
    return "".join(parts)


def _building(one: Block, view: _View) -> str:
    left, right, roof, off_left, off_right, on = (LEFT, RIGHT, ROOF, OFF_LEFT, OFF_RIGHT, ON) if one.share is not None else PALE
    x, y, x2, y2, top = one.x, one.y, one.x + one.length, one.y + one.depth, one.floors * FLOOR
    parts = [
        view.poly([(x, y, 0), (x2, y, 0), (x2, y, top), (x, y, top)], left),
        view.poly([(x2, y, 0), (x2, y2, 0), (x2, y2, top), (x2, y, top)], right),
        view.poly([(x, y, top), (x2, y, top), (x2, y2, top), (x, y2, top)], roof, ' stroke="#0C3B41" stroke-width=".7"'),
    ]  # fmt: skip
    windows = _windows(one)
    lit = math.floor(len(windows) * (one.share or 0) + 0.5)
    for place, (side, shape) in enumerate(windows):
        parts.append(view.poly(shape, on if place < lit else off_left if side == "left" else off_right))
    return "".join(parts)


def _windows(one: Block) -> list[tuple[str, list[tuple[float, float, float]]]]:
    """Windows of the two faces that are seen, sorted from the bottom."""
    found = []
    long_side = max(2, min(18, round(one.length / 6)))
    short_side = max(1, min(6, round(one.depth / 6)))
    floors = max(1, min(one.floors, MAX_WINDOWS // (long_side + short_side)))
    height = one.floors * FLOOR / floors
    for floor in range(floors):
        low, high = floor * height + height * 0.26, floor * height + height * 0.76
        for place in range(long_side):
            a, b = one.x + one.length * (place + 0.25) / long_side, one.x + one.length * (place + 0.75) / long_side
            found.append(("left", [(a, one.y, low), (b, one.y, low), (b, one.y, high), (a, one.y, high)]))
        for place in range(short_side):
            a, b = one.y + one.depth * (place + 0.25) / short_side, one.y + one.depth * (place + 0.75) / short_side
            x2 = one.x + one.length
            found.append(("right", [(x2, a, low), (x2, b, low), (x2, b, high), (x2, a, high)]))
    return found


def _labels(blocks: Sequence[Block], view: _View) -> list[str]:
    parts: list[str] = []
    taken: list[tuple[float, float, float]] = []
    for one in blocks:
        short = one.name.replace("Bâtiment ", "").replace("Tour ", "")
        said = f"{round(100 * one.share)} %" if one.share is not None else "hors mission"
        width = 20 + 9.2 * len(short) + 7.4 * len(said)
        x, y = view.at(one.x + one.length / 2, one.y + one.depth / 2, one.floors * FLOOR)
        y -= 12
        while any(abs(x - x2) < (width + w2) / 2 and abs(y - y2) < 26 for x2, y2, w2 in taken):
            y -= 9
        taken.append((x, y, width))
        parts.append(
            f'<rect x="{x - width / 2:.1f}" y="{y - 18:.1f}" width="{width:.1f}" height="24" rx="7" fill="#fff" stroke="#0C3B41" stroke-width="1.300"/>'
            f'<text x="{x - width / 2 + 8:.1f}" y="{y - 1:.1f}" font-size="14.500" font-weight="800" class="tt" fill="#0E2429">{escape(short)}'
            f'<tspan dx="6" font-weight="600" font-size="13">{said}</tspan></text>'
        )
    return parts
