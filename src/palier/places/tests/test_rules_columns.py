"""Columns of a landlord's file: which is what, and which speak of tenants."""

import pytest

from palier.places.rules.columns import guess_columns, is_tenant_header, looks_like_tenants


@pytest.mark.parametrize("header", ["Nom", "Nom locataire", "Prénom", "Téléphone 1", "Mail", "Adresse e-mail", "Impayés", "Solde au 01/01",
                                    "Date de naissance", "NIR", "Civilité", "Loyer mensuel"])  # fmt: skip
def test_tenants_are_recognised(header: str) -> None:
    assert is_tenant_header(header)


@pytest.mark.parametrize(
    "header", ["Nom de la résidence", "Bâtiment", "Nom du bâtiment", "Étage", "Nb étages", "Porte", "Adresse", "Nom de la rue"]
)
def test_places_are_not_tenants(header: str) -> None:
    assert not is_tenant_header(header)


def test_content_gives_tenants_away() -> None:
    assert looks_like_tenants(["Mme Traoré", "M. Diallo", "", "Mme Silva"])
    assert looks_like_tenants(["a@b.fr", "", "c@d.fr"])
    assert looks_like_tenants(["06 12 34 56 78", "101"])
    assert not looks_like_tenants(["101", "102", "5e droite"])


def test_columns_are_guessed_and_remembered() -> None:
    headers = ["Résidence", "Bât", "Escalier", "Nb niv", "Portes par étage"]
    assert guess_columns(headers, {}) == {"residence": 0, "building": 1, "entrance": 2, "per_floor": 4}
    assert guess_columns(headers, {"floors": "nb niv"})["floors"] == 3
