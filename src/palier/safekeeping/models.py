"""Shape of what is known of backups."""

from django.db import models

from palier.common.models import new_id


class Backup(models.Model):
    """One backup that was written, read back and compared; or one that failed, with the reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    made_at = models.DateTimeField(db_index=True)
    file = models.CharField(max_length=120, blank=True)
    file_bytes = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=300, blank=True)


class SealingKey(models.Model):
    """A key pair that phones seal to (P-256). Kept for ever: a sealed visit may come home years later (house §5.1)."""

    kid = models.CharField(max_length=40, primary_key=True)
    private_jwk = models.JSONField()
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, help_text="les téléphones ne scellent plus vers elle")
    kept_at = models.DateTimeField(null=True, help_text="dans une sauvegarde relue, depuis")


class ServerSecret(models.Model):
    """A key that something is derived from. In the database, so that a restored server derives the same (house §5.2)."""

    name = models.CharField(max_length=40, primary_key=True)
    key = models.BinaryField()
    made_at = models.DateTimeField()
