"""What the server runs."""

import gc
import os
import signal

from django.core.wsgi import get_wsgi_application

from palier.config.serve import PARENT, end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palier.config.settings")
if PARENT in os.environ:
    # One of the workers of `palier serve`. A post is whole or not at all, wherever a worker ends.
    end_with_parent(os.getppid(), signal.SIGKILL)
application = get_wsgi_application()

# What is loaded once is not looked through again at each collection; a post makes thousands of short-lived objects.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
