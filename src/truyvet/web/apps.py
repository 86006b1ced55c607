"""The shell as a Django app; it has no tables."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Room web: pages only."""

    name = "truyvet.web"
    label = "web"
