"""Pictures of the public pages, drawn on the server as SVG: the tile of the day, the peephole, icons, faces."""

from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from palier.doorway.icons import ICONS
from palier.people.api import portrait

# The phone draws the same tile from the same five characters: field/src/ui/tile.ts, contract/examples/tiles.json.
PALETTES = (
    ("#0F4E55", ("#FFBE28", "#F7E6DC", "#B4432A")),
    ("#8C2F1B", ("#FFBE28", "#F7E6DC", "#9CC8C8")),
    ("#3E1F4F", ("#FFBE28", "#F7E6DC", "#5E9EA2")),
    ("#F7E6DC", ("#0F4E55", "#B4432A", "#E59A00")),
)
SHAPES = (
    "M-6-6H6A12 12 0 0 1-6 6z",
    "M-4.2 0a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0-8.4 0z",
    "M-6-6H6L-6 6z",
    "M-6 0a6 6 0 0 1 12 0z",
    "M-6-6H0V0H6V6H0V0H-6z",
)
SIDE, STEP = 48, 12


class Cell(NamedTuple):
    """One of the sixteen shapes of a tile: its outline around the origin, its colour, where it stands, how it is turned."""

    outline: str
    colour: str
    x: int
    y: int
    turn: int


def tile_cells(tile: str) -> tuple[str, list[Cell]]:
    """The ground's colour and the sixteen cells of a tile: a quarter of four cells, turned about the middle."""
    ground, colours = PALETTES[int(tile[0])]
    kinds = [divmod(ord(letter) - ord("a"), 3) for letter in tile[1:]]
    cells = []
    for row in range(4):
        for column in range(4):
            shape, colour = kinds[2 * min(row, 3 - row) + min(column, 3 - column)]
            turn = (90 if row < 2 else 180) if column >= 2 else (0 if row < 2 else 270)
            cells.append(Cell(SHAPES[shape], colours[colour], column * STEP + STEP // 2, row * STEP + STEP // 2, turn))
    return ground, cells


def tile_svg(tile: str, label: str, size: int = 132) -> SafeString:
    """The tile as a picture with a name."""
    ground, cells = tile_cells(tile)
    drawn = "".join(
        f'<path d="{one.outline}" fill="{one.colour}" transform="translate({one.x} {one.y}) rotate({one.turn})"/>' for one in cells
    )
    return format_html(
        '<svg class="tile" width="{0}" height="{0}" viewBox="0 0 48 48" role="img" aria-label="{1}"><rect width="48" height="48" fill="{2}"/>{3}</svg>',
        size, label, ground, mark_safe(drawn),  # noqa: S308 (our own drawings)
    )  # fmt: skip


def icon(name: str) -> SafeString:
    """One icon, hidden from readers: a word always stands beside it."""
    return format_html('<svg class="i" viewBox="0 0 256 256" aria-hidden="true"><path d="{}"/></svg>', ICONS[name])


def face(key: str, size: int = 112) -> SafeString:
    """The drawn portrait of a voisin."""
    return mark_safe(portrait(key, size))  # noqa: S308 (our own drawings)


def logo() -> SafeString:
    """A lit door at the end of two steps."""
    return mark_safe(
        '<svg width="30" height="30" viewBox="0 0 32 32" aria-hidden="true"><path d="M2 30V22h8v-6h7V5.500A3.500 3.500 0 0 1 20.500 '
        '2h6A3.500 3.500 0 0 1 30 5.500V30z" fill="#0F4E55"/><path d="M20 16V7.600A2 2 0 0 1 22 5.600h3.400a2 2 0 0 1 2 2V16z" '
        'fill="#FFBE28"/><circle cx="25.300" cy="12.300" r="1" fill="#0F4E55"/></svg>'
    )


def peephole() -> SafeString:
    """What one sees from behind the door: somebody on the landing."""
    someone = portrait("fatou", 92).replace('<rect width="64" height="64" fill="#DFEFED"/>', "")
    return mark_safe(  # noqa: S308 (our own drawings)
        '<svg viewBox="0 0 360 138" preserveAspectRatio="xMidYMid slice" aria-hidden="true"><rect width="360" height="138" fill="#0F4E55"/>'
        '<rect x="20" y="16" width="140" height="200" rx="6" fill="none" stroke="#16666E" stroke-width="4"/>'
        '<rect x="200" y="16" width="140" height="200" rx="6" fill="none" stroke="#16666E" stroke-width="4"/>'
        '<circle cx="180" cy="70" r="62" fill="#0A2C31"/><circle cx="180" cy="70" r="54" fill="#FFF3D2"/>'
        '<clipPath id="jd"><circle cx="180" cy="70" r="54"/></clipPath><g clip-path="url(#jd)"><path d="M110 104c40-14 100-14 140 0v40H110z" fill="#EFD3C5"/>'
        '<path d="M124 30c10 22 10 60 0 84M236 30c-10 22-10 60 0 84" stroke="#E59A00" stroke-width="2" fill="none" opacity=".6"/>'
        f'<g transform="translate(134 30)">{someone}</g></g><circle cx="180" cy="70" r="54" fill="none" stroke="#FFBE28" stroke-width="4"/>'
        '<circle cx="326" cy="92" r="9" fill="#FFBE28"/><rect x="312" y="88" width="28" height="8" rx="4" fill="#FFBE28"/></svg>'
    )
