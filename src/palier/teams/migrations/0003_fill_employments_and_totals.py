"""Contracts that were noted before employments existed get one each; the hours declared so far get their month totals."""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import migrations

from palier.teams.rules.worked import Stretch, minutes_by_day, minutes_by_month


def fill(apps, schema_editor):
    Contract = apps.get_model("teams", "Contract")
    Employment = apps.get_model("teams", "Employment")
    for voisin in Contract.objects.filter(employment=None).values_list("voisin_id", flat=True).distinct():
        mine = Contract.objects.filter(voisin_id=voisin, employment=None).order_by("starts_on")
        employment = Employment.objects.create(voisin_id=voisin, starts_on=mine.first().starts_on)
        mine.update(employment=employment)
    totals = Counter()
    Hours = apps.get_model("teams", "DeclaredHours")
    for row in Hours.objects.filter(void=False).select_related("voisin__site").iterator():
        stretch = Stretch(row.day, row.starts_at, row.ends_at, row.sort, ZoneInfo(row.voisin.site.time_zone))
        for month, minutes in minutes_by_month(minutes_by_day([stretch])).items():
            totals[row.voisin_id, month, row.sort] += minutes
    MonthTotal = apps.get_model("teams", "MonthTotal")
    MonthTotal.objects.bulk_create(
        [MonthTotal(voisin_id=voisin, month=month, sort=sort, minutes=minutes) for (voisin, month, sort), minutes in totals.items()]
    )


class Migration(migrations.Migration):

    dependencies = [("teams", "0002_employ_pay_and_sign")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
