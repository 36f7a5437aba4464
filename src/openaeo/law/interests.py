"""Conflicts of interest: what somebody said of theirs in a firm, whether they may act on its case, what may be said next."""

from __future__ import annotations

from collections.abc import Collection

from openaeo.law.workflow import Reason


def stands_apart(*, own_firm: bool, said: str | None, given: bool) -> Reason | None:
    """Return why somebody may not act for customs in a matter of a firm; None when they may.

    `own_firm`: they act, or once acted, for it. `said` is their latest declaration about it: None while there is none,
    empty when they have no interest, else the interest. `given`: its case was given to them and they have not declared
    yet. Reasons: `own-firm`, `interest-declared`, `interest-undeclared`.
    """
    if own_firm:
        return Reason("own-firm")
    if said:
        return Reason("interest-declared")
    return Reason("interest-undeclared") if given else None


def may_declare(interest: str, before: Collection[str]) -> Reason | None:
    """Return why `interest` (empty: none) may not be declared after what the same person declared in the case before.

    An interest may be added at any time and stays for the case: `interest-stands` when none is declared after one.
    `interest-said` when none was declared already.
    """
    if interest.strip() or not before:
        return None
    return Reason("interest-stands") if any(before) else Reason("interest-said")
