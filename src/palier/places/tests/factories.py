"""Small places for tests."""

import secrets

from palier.places.models import Building, Door, Entrance, Neighbourhood


def make_entrance(doors: int = 0) -> Entrance:
    """An entrance in a building of its own neighbourhood."""
    neighbourhood = Neighbourhood.objects.create(code=f"QN{secrets.token_hex(3)}", generation=2024, name="Essai")
    building = Building.objects.create(neighbourhood=neighbourhood, name="Bâtiment A")
    entrance = Entrance.objects.create(building=building, name="Escalier 1")
    Door.objects.bulk_create(Door(entrance=entrance, floor=n // 4 + 1, position=n % 4, label=str(n)) for n in range(doors))
    return entrance
