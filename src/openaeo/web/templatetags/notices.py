"""Template tags of `web.told`: `{% load notices %}`."""

from openaeo.web.told import register

__all__ = ["register"]
