"""The seal of an erasure's receipt: each one holds the digest of the one before. Pure."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

from palier.common.canonical import canonical_json

# How many of each kind, in French: singular, plural.
KINDS = {
    "visits": ("passage", "passages"),
    "notes": ("mot libre", "mots libres"),
    "answers": ("réponse", "réponses"),
    "states": ("état de porte", "états de porte"),
    "operations": ("envoi de téléphone vidé", "envois de téléphone vidés"),
    "follow_ups": ("rappel demandé", "rappels demandés"),
    "cells": ("compteur par entrée", "compteurs par entrée"),
    "links": ("lien vers une orientation", "liens vers une orientation"),
}


def digest_of(number: int, made_at: datetime, cause: str, actor: str, about: str, counts: Mapping[str, int], before: str) -> str:
    """SHA-256 (64 hex digits) of the receipt's canonical JSON, the digest of the one before included."""
    whole = {
        "number": number, "made_at": made_at.astimezone(UTC).isoformat(timespec="seconds"), "cause": cause, "actor": actor, "about": about,
        "counts": dict(counts), "before": before,
    }  # fmt: skip
    return hashlib.sha256(canonical_json(whole).encode()).hexdigest()


def counted(counts: Mapping[str, int]) -> list[str]:
    """`3 passages`, `1 mot libre`: one sentence a kind, in a fixed order; a kind that is not known is said by its code."""
    ordered = [*[kind for kind in KINDS if kind in counts], *sorted(set(counts) - set(KINDS))]
    return [f"{counts[kind]} {KINDS.get(kind, (kind, kind))[counts[kind] > 1]}" for kind in ordered]
