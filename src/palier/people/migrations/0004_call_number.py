from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_voisin_phone'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='call_number',
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AddField(
            model_name='organisation',
            name='call_from',
            field=models.TimeField(null=True),
        ),
        migrations.AddField(
            model_name='organisation',
            name='call_to',
            field=models.TimeField(null=True),
        ),
    ]
