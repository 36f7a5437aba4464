"""The entry point a WSGI server loads."""

from __future__ import annotations

import os
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread

from django.core.wsgi import get_wsgi_application


def _end_with_parent() -> None:
    """Leave when the process that started this one was killed, so that the port is free for the next."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openaeo.config.settings")
Thread(target=_end_with_parent, name="openaeo-parent", daemon=True).start()
application = get_wsgi_application()
