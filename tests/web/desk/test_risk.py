"""The risk page: rated, rated again and set by hand, each with its reason; what was typed stays on the page."""

from tests.worlds import a_case

from openaeo.casework.models import RiskRating


def test_an_officer_rates_a_case_and_everything_stays(signed_in):
    case = a_case("assessment")
    address = f"/desk/cases/{case.number}/risk/"
    ben, dalia = signed_in("ben"), signed_in("dalia")
    assert "The risk is not rated yet" in ben.get(address).content.decode()
    assert "Rate the risk" not in dalia.get(address).content.decode()
    assert ben.post(address, {"act": "first"}).status_code == 302
    page = ben.get(address).content.decode()
    assert ("Claims without a document" in page, "Risk now" in page, "First rating" in page) == (
        True,
        True,
        False,
    )
    nothing = ben.post(address, {"act": "again", "again-reason": " "}).content.decode()
    assert "Say what changed since the last rating." in nothing
    ben.post(address, {"act": "again", "again-reason": "A gate was added."})
    twice = ben.post(address, {"act": "first"}).content.decode()
    assert "Say why. Only customs reads it" in twice
    band = RiskRating.objects.last().band
    other = "high" if band != "high" else "low"
    odd = ben.post(address, {"act": "override", "override-band": "<b>", "override-reason": "Kept <b>text"})
    assert (odd.status_code, "Kept &lt;b&gt;text" in odd.content.decode()) == (200, True)
    ben.post(address, {"act": "override", "override-band": other, "override-reason": "We know the owner."})
    page = dalia.get(address).content.decode()
    for words in ("First rating", "A gate was added.", "We know the owner.", "set by hand", "Ben Osei"):
        assert words in page
    assert [row.band for row in RiskRating.objects.all()] == [band, band, other]
    assert [who.post(address, {"act": "x"}).status_code for who in (ben, dalia)] == [302, 404]
    assert dalia.post(address, {"act": "first"}).status_code == 404
    trader = signed_in("amara")
    assert trader.get(address).status_code == 404
    own = trader.get(f"/application/{case.number}/", follow=True).content.decode()
    assert "We know the owner." not in own
