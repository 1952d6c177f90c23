"""The SVG of the mission page. Every chart has a label that says its finding; colours are never alone."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape

from palier.common.french import DAYS, language_name, short_day
from palier.desk.charts.findings import Pace, Slot

INK, INK2, GRID, PETROL, PETROL6, LIGHT = "#0E2429", "#40545A", "#EADCD3", "#0F4E55", "#16666E", "#FFBE28"
RAMP = ("#FFF9E8", "#FFEFC4", "#FFDD85", "#FFBE28", "#E59A00", "#A66A00")
DOORS = {
    "met": (LIGHT, "#7A5200", "on s’est parlé"), "absent": ("#C5E0DE", PETROL, "absents"),
    "refused": ("#D3CFE0", "#423D57", "refus"), "not_now": ("#DFEFED", PETROL6, "plus tard"),
    "stop": (INK, INK, "ne plus venir"), "no_language": ("#F7E6DC", "#8A7D75", "pas de langue commune"),
    "vacant": ("none", "#8A7D75", "vides"), "inaccessible": ("#EFD3C5", "#8A7D75", "pas pu entrer"),
    "not_a_dwelling": ("none", "#C9BDB4", "pas un logement"), "to_do": ("#fff", "#9CC8C8", "à faire"),
}  # fmt: skip


def words(x: float, y: float, text: object, *, size: float = 13.5, fill: str = INK2, anchor: str = "start",
          weight: int = 500, face: str = "") -> str:  # fmt: skip
    """One text."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}" '
        f'font-weight="{weight}" class="{face}">{escape(str(text))}</text>'
    )


def svg(width: float, height: float, body: str, label: str) -> str:
    """A picture with a sentence for those who do not see it."""
    return f'<svg viewBox="0 0 {width:.0f} {height:.0f}" width="100%" role="img" aria-label="{escape(label)}">{body}</svg>'


def pace_chart(pace: Pace) -> str:
    """Homes knocked at least once, cumulated; the planned corridor; where the pace leads."""
    w, h, left, right, top, bottom = 560, 258, 40, 76, 22, 30
    span = max(1, (pace.ends - pace.starts).days)
    most = max(pace.target, pace.done, 1) * 1.12

    def x(day: date) -> float:
        return left + (w - left - right) * min(1.06, max(0.0, (day - pace.starts).days / span))

    def y(value: float) -> float:
        return h - bottom - (h - bottom - top) * value / most

    parts = [_pace_grid(pace, w, left, right, y), _corridor(pace, x, y)]
    line = "L".join(f"{x(day):.1f} {y(value):.1f}" for day, value in pace.points)
    parts.append(f'<path d="M{line}" fill="none" stroke="{PETROL}" stroke-width="4" stroke-linejoin="round"/>')
    now_x, now_y = x(min(pace.today, pace.ends)), y(pace.done)
    if pace.arrives and pace.done < pace.target:
        end_x = x(min(pace.arrives, pace.ends + timedelta(days=3)))
        reach = min(1.0, (pace.ends - pace.today).days / max(1, (pace.arrives - pace.today).days))
        end_y = y(pace.done + (pace.target - pace.done) * (1 if pace.arrives <= pace.ends else reach))
        parts.append(
            f'<path d="M{now_x:.1f} {now_y:.1f}L{end_x:.1f} {end_y:.1f}" stroke="{PETROL}" stroke-width="2.500" '
            'stroke-dasharray="1 6" stroke-linecap="round"/>'
        )
    parts.append(f'<circle cx="{now_x:.1f}" cy="{now_y:.1f}" r="7.500" fill="{LIGHT}" stroke="{INK}" stroke-width="2.500"/>')
    parts.append(words(max(now_x - 8, left + 40), now_y - 14, pace.done, size=24, fill=INK, anchor="end", weight=800, face="tt"))
    parts += _days(pace, x, h)
    return svg(w, h, "".join(parts), f"{pace.title}. {pace.done} portes frappées sur {pace.target}.")


def _pace_grid(pace: Pace, w: int, left: int, right: int, y) -> str:  # type: ignore[no-untyped-def]
    step = max(1, round(max(pace.target, pace.done, 4) / 4, -1 if pace.target > 80 else 0))
    parts = []
    for value in [*range(0, int(max(pace.target, pace.done)), int(step) or 1)]:
        parts.append(
            f'<path d="M{left} {y(value):.1f}H{w - right}" stroke="{GRID}"/>'
            + words(left - 7, y(value) + 4.5, value, size=13, anchor="end")
        )
    if pace.target:
        parts.append(f'<path d="M{left} {y(pace.target):.1f}H{w - right}" stroke="{INK}" stroke-width="1.600" stroke-dasharray="2 4"/>')
        parts.append(words(w - right + 7, y(pace.target) - 1, "objectif", fill=INK, weight=700))
        parts.append(words(w - right + 7, y(pace.target) + 15, pace.target, fill=INK, weight=700))
    return "".join(parts)


def _corridor(pace: Pace, x, y) -> str:  # type: ignore[no-untyped-def]
    if not pace.target:
        return ""
    high = f"{x(pace.starts):.1f},{y(0):.1f} {x(pace.ends):.1f},{y(pace.target * 1.06):.1f}"
    low = f"{x(pace.ends):.1f},{y(pace.target * 0.9):.1f}"
    middle = words((x(pace.starts) + x(pace.ends)) / 2 + 34, y(pace.target * 0.44), "rythme prévu", fill="#2b6b70", weight=600)
    return f'<polygon points="{high} {low}" fill="#DFEFED"/>{middle}'


