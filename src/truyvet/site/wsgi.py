"""The entry point of a WSGI server: Django's pages behind the fast path."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truyvet.site.settings")

pages = get_wsgi_application()

# After Django is set up: the rooms behind the fast path need its tables.
from truyvet.site.fast_path import with_fast_path  # noqa: E402

application = with_fast_path(pages)
