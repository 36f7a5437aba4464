"""Makes the frame around every page known to `base.html`."""

from openaeo.web.frame import register

__all__ = ["register"]
