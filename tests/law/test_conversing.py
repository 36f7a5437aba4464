"""Whose turn a conversation is, since when an answer is waited for, and in which phase one begins."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.conversing import (
    CONVERSATION,
    OPEN,
    SIDES,
    MessageFacts,
    Phase,
    Turn,
    late,
    other,
    phase_of,
    waited_since,
)
from openaeo.law.lifecycle import CASE_FINAL, CaseState
from openaeo.law.workflow import Reason, Refused

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
WRITES = {Turn.CUSTOMS: "customs-writes", Turn.APPLICANT: "firm-writes"}
moments = st.datetimes(datetime(2026, 1, 6), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.sampled_from(sorted(OPEN)), st.sampled_from(sorted(SIDES)), st.text())
def test_whoever_writes_gives_the_turn_away_and_only_words_do(turn, writer, text):
    facts = MessageFacts(text)
    if text.strip():
        assert CONVERSATION.move(turn, WRITES[writer], facts) is other(writer)
    else:
        with pytest.raises(Refused):
            CONVERSATION.move(turn, WRITES[writer], facts)


@given(st.sampled_from(sorted(OPEN)), st.sampled_from(sorted(SIDES)), moments)
def test_writing_again_shortens_nobodys_time_and_lengthens_not_that_of_customs(turn, writer, at):
    since = waited_since(turn, START, writer, at)
    assert START <= since <= at
    if writer is Turn.APPLICANT and turn is Turn.CUSTOMS:
        assert since == START
    else:
        assert since == at


@given(st.none() | moments, moments)
def test_nobody_is_late_where_no_time_is_set(due, at):
    assert late(due, at) is (due is not None and at > due)


def test_a_closed_conversation_takes_no_word_until_it_is_reopened():
    for step in (*WRITES.values(), "need-no-answer", "close"):
        assert CONVERSATION.unmet(Turn.CLOSED, step, MessageFacts("Still here.")) == (
            Reason("not-from-here", "closed"),
        )
    assert CONVERSATION.move(Turn.CLOSED, "reopen", MessageFacts()) is Turn.NOBODY
    assert CONVERSATION.unmet(Turn.NOBODY, "need-no-answer", MessageFacts()) == (
        Reason("not-from-here", "nobody"),
    )


def test_no_conversation_begins_on_a_draft_or_on_a_closed_case():
    silent = {state for state in CaseState if phase_of(state) is None}
    assert silent == {CaseState.DRAFT, *CASE_FINAL}
    assert phase_of(CaseState.RETURNED) is Phase.APPLICATION
    with pytest.raises(ValueError, match="no side"):
        other(Turn.NOBODY)
    assert late(START, START + timedelta(microseconds=1))
