"""Which act produces which letter: one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TEMPLATE = "letter-1"
"""The version of layout and wording that new letters are made with; a change of either is a new version."""


@dataclass(frozen=True, slots=True)
class Produces:
    """An act produces a letter of `kind` when its particulars are as `when` says; a `when` of True asks for any value."""

    kind: str
    when: Mapping[str, object] = field(default_factory=dict)

    def fits(self, body: Mapping[str, object]) -> bool:
        """Return whether an act with these particulars produces this letter."""
        return all(
            bool(body.get(key)) if value is True else body.get(key) == value
            for key, value in self.when.items()
        )


LETTERS: Mapping[str, tuple[Produces, ...]] = MappingProxyType(
    {
        "return": (Produces("completion"),),
        "accept": (Produces("accepted"),),
        "refuse-to-accept": (Produces("not-accepted"),),
        "issue-report": (Produces("assessment-report"),),
        "hear": (Produces("hearing"),),
        "grant": (Produces("granted-with-conditions", {"conditions": True}), Produces("granted")),
        "grant-to-issue": (Produces("granted-with-conditions", {"conditions": True}), Produces("granted")),
        "issue": (Produces("certificate-issued"),),
        "refuse": (Produces("refused"),),
        "propose-measure": (
            Produces("suspension-notice", {"kind": "suspend"}),
            Produces("revocation-notice", {"kind": "revoke"}),
            Produces("reduction-notice", {"kind": "reduce"}),
        ),
        "take-measure": (
            Produces("suspended", {"kind": "suspend"}),
            Produces("revoked", {"kind": "revoke"}),
            Produces("reduced", {"kind": "reduce"}),
        ),
        "verify-cure": (Produces("lifted"),),
        "open-reassessment": (Produces("reassessment-notice"),),
        "conclude-reassessment": (
            Produces("reassessment-confirmed", {"ending": "confirm"}),
            Produces("reassessment-findings", {"ending": "find"}),
        ),
        "lift": (Produces("lifted"),),
        "allow-appeal": (Produces("appeal-allowed"),),
        "dismiss-appeal": (Produces("appeal-dismissed"),),
    }
)

TITLES: Mapping[str, Promise] = MappingProxyType(
    {
        "completion": _("Request to complete the application"),
        "not-accepted": _("Your application is not accepted"),
        "accepted": _("Acceptance of the application"),
        "assessment-report": _("Report of the assessment"),
        "hearing": _("Notice of an intended refusal, and your right to be heard"),
        "granted": _("Decision: the authorisation is granted"),
        "granted-with-conditions": _("Decision: the authorisation is granted, with points to be settled"),
        "certificate-issued": _("The certificate is issued"),
        "refused": _("Decision: the application is refused"),
        "suspension-notice": _("Notice of an intended suspension, and your right to be heard"),
        "revocation-notice": _("Notice of an intended revocation, and your right to be heard"),
        "reduction-notice": _("Notice of an intended reduction, and your right to be heard"),
        "suspended": _("Decision: suspension"),
        "revoked": _("Decision: revocation"),
        "reduced": _("Decision: reduction to a lower type"),
        "lifted": _("The suspension is lifted"),
        "reassessment-notice": _("Customs looks again at part of your authorisation"),
        "reassessment-confirmed": _("Result: your authorisation stays as it is"),
        "reassessment-findings": _("Result: your authorisation stays, with findings to be put right"),
        "appeal-allowed": _("Decision on your appeal: allowed"),
        "appeal-dismissed": _("Decision on your appeal: dismissed"),
    }
)


def kind_of(act: str, body: Mapping[str, object]) -> str | None:
    """Return the kind of letter that `act` with the particulars `body` produces, or None."""
    return next((one.kind for one in LETTERS.get(act, ()) if one.fits(body)), None)
