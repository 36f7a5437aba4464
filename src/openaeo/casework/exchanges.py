"""What goes to the firm with a round and comes back: remarks as sent, and each answer before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from openaeo.casework.facts import answers_with_counts, applies
from openaeo.casework.models import (
    Answer,
    Case,
    Evidence,
    ProcedureReference,
    Remark,
    Request,
    Round,
    Sending,
)
from openaeo.law.rounds import RemarkFacts, RemarkState

PARTS = ("claim", "explanation", "procedure", "sites", "alternative", "equivalence", "stated", "documents")
"""What an answer is made of, in the order in which it is read."""


def snapshots(case: Case, criteria: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return each answer to `criteria` in texts by `PARTS`, as it stands now; none given is all empty. Three queries."""
    wanted = list(criteria)
    found = {key: dict.fromkeys(PARTS, "") for key in wanted}
    answers = answers_with_counts(case.answers.filter(criterion__in=wanted))
    for row in answers.select_related("alternative", "stated_by"):
        found[row.criterion] |= _texts(row)
    referred = ProcedureReference.objects.filter(answer__case=case, answer__criterion__in=wanted)
    for reference in referred.select_related("answer", "version__procedure"):
        one = found[reference.answer.criterion]
        named = f"{reference.version.procedure.title} ({reference.version.number})"
        one["documents"] = "\n".join(filter(None, [one["documents"], named, reference.differences]))
    papers = Evidence.objects.filter(
        answer__case=case, answer__criterion__in=wanted, replaced_at__isnull=True
    ).select_related("document", "answer")
    for link in papers.order_by("document__name", "document__version"):
        one = found[link.answer.criterion]
        version = f" ({link.document.version})" if link.document.version > 1 else ""
        one["documents"] = "\n".join(filter(None, [one["documents"], link.document.name + version]))
    return found


def _texts(row: Answer) -> dict[str, str]:
    instead = getattr(row, "alternative", None)
    return {
        "claim": row.claim,
        "explanation": row.explanation,
        "procedure": row.procedure,
        "sites": "\n".join(getattr(row, "site_names", ())),
        "alternative": instead.text if instead else "",
        "equivalence": instead.equivalence if instead else "",
        "stated": row.stated_by.name if row.stated_by else "",
    }


def send(
    case: Case, *, words: str, by: int, at: datetime, request: Request | None = None
) -> tuple[Round, list[str]]:
    """Send every remark noted on `case` to the firm as one round; return it with their criteria."""
    noted = list(Remark.objects.filter(case=case, state=RemarkState.NOTED.value))
    before = snapshots(case, [one.criterion for one in noted])
    begun = Round.objects.create(
        case=case, number=case.rounds.count() + 2, request=request, words=words, sent_at=at, sent_by_id=by
    )
    for one in noted:
        one.move("send", RemarkFacts(text=one.text))
        one.save()
        Sending.objects.create(
            round=begun, criterion=one.criterion, text=one.text, before=before[one.criterion]
        )
    return begun, [one.criterion for one in noted]


def running(case: Case) -> Round | None:
    """Return the round of `case` that is with the firm, if any. One query."""
    return case.rounds.filter(over_at__isnull=True).first()


def remark_sent(case: Case, criterion: str) -> str:
    """Return what the round with the firm says of its answer to `criterion`, "" for nothing. One query."""
    sendings = Sending.objects.filter(round__case=case, round__over_at__isnull=True, criterion=criterion)
    return sendings.values_list("text", flat=True).first() or ""


def unchanged(case: Case) -> tuple[str, ...]:
    """Return the criteria of the round with the firm whose answer is still as it was. At most four queries."""
    now = _now(begun) if (begun := running(case)) else {}
    return tuple(
        one.criterion for one, after in now.items() if one.before == after and applies(case, one.criterion)
    )


def come_back(case: Case, *, at: datetime) -> Round | None:
    """Take the round with the firm as answered, once nothing in it is `unchanged`: each answer as it stands now is kept beside the one before."""
    begun = running(case)
    if begun is None:
        return None
    marks = {one.criterion: one for one in case.remarks.filter(state=RemarkState.OPEN.value)}
    for sending, after in _now(begun).items():
        marks[sending.criterion].move("answer", RemarkFacts(changed=True))
        marks[sending.criterion].save()
        sending.after = after
        sending.save()
    begun.over_at = at
    begun.save()
    return begun


def take_back(asked: Request, *, at: datetime) -> None:
    """Take the round that went as the question `asked` back, if one did: its remarks are noted and unsent again."""
    begun = Round.objects.filter(request=asked).first()
    if begun is None:
        return
    for one in Remark.objects.filter(case=asked.case_id, state=RemarkState.OPEN.value):
        one.move("take-back", RemarkFacts(text=one.text))
        one.save()
    begun.over_at, begun.taken_back = at, True
    begun.save()


def _now(begun: Round) -> Mapping[Sending, dict[str, str]]:
    sendings = list(begun.sendings.all())
    now = snapshots(begun.case, [one.criterion for one in sendings])
    return {one: now[one.criterion] for one in sendings}
