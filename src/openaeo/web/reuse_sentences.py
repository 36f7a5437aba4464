"""The sentences that say why an earlier result does not count again; `sentences` says them with all other refusals."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    "confirmation-missing": _(
        "Say what you looked at, so that the decider can follow it. Nothing was changed."
    ),
    "reuse-no-rule": _("%(detail)s: the programme lets no earlier result count again. Judge it anew."),
    "reuse-not-generic": _("%(detail)s is judged in each application by itself. Judge it anew."),
    "reuse-nothing-earlier": _("%(detail)s: no earlier application has a result on it. Judge it anew."),
    "reuse-judged-here": _(
        "%(detail)s has a result in this application already. It stands; nothing was changed."
    ),
    "reuse-not-met": _("%(detail)s was not found met. Judge it anew."),
    "reuse-undecided": _(
        "%(detail)s: the earlier application came to no decision, so nobody else saw the result. Judge it anew."
    ),
    "reuse-too-old": _("%(detail)s: the result is older than the programme allows. Judge it anew."),
    "reuse-criterion-changed": _("%(detail)s asks something else now than it did then. Judge it anew."),
    "reuse-mode-not-allowed": _(
        "%(detail)s was verified in a way that the criterion does not allow now. Judge it anew."
    ),
    "reuse-other-roles": _(
        "%(detail)s was judged for other roles than those applied for now. Judge it anew."
    ),
    "reuse-other-sites": _(
        "%(detail)s was seen at places, and not at every site that matters now. Judge it anew."
    ),
    "reuse-said-otherwise": _("%(detail)s: the trader does not say now that it is met. Judge it anew."),
    "reuse-since-finding": _("%(detail)s: a finding was raised since, or is still open. Judge it anew."),
    "reuse-since-change": _("%(detail)s: a change or an incident touched it since. Judge it anew."),
    "reuse-since-reassessment": _("%(detail)s: a re-assessment asked for it again since. Judge it anew."),
    "reuse-since-measure": _("%(detail)s: a suspension or revocation was proposed since. Judge it anew."),
}
