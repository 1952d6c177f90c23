from django.db import migrations


def name_again(apps, schema_editor):
    """What was in preparation had been chosen and was being built: nothing is asked twice."""
    apps.get_model("missions", "Mission").objects.filter(stage="preparation").update(stage="co_construction")


class Migration(migrations.Migration):
    dependencies = [("missions", "0003_from_need_to_agreement")]
    operations = [migrations.RunPython(name_again, migrations.RunPython.noop)]
