"""The entry point of a WSGI server: Django's pages behind the fast path."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truyvet.site.settings")

pages = get_wsgi_application()

# After Django is set up: the rooms behind the fast path need its tables.
from django.conf import settings  # noqa: E402

from truyvet.site.database_waits import limit_waits  # noqa: E402
from truyvet.site.fast_path import with_fast_path  # noqa: E402

limit_waits(settings.DATABASES["default"])
application = with_fast_path(pages)
