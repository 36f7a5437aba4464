"""Tells Django about this room."""

from importlib import import_module

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The notices room."""

    name = "openaeo.notices"
    label = "notices"

    def ready(self) -> None:
        """Make the room's journal reader and its duties known to the worker."""
        import_module("openaeo.notices.accounts")
        import_module("openaeo.notices.telling")
        import_module("openaeo.notices.reminders")
        import_module("openaeo.notices.digests")
