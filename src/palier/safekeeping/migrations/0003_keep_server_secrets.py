from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('safekeeping', '0002_keep_sealing_keys'),
    ]

    operations = [
        migrations.CreateModel(
            name='ServerSecret',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('key', models.BinaryField()),
                ('made_at', models.DateTimeField()),
            ],
        ),
    ]
