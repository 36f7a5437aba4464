"""Tells Django about this room."""

from importlib import import_module

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The casework room."""

    name = "openaeo.casework"
    label = "casework"

    def ready(self) -> None:
        """Make the room's duties known to the worker."""
        import_module("openaeo.casework.accounts")
        import_module("openaeo.casework.consultations")
        import_module("openaeo.casework.docket")
