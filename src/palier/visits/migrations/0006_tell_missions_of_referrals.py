"""Which mission each referral was agreed during: the coded remainders here know it, the rows of partners did not."""

from django.db import migrations


def tell(apps, schema):
    asked, referral = apps.get_model("visits", "FollowUp"), apps.get_model("partners", "Referral")
    for mission in asked.objects.filter(kind="referral", mission__isnull=False).values_list("mission_id", flat=True).distinct():
        ids = list(asked.objects.filter(kind="referral", mission_id=mission).values_list("pk", flat=True))
        for start in range(0, len(ids), 500):
            referral.objects.filter(pk__in=ids[start : start + 500], mission=None).update(mission=mission)


class Migration(migrations.Migration):

    dependencies = [
        ("visits", "0005_find_follow_ups"),
        ("partners", "0004_hear_and_answer"),
    ]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop, elidable=True)]
