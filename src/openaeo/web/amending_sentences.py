"""The sentences for refusals when an authorisation is amended, by reason code; `sentences` says them with all others."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    "amendment-not-more": _(
        "This type is not more than the authorisation gives already, or needs another one first. Choose one of those offered."
    ),
    "amendment-other-roles": _(
        "An application for more leaves the roles as they are. Choose the roles of the authorisation. Nothing was changed."
    ),
    "tier-not-below": _(
        "The authorisation cannot go on as this type. Choose one of those offered; nothing was changed."
    ),
    "amended-ended": _(
        "Authorisation %(detail)s has ended meanwhile, so there is nothing left to amend. The firm applies anew, and its answers come along."
    ),
    "part-suspended": _(
        "A part of the authorisation is suspended. Once that is put right or lifted, the authorisation can be amended."
    ),
    "reduction-leaves-nothing": _(
        "No lower type does without what failed, so nothing would be left to go on. Name the criteria that failed, or propose another measure."
    ),
    "measure-open": _(
        "A measure against this authorisation is being decided. The authorisation can be amended once it is taken or dropped."
    ),
    "reassessment-open": _(
        "Customs is looking again at part of this authorisation. It can be amended once that is concluded."
    ),
    "findings-open-before": _(
        "Findings from the earlier application are not settled yet. Settle them first; nothing was changed."
    ),
}
