import django.db.models.deletion
import palier.common.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_call_number'),
        ('tours', '0003_tour_buddy'),
    ]

    operations = [
        migrations.CreateModel(
            name='BadgeReport',
            fields=[
                ('id', models.UUIDField(default=palier.common.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(choices=[('unknown_code', 'un code que Palier ne connaît pas'), ('other_picture', 'un autre dessin que celui du badge'), ('asked', 'on a demandé de l’argent, des papiers ou un code'), ('insisted', 'on a insisté pour entrer'), ('other', 'autre chose')], max_length=16)),
                ('made_at', models.DateTimeField(db_index=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='badge_reports', to='people.site')),
                ('voisin', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.voisin')),
            ],
        ),
    ]
