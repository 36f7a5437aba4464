"""When customs was last at each site and by when somebody should look again, kept so that a list of thousands is sorted."""

from __future__ import annotations

from django.db import models

from openaeo.casework.models.visits import DeskQuerySet
from openaeo.parties.models import Site


class SiteOutlook(models.Model):
    """When customs was last on the spot, and by when the newest plan wants another look: made from visits and plans.

    A site that nobody saw and nobody planned has none. `casework.outlooks` makes it, and can make it anew.
    """

    site = models.OneToOneField(Site, on_delete=models.CASCADE, primary_key=True, related_name="outlook")
    seen_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)

    objects = DeskQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.site_id}: seen {self.seen_at}, due {self.due_on}"
