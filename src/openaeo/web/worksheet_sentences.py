"""The sentences for refusals about answers sent in a workbook, by reason code; `sentences` says them with all others."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

COUNTED: Mapping[str, Promise] = {
    "worksheet-rows-left": ngettext_lazy(
        "%(count)d row is not understood. Mend it and send the file again, or say that it is to be left out.",
        "%(count)d rows are not understood. Mend them and send the file again, or say that they are to be left out.",
        "count",
    ),
}

SENTENCES: Mapping[str, str | Promise] = {
    # answers by workbook: the whole file
    "worksheet-unknown": _(
        "This is not a workbook downloaded here, or its hidden sheet is gone. Download it again and copy your answers over."
    ),
    "worksheet-column-missing": _(
        "The column “%(detail)s” is missing. Put it back, or copy your answers into a fresh download."
    ),
    "worksheet-too-long": _(
        "The sheet has more than %(detail)s rows. Delete the rows below the questions and send it again."
    ),
    "worksheet-other-case": _(
        "This workbook belongs to another application (%(detail)s). Nothing was changed; choose the right file."
    ),
    "worksheet-other-edition": _(
        "This workbook was made for another edition of the criteria. Download it again and copy your answers over."
    ),
    "worksheet-outdated": _(
        "An answer changed after you saw this preview. Nothing was taken over; look at it again, then agree."
    ),
    "worksheet-changes-nothing": _(
        "There is nothing to take over: every answer is already as in the workbook."
    ),
    # answers by workbook: one row
    "row-criterion-missing": _("The number of the criterion is missing. Put it back, such as A1."),
    "row-criterion-unknown": _(
        "“%(detail)s” is not among the questions of this application. Compare it with a fresh download."
    ),
    "row-criterion-twice": _("The same criterion stands in other rows too (%(detail)s). Keep one of them."),
    "row-claim-missing": _("The answer is missing. Choose one from the list in this cell."),
    "row-claim-unknown": _("“%(detail)s” is none of the answers. Choose one from the list in this cell."),
    "row-site-unknown": _("“%(detail)s” is none of your open sites. Write its name as on the first sheet."),
    "answer-emptied": _(
        "The answer was emptied. An answer can be changed, not taken away; the one here stays until you choose another."
    ),
}
