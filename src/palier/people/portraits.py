"""Portraits of voisins: drawn, never a photograph. The same picture at the desk, on the badge, on public pages and posters."""

from typing import Any

SKIN = ("#F2CDB0", "#DDA37B", "#B97A50", "#8B5534", "#5F3A24", "#E8B892", "#A5663D")
PORTRAITS: dict[str, dict[str, Any]] = {
    "fatou": {"skin": 4, "hair": "#1d1210", "style": "foulard", "top": "#FFBE28", "bg": "#DFEFED", "foul": "#B4432A"},
    "ahmed": {"skin": 1, "hair": "#2a1c14", "style": "court", "beard": 1, "top": "#16666E", "bg": "#F7E6DC"},
    "raje": {"skin": 3, "hair": "#15100e", "style": "long", "top": "#B4432A", "bg": "#FFF1CC"},
    "maria": {"skin": 5, "hair": "#5b3420", "style": "carre", "top": "#3F83C8", "bg": "#ECEAF2"},
    "elif": {"skin": 0, "hair": "#3a2416", "style": "foulard", "top": "#423D57", "bg": "#DFEFED", "foul": "#5E9EA2"},
    "jeanluc": {"skin": 0, "hair": "#b9b3ab", "style": "court", "top": "#2A7A56", "bg": "#F7E6DC"},
    "khadija": {"skin": 1, "hair": "#1d1210", "style": "carre", "top": "#E59A00", "bg": "#ECEAF2"},
    "mamadou": {"skin": 4, "hair": "#120c0a", "style": "court", "beard": 1, "top": "#3F83C8", "bg": "#FFF1CC"},
    "lin": {"skin": 0, "hair": "#15100e", "style": "carre", "top": "#B4432A", "bg": "#DFEFED"},
    "binta": {"skin": 4, "hair": "#120c0a", "style": "boule", "top": "#7B3F73", "bg": "#FFF1CC"},
    "ionela": {"skin": 0, "hair": "#7a4a25", "style": "long", "top": "#16666E", "bg": "#F7E6DC"},
    "nadia": {"skin": 1, "hair": "#2a1c14", "style": "boule", "top": "#0F4E55", "bg": "#FFDD85"},
}
BEHIND = {
    "long": '<path d="M16 58V30a16 16 0 0 1 32 0v28z" fill="{hair}"/>',
    "boule": '<circle cx="32" cy="24" r="19" fill="{hair}"/>',
    "carre": '<path d="M15 44V28a17 17 0 0 1 34 0v16z" fill="{hair}"/>',
    "foulard": '<path d="M14 60c-2-14 0-34 2-38a17.500 17.500 0 0 1 32 0c2 4 4 24 2 38z" fill="{foul}"/>',
}
FRONT = {
    "court": '<path d="M20 30c-1.500-13 4-18 12-18s13.500 5 12 18c-1.500-6-3-8.500-5-9.500-5 1.500-9.500 1.200-14 0-2 1-3.500 3.500-5 9.500z" fill="{hair}"/>',
    "long": '<path d="M19.500 32c-2-14 4-20 12.500-20s14.500 6 12.500 20c-1-6-3.500-9-6-11-6 4-13 4-16 1-1.500 2.500-2.500 5-3 10z" fill="{hair}"/>',
    "boule": '<path d="M20 27c0-9 5-13 12-13s12 4 12 13c-3-5-7-7-12-7s-9 2-12 7z" fill="{hair}"/>',
    "foulard": '<path d="M19.500 30c-1.500-14 5-18.500 12.500-18.500S46 16 44.500 30c-1.500-7-5-10.500-12.500-10.500S21 23 19.500 30z" fill="{foul}"/>',
}
SMILE = '<path d="M28 36.800c2.500 2.200 5.500 2.200 8 0" fill="none" stroke="{}" stroke-width="1.600" stroke-linecap="round"/>'
BEARD = '<path d="M20.600 32c.4 9.500 5.400 13 11.400 13s11-3.500 11.400-13c-1.400 4-4 5.600-7 5.600-1.500-1.400-7.300-1.400-8.800 0-3 0-5.600-1.600-7-5.600z" fill="{hair}"/>'
NOBODY = (
    '<rect width="64" height="64" fill="#DFEFED"/><circle cx="32" cy="26" r="11" fill="#5E9EA2"/>'
    '<path d="M8 66c1-16 10-22 24-22s23 6 24 22z" fill="#5E9EA2"/>'
)


def portrait(key: str, size: int = 40) -> str:
    """The SVG of a drawn person in a square of `size` pixels, hidden from readers; a plain one for somebody without a picture."""
    person = PORTRAITS.get(key)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 64 64" aria-hidden="true" class="avatar">'
        f"{_person(person) if person else NOBODY}</svg>"
    )


def _person(person: dict[str, Any]) -> str:
    colours = {"hair": person["hair"], "foul": person.get("foul", "")}
    style, skin = person["style"], SKIN[person["skin"]]
    parts = [f'<rect width="64" height="64" fill="{person["bg"]}"/>', BEHIND.get(style, "").format(**colours)]
    parts.append(f'<path d="M8 66c1-13 10-18 24-18s23 5 24 18z" fill="{person["top"]}"/>')
    if style == "foulard":
        parts.append(f'<path d="M20 44h24l3 12c-9 5-21 5-30 0z" fill="{person["foul"]}"/>')
    else:
        parts.append(f'<path d="M26 38h12v11a6 6 0 0 1-12 0z" fill="{skin}"/>')
    parts.append(f'<ellipse cx="32" cy="30" rx="11.500" ry="13.500" fill="{skin}"/>')
    front = FRONT["long"] if style == "carre" else FRONT.get(style, "")
    parts.append(front.format(**colours))
    if person.get("beard"):
        parts.append(BEARD.format(**colours))
    parts.append('<circle cx="27.600" cy="30" r="1.500" fill="#1b1310"/><circle cx="36.400" cy="30" r="1.500" fill="#1b1310"/>')
    parts.append(SMILE.format("#fff" if person.get("beard") else "#3b1a12"))
    return "".join(parts)
