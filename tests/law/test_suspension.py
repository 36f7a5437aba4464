"""How far a suspension reaches."""

from hypothesis import given
from hypothesis import strategies as st

from openaeo.law.citing import Certainty, Citation
from openaeo.law.suspension import Suspending, hit, reached

CITED = Citation("QM", Certainty.SOURCED)
PARTIAL = Suspending(partial=True, cascade=True, cited=CITED)
WHOLE = Suspending(partial=False, cascade=False, cited=CITED)
ASKS = {"simple": frozenset({"A1", "X1"}), "secure": frozenset({"A1", "I1"})}


def test_only_the_part_that_asks_the_failed_criterion_is_hit():
    assert hit(PARTIAL, ASKS, ASKS, ["I1"]) == {"secure"}
    assert hit(PARTIAL, ASKS, ASKS, ["X1"]) == {"simple"}
    assert hit(PARTIAL, ASKS, ASKS, ["A1"]) == {"simple", "secure"}
    assert hit(PARTIAL, ASKS, ["simple"], ["I1"]) == frozenset()


def test_without_a_named_criterion_or_partial_suspension_all_parts_are_hit():
    assert hit(PARTIAL, ASKS, ASKS, []) == {"simple", "secure"}
    assert hit(WHOLE, ASKS, ASKS, ["I1"]) == {"simple", "secure"}


def test_a_suspension_reaches_what_rests_on_it_and_never_what_it_rests_on():
    rests_on = {"guarantee": frozenset({"aeo"}), "waiver": frozenset({"guarantee"}), "other": frozenset()}
    assert reached(PARTIAL, rests_on, ["aeo"]) == {"guarantee", "waiver"}
    assert reached(PARTIAL, rests_on, ["guarantee"]) == {"waiver"}
    assert reached(WHOLE, rests_on, ["aeo"]) == frozenset()


NAMES = st.sampled_from("abcdef")


@given(st.dictionaries(NAMES, st.frozensets(NAMES)), st.frozensets(NAMES))
def test_what_is_reached_rests_on_something_stopped_or_reached(rests_on, stopped):
    found = reached(PARTIAL, rests_on, stopped)
    assert found & stopped == frozenset()
    assert {one for one in found if not rests_on[one] & (found | stopped)} == set()
