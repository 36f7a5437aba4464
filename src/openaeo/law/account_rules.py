"""How the table `[accounts]` of a programme is read: whether customs looks before an account is opened."""

from __future__ import annotations

from openaeo.law.accounts import OF_A_PROGRAMME, AccountPaper, Accounts
from openaeo.law.clock import Limit, Unit
from openaeo.law.rule_sheets import CITED, Known, citation
from openaeo.law.sheet import Table
from openaeo.law.timing import Expiry

SILENCE = (Expiry.NOTHING.value, Expiry.LAPSES.value)
MOST_DAYS, MOST_MONTHS = 366, 120


def accounts(table: Table, known: Known) -> Accounts:
    """Read how accounts are asked for and opened. Raises `EditionFault` for the first mistake."""
    table.only("review", "days", "reply_days", "silence", "papers", "keep_months", *CITED)
    papers = table.listed("papers", [paper.value for paper in OF_A_PROGRAMME])
    return Accounts(
        review=table.flag("review"),
        limit=Limit(table.whole("days", 1, MOST_DAYS), Unit.CALENDAR_DAYS),
        reply=Limit(table.whole("reply_days", 1, MOST_DAYS), Unit.CALENDAR_DAYS),
        lapses=table.word("silence", SILENCE) == Expiry.LAPSES,
        papers=tuple(AccountPaper(paper) for paper in papers),
        keep_months=table.whole("keep_months", 1, MOST_MONTHS),
        cited=citation(table, known),
    )
