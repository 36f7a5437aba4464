"""Tells Django about this room."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The exchange room."""

    name = "openaeo.exchange"
    label = "exchange"
