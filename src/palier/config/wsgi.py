"""What the server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palier.config.settings")
application = get_wsgi_application()

# What is loaded once is not looked through again at each collection; a post makes thousands of short-lived objects.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
