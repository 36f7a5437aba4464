"""The pages of a closed application: the firm asks, the decider reads that and answers, both see what came of it."""

import pytest
from django.urls import reverse
from tests.worlds import a_case

from openaeo.casework.models import Case

pytestmark = pytest.mark.django_db


def test_from_the_wish_of_the_firm_to_an_open_application(signed_in):
    case = a_case("assessment")
    mine, file = reverse("case_timeline", args=[case.number]), reverse("case", args=[case.number])
    ask = reverse("reopening_ask", args=[case.number])
    opens, leaves = (
        reverse("case_act", args=[case.number, step]) for step in ("reopen-application", "decline-reopening")
    )
    trader, ben, dalia = signed_in("amara"), signed_in("ben"), signed_in("dalia")
    assert trader.get(ask).headers["Location"] == mine  # it is open
    trader.post(reverse("withdraw", args=[case.number]), {"reason": "Oh."})

    assert ask in trader.get(mine).content.decode()
    assert signed_in("otto").get(ask).status_code == 404
    assert "Say why customs should open it again." in trader.post(ask, {"reason": " "}).content.decode()
    page = dalia.get(file).content.decode()
    assert "May be opened again until" in page
    assert "Only at its wish" in page  # the button waits, and says for what
    assert leaves not in page

    assert trader.post(ask, {"reason": "Our broker pressed it."}).status_code == 302
    page = trader.get(mine).content.decode()
    assert "you asked customs to open it again" in page
    assert "Our broker pressed it." in page
    assert trader.get(ask).headers["Location"] == mine

    shown = [one.get(reverse("appeals")).content.decode() for one in (dalia, ben)]
    assert ["To be opened again, or left closed" in page for page in shown] == [True, False]
    page = dalia.get(file).content.decode()
    assert "Our broker pressed it." in page
    assert opens in page
    assert leaves in page
    assert (opens in ben.get(file).content.decode(), ben.get(opens).status_code) == (False, 404)
    kept = dalia.post(opens, {"reason": "A plain mistake.", "reference": ""}).content.decode()
    assert "A plain mistake." in kept
    assert "Name the provision that this rests on." in kept
    assert dalia.post(leaves, {"reason": "Say first what changed."}).status_code == 302
    assert "Say first what changed." in trader.get(mine).content.decode()
    trader.post(ask, {"reason": "Nothing changed; it was a mistake."})
    assert dalia.post(opens, {"reason": "A plain mistake.", "reference": "QM rules, 4"}).status_code == 302
    assert Case.objects.get(pk=case.pk).state == "assessment"
    for page in (trader.get(mine), dalia.get(reverse("case", args=[case.number, "history"]))):
        assert "A plain mistake. · QM rules, 4" in page.content.decode()
