"""Tests never touch an operator's data: each run has a data folder of its own."""

import os
import tempfile

os.environ["PALIER_DATA_DIR"] = tempfile.mkdtemp(prefix="palier-tests-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palier.config.settings")
