"""Tells Django about the pages, lends their words to documents, and watches for missing translations."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages."""

    name = "openaeo.web"
    label = "web"

    def ready(self) -> None:
        """Let the translation catalogues note what they lack, and documents say states and acts as the pages do."""
        from openaeo.dossier import saying
        from openaeo.web.language import watch_catalogues
        from openaeo.web.lending import in_documents

        watch_catalogues()
        saying.lend(in_documents)
