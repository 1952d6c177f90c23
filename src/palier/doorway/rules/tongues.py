"""Which language a page speaks. Pure."""

# The eighteen languages of the public pages, in the order they are offered.
LANGUAGES = ("fr", "ar", "tr", "pt", "ta", "snk", "bm", "ff", "wo", "kab", "ln", "zdj", "ro", "es", "en", "bn", "ur", "zh")
# What browsers call the languages that we call otherwise.
ALSO_CALLED = {
    "swb": "zdj",
    "wni": "zdj",
    "zh": "zh",
    "cmn": "zh",
    "yue": "zh",
    "fuc": "ff",
    "fuf": "ff",
    "bam": "bm",
    "wol": "wo",
    "mo": "ro",
}


def wanted_language(accepted: str, spoken: frozenset[str]) -> str:
    """The best of the languages a browser asks for (an `Accept-Language` header) among those that are spoken; else French."""
    wishes = []
    for place, part in enumerate(accepted[:400].split(",")):
        tag, _, quality = part.strip().partition(";")
        main = tag.partition("-")[0].lower()
        wishes.append((-_quality(quality), place, ALSO_CALLED.get(main, main)))
    return next((code for quality, _, code in sorted(wishes) if quality < 0 and code in spoken), "fr")


def _quality(text: str) -> float:
    name, _, number = text.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(number)))
    except ValueError:
        return 0.0
