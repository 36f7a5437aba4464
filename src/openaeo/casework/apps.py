"""Tells Django about this room."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The casework room."""

    name = "openaeo.casework"
    label = "casework"
