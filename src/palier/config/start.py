"""Get Django and the database ready: any command creates the database, two at once are safe, the second is quick."""

import fcntl
import os
from pathlib import Path


def start() -> None:
    """Set Django up and bring the database to the newest migration."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palier.config.settings")
    import django

    django.setup()
    from django.conf import settings

    with (Path(settings.DATA_DIR) / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _migrate()


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    connection.close()
