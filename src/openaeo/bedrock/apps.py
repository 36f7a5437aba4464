"""Tells Django about this room."""

from django.apps import AppConfig


class BedrockConfig(AppConfig):
    """The bedrock room."""

    name = "openaeo.bedrock"
    label = "bedrock"
