"""Who may act in a matter of a firm after what they declared, and what may be declared next."""

from itertools import product

from openaeo.law.interests import may_declare, stands_apart


def test_who_may_act():
    reasons = {}
    for own, said, given in product((False, True), (None, "", "A cousin."), (False, True)):
        reason = stands_apart(own_firm=own, said=said, given=given)
        reasons[own, said, given] = reason.code if reason else None
    assert {reason for (own, _s, _g), reason in reasons.items() if own} == {"own-firm"}
    assert {reasons[False, "A cousin.", given] for given in (False, True)} == {"interest-declared"}
    assert reasons[False, None, True] == "interest-undeclared"
    assert {reasons[False, said, False] for said in (None, "")} == {None}


def test_an_interest_is_added_at_any_time_and_never_taken_back():
    for before in ((), ("",), ("A cousin.",), ("", "A cousin.")):
        assert may_declare("A share.", before) is None
    assert may_declare(" ", ()) is None
    assert may_declare("", ("",)).code == "interest-said"
    assert may_declare("", ("", "A cousin.")).code == "interest-stands"
