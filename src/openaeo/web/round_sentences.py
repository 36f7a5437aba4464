"""The sentences for refusals about rounds, by reason code; `sentences` says them with all others."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    "answer-accepted": _(
        "Customs has accepted the answer to %(detail)s, so it stays as it is. What you typed was not saved; copy it if you need it, or write to customs."
    ),
    "answer-not-accepted": _(
        "The answer to %(detail)s is not accepted, so there is nothing to take back. Look at it again."
    ),
    "answer-not-given": _("There is no answer to %(detail)s that could be accepted. Send a remark instead."),
    "answers-not-looked-at": _(
        "Answers are accepted or sent back while an application is received or in assessment. Nothing was changed."
    ),
    "remark-missing": _("The remark says nothing yet. Say what the trader should change."),
    "remark-unanswered": _("The answer is as it was. Change it, or say in it why it stays."),
    "remarks-unanswered": _(
        "These answers are as they were when customs sent them back: %(detail)s. Change each, or say in it why it stays; everything else is kept."
    ),
    "remarks-open": _(
        "Remarks on these answers are not resolved: %(detail)s. Accept each answer, resolve the remark, or send it to the trader."
    ),
    "remark-with-firm": _(
        "The remark on %(detail)s is with the trader. Wait for the answer, or take the round back among the messages."
    ),
    "remark-not-there": _("There is no open remark on %(detail)s. A colleague may have resolved it."),
    "remark-none-noted": _("No remark is noted, so there is nothing to send. Note one on an answer first."),
    "round-running": _(
        "A round is with the trader already. Wait for it, or take it back among the messages."
    ),
    "round-not-running": _(
        "No round is with you any more. Your answers are kept; customs may have taken the round back."
    ),
    "reply-by-round": _(
        "This question is answered by changing the answers that customs sent back. Open the round, then send it."
    ),
}