def _days(pace: Pace, x, h: int) -> list[str]:  # type: ignore[no-untyped-def]
    span = (pace.ends - pace.starts).days
    every = max(7, -(-span // 5 // 7) * 7)
    days = [pace.starts + timedelta(days=one) for one in range(0, max(1, span - every // 2), every)]
    labels = [words(x(day), h - 8, _brief(day), size=13, anchor="middle" if day != pace.starts else "start") for day in days]
    return [*labels, words(x(pace.ends), h - 8, _brief(pace.ends), size=13.5, fill=PETROL, anchor="middle", weight=750)]


def _brief(day: date) -> str:
    """`9 févr.`: short enough for an axis."""
    number, _, month = short_day(day).partition(" ")
    return f"{number} {month if len(month) < 6 else month[:4] + '.'}"


def heat_chart(found: Mapping[tuple[int, int], Slot], title: str) -> str:
    """Out of 100 knocks, how many were opened, by weekday and hour; hatched under 11."""
    hours = sorted({hour for _, hour in found}) or [17, 18, 19]
    days = [day for day in range(7) if any(weekday == day for weekday, _ in found)] or [0, 1, 2, 3, 5]
    w, left, top = 470, 44, 24
    cw, ch = (w - left) / len(hours), 38
    parts = [
        '<defs><pattern id="few" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#FBF3EE"/><path d="M0 0v6" stroke="#CDBBAF" stroke-width="2"/></pattern></defs>'
    ]
    for place, hour in enumerate(hours):
        parts.append(words(left + place * cw + cw / 2, 15, f"{hour} h", size=13, anchor="middle"))
    for row, day in enumerate(days):
        parts.append(words(0, top + row * ch + ch / 2 + 4.5, DAYS[day][:3] + ".", fill=INK))
        for place, hour in enumerate(hours):
            parts.append(_heat_cell(found.get((day, hour)), left + place * cw + 1.5, top + row * ch + 1.5, cw - 3, ch - 3))
    return svg(w, top + len(days) * ch, "".join(parts), title)


def _heat_cell(slot: Slot | None, x: float, y: float, w: float, h: float) -> str:
    rate = slot.rate if slot else None
    box = f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="4" '
    if rate is None:
        return box + 'fill="url(#few)"/>'
    step = max(0, min(5, int((rate - 20) / 50 * 6)))
    return (
        box
        + f'fill="{RAMP[step]}"/>'
        + words(x + w / 2, y + h / 2 + 5, rate, size=14, fill="#fff" if step == 5 else INK, anchor="middle", weight=700)
    )


def doors_chart(states: Mapping[str, int], to_do: int) -> tuple[str, int, list[tuple[str, str, str, int]]]:
    """Doors sorted by state, one drawn for n. Returns the picture, n, and the legend (fill, line, word, homes)."""
    counts = {code: states.get(code, 0) for code in DOORS if code != "to_do"} | {"to_do": to_do}
    total = sum(counts.values())
    each = next((one for one in (1, 2, 4, 5, 10, 20, 50, 100, 500, 1000) if total / one <= 190), 5000)
    columns, cw, ch = 32, 15, 22.5
    parts, place = [], 0
    for code, number in counts.items():
        fill, line, _ = DOORS[code]
        for _ in range(round(number / each)):
            x, y = place % columns * cw, place // columns * ch
            dash = ' stroke-dasharray="2 2"' if fill == "none" else ""
            parts.append(
                f'<path d="M{x + 1:.1f} {y + ch - 3}v-{ch - 8}a3 3 0 0 1 3-3h{cw - 9}a3 3 0 0 1 3 3v{ch - 8}z" fill="{fill}" stroke="{line}" stroke-width="1.300"{dash}/>'
            )
            place += 1
    legend = [(*DOORS[code], number) for code, number in counts.items() if number]
    label = f"Une porte dessinée pour {each} : " + ", ".join(f"{number} {word}" for _, _, word, number in legend)
    return svg(columns * cw, max(1, -(-place // columns)) * ch, "".join(parts), label), each, legend


def languages_chart(rows: Sequence[tuple[str, int, int]], total: int, title: str) -> str:
    """Conversations per language beside the voisins who speak it: (code, homes, voisins)."""
    w, left, row_height = 350, 96, 27
    most = max([homes for _, homes, _ in rows] or [1])
    parts = []
    for place, (code, homes, speakers) in enumerate(rows):
        y = place * row_height + 2
        length = (w - left - 118) * homes / most
        parts.append(words(0, y + 16, language_name(code).capitalize(), size=14.5, fill=INK, weight=600))
        parts.append(f'<rect x="{left}" y="{y + 4}" width="{max(2, length):.1f}" height="14" rx="3" fill="{PETROL6}"/>')
        parts.append(words(left + length + 6, y + 16, f"{round(100 * homes / total)} %", fill=INK, weight=650))
        said = "personne" if not speakers else f"{speakers} voisin" + ("s" if speakers > 1 else "")
        parts.append(
            words(
                w,
                y + 16,
                said,
                anchor="end",
                fill="#8C2F1B" if not speakers else INK2,
                weight=700 if not speakers else 500,
            )
        )
    return svg(w, len(rows) * row_height + 4, "".join(parts), title)
