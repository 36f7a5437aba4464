"""Tells Django about the pages, and starts the watch over missing translations."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages."""

    name = "openaeo.web"
    label = "web"

    def ready(self) -> None:
        """Let the translation catalogues note what they lack."""
        from openaeo.web.language import watch_catalogues

        watch_catalogues()
