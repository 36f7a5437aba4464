"""Tells Django about this room."""

from importlib import import_module

from django.apps import AppConfig


class DossierConfig(AppConfig):
    """The dossier: what leaves the product as a document."""

    name = "openaeo.dossier"
    label = "dossier"

    def ready(self) -> None:
        """Make the room's journal reader and its duties known to the worker."""
        import_module("openaeo.dossier.issuing")
        import_module("openaeo.dossier.exports")
        import_module("openaeo.dossier.retention")
        import_module("openaeo.dossier.removal")
