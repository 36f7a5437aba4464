"""Makes the parts of `openaeo.web.components` known to templates."""

from openaeo.web.components import register

__all__ = ["register"]
