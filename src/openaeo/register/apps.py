"""Tells Django about this room."""

from importlib import import_module

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """The register room."""

    name = "openaeo.register"
    label = "register"

    def ready(self) -> None:
        """Make the room's duties known to the worker."""
        import_module("openaeo.register.expiry")
