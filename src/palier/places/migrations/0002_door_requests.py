import django.db.models.deletion
import palier.common.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_start_places'),
    ]

    operations = [
        migrations.AddField(
            model_name='opposition',
            name='until',
            field=models.DateField(help_text='jusqu’à ce jour compris (« pas cette fois ») ; vide : pour toujours', null=True),
        ),
        migrations.CreateModel(
            name='DoorRequest',
            fields=[
                ('id', models.UUIDField(default=palier.common.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('receipt', models.CharField(max_length=8, unique=True)),
                ('kind', models.CharField(choices=[('stop', 'ne plus frapper'), ('pause', 'pas cette fois'), ('erase', 'effacer ce que j’ai dit'), ('access', 'savoir ce que vous gardez')], max_length=8)),
                ('typed', models.CharField(blank=True, max_length=120)),
                ('until', models.DateField(null=True)),
                ('made_at', models.DateTimeField(db_index=True)),
                ('due_on', models.DateField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, choices=[('done', 'on ne frappe plus à cette porte'), ('erased', 'c’est effacé'), ('nothing_held', 'rien n’est gardé sur ce logement'), ('given', 'la réponse a été donnée en personne'), ('not_found', 'cette porte n’a pas été trouvée'), ('call_us', 'il faut en parler : qu’on nous appelle')], max_length=12)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('door', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='door_requests', to='places.door')),
                ('entrance', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='door_requests', to='places.entrance')),
                ('neighbourhood', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='door_requests', to='places.neighbourhood')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('closed_at', None), models.Q(('answer', ''), _negated=True), _connector='OR'), name='closed_door_request_has_an_answer')],
            },
        ),
    ]
