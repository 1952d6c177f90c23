"""Doors by hand: made once, merged for ever, removed and brought back."""

import uuid

import pytest
from django.utils import timezone

from palier.common.rows import ask
from palier.places.api import (
    Door,
    PlaceRefused,
    add_door,
    add_entrance,
    aliases_at,
    doors_named,
    doors_of,
    generate_doors,
    kept_doors,
    merge_doors,
    remove_door,
    rename_door,
    restore_door,
)
from palier.places.tests.factories import make_entrance

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_a_phone_may_say_a_door_twice() -> None:
    entrance, one = make_entrance(), uuid.uuid4()
    first = add_door("me", entrance, floor=5, label="5e droite", position=0, door_id=one, made_in_field=True)
    again = add_door("me", entrance, floor=5, label="autre", position=0, door_id=one)
    assert first.pk == again.pk == one
    assert Door.objects.get().label == "5e droite"


def test_merged_ids_stay_valid_for_ever() -> None:
    entrance = make_entrance(4)
    a, b, c, _ = doors_of([entrance])
    merge_doors("me", b, a)
    merge_doors("me", c, a)  # a is b already: b becomes c
    assert kept_doors({a.pk, b.pk})[a.pk].pk == c.pk
    (found,) = ask(doors_named({a.pk.hex, b.pk.hex, uuid.uuid4().hex}))
    assert found[b.pk.hex].key == c.pk.hex
    assert aliases_at([entrance.pk]) == {a.pk: c.pk, b.pk: c.pk}
    assert doors_of([entrance]).count() == 2


def test_doors_of_two_entrances_are_not_one() -> None:
    with pytest.raises(PlaceRefused, match="même entrée"):
        merge_doors("me", make_entrance(1).doors.get(), make_entrance(1).doors.get())


def test_a_removed_door_comes_back() -> None:
    entrance = make_entrance(2)
    door = doors_of([entrance])[0]
    remove_door("me", door, timezone.now())
    assert doors_of([entrance]).count() == 1
    restore_door("me", door)
    assert doors_of([entrance]).count() == 2


def test_a_plan_is_not_laid_over_doors() -> None:
    entrance = make_entrance(1)
    with pytest.raises(PlaceRefused):
        generate_doors("me", entrance, first_floor=1, last_floor=2, doors_per_floor=2, pattern="{étage}{n}")


def test_a_house_has_one_door() -> None:
    house = add_entrance("me", make_entrance().building, name="12 allée des Merles", is_house=True)
    assert doors_of([house]).get().floor == 0


def test_a_name_is_needed() -> None:
    door = make_entrance(1).doors.get()
    with pytest.raises(PlaceRefused):
        rename_door("me", door, "   ")
    rename_door("me", door, " 5e   droite ")
    assert Door.objects.get().label == "5e droite"
