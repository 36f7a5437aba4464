"""A case in parts on the pages: split, recommended by its office, decided, told to the firm in plain words."""

import pytest
from django.urls import reverse
from tests.web.addresses import browser
from tests.worlds import a_case, an_office, assess_all, people, staff, when

from openaeo.bedrock.models import JournalEntry
from openaeo.casework import decision
from openaeo.casework.models import Case, CasePart
from openaeo.dossier import composing
from openaeo.dossier.kinds import kind_of
from openaeo.dossier.story import story_of
from openaeo.law.terms import Capacity
from openaeo.parties.models import Site
from openaeo.parties.onboarding import add_site, set_consent
from openaeo.register import certificate
from openaeo.register.models import Authorisation

pytestmark = pytest.mark.django_db


def words(response):
    return " ".join(response.content.decode().split())


def letter(act):
    """Every word of the letter that the latest `act` produces."""
    entry = JournalEntry.objects.filter(act=act, topic="case").latest("cursor")
    return str(composing.composed(story_of(entry), kind_of(act, entry.body)))


def test_a_case_is_split_recommended_decided_and_told_in_parts(django_assert_max_num_queries):  # noqa: PLR0915 - one world, walked once
    cast, coast, home = people(), an_office("Coast", "Coast"), an_office("Harbour")
    for name in ("North pier", "South shed"):
        add_site(
            cast.firm.number,
            name=name,
            address="Pier",
            purpose="",
            customs_relevant=True,
            actor=cast.amara,
            at=when(0),
        )
    set_consent(cast.firm.number, public=True, partners=True, actor=cast.amara, at=when(0))
    case = a_case("assessment", begun=when(1))
    number = case.number
    staff("mara", Capacity.OFFICER, "Mara Coast", office="Coast")
    ben, mara, dalia, amara = (browser(one) for one in ("ben", "mara", "dalia", "amara"))
    split, overview = reverse("case_split", args=[number]), reverse("case", args=[number])
    second = reverse("case_part", args=[number, 2])
    assert split in words(ben.get(overview))
    assert "Split the case" not in words(dalia.get(overview))
    north = Site.objects.get(name="North pier").pk

    typed = {"step": "sites", "office": coast.pk, "rest": home.pk}
    assert "Choose at least one site" in words(ben.post(split, typed))
    assert ben.post(split, {**typed, "sites": [north]}).status_code == 302
    with django_assert_max_num_queries(18):  # with the session and the person behind it
        shown = words(ben.get(overview))
    assert all(one in shown for one in (f"{number}/2", "North pier", "Coast", "Being assessed"))

    inbox = reverse("inbox")
    assert second in words(mara.get(inbox))
    assert second not in words(ben.get(inbox))

    assess_all(case, actor=cast.ben, at=when(9), gaps=["A1"])
    assert "Officers of its own office recommend this part" in words(ben.get(second))
    said = {"step": "recommend", "proposal": "refuse", "recommendation": "INSIDE: no log."}
    assert "Only an officer of the office" in words(ben.post(second, {**said, "failed": ["A1"]}))
    assert "Choose at least one criterion" in words(mara.post(second, said))
    assert mara.post(second, {**said, "failed": ["A1"]}).status_code == 302
    assert mara.post(second, {"step": "take-back"}).status_code == 302
    assert mara.post(second, {**said, "failed": ["A1"]}).status_code == 302
    first = reverse("case_part", args=[number, 1])
    south = Site.objects.get(name="South shed").pk
    assert ben.post(split, {"step": "sites", "office": home.pk, "sites": [south]}).status_code == 302
    for part in (1, 3):
        address = reverse("case_part", args=[number, part])
        ben.post(address, {"step": "recommend", "proposal": "grant", "recommendation": "Yes."})

    # The firm leaves a part out on its own page, and its office closes it.
    third = reverse("own_part", args=[number, 3])
    assert browser("otto").get(third).status_code == 404
    amara.post(third, {"reason": "Sold."})
    amara.post(third, {})
    amara.post(third, {"reason": "Sold after all."})
    closing = {"step": "cancel", "reason": "You left it out."}
    assert "Only an officer of the office" in words(
        mara.post(reverse("case_part", args=[number, 3]), closing)
    )
    assert ben.post(reverse("case_part", args=[number, 3]), closing).status_code == 302
    assert ben.get(first).status_code == 200

    ben.post(
        reverse("recommend", args=[number]), {"proposal": "grant", "recommendation": "INSIDE: what can be."}
    )
    assert Case.objects.get().state == "decision"
    decide = reverse("decide", args=[number])
    assert "checked" in words(dalia.get(decide)).split('name="refusing" value="2"')[1][:80]
    hear = reverse("hear", args=[number])
    assert "Choose the parts that may be refused" in words(dalia.post(hear, {"grounds": "No log."}))
    assert dalia.post(hear, {"grounds": "No log.", "parts": ["2"]}).status_code == 302
    told = words(amara.get(reverse("case_timeline", args=[number])))
    assert "Customs intends to refuse these parts of the application." in told
    assert f"{number}/2: North pier" in told
    assert f"{number}/2: North pier" in letter("hear")
    decision.reply_hearing(
        number, text="There is one.", actor=cast.amara, at=JournalEntry.objects.latest("cursor").at
    )
    grant = {"decision": "grant", "reasons": "No log at the pier."}
    assert dalia.post(decide, {**grant, "refusing": ["2"]}).status_code == 302

    held = Authorisation.objects.get()
    assert held.premises == ["Main warehouse"]
    assert dict(CasePart.objects.values_list("number", "state")) == {
        1: "granted",
        2: "refused",
        3: "cancelled",
    }
    written = letter("grant")
    assert "granted in part" in written
    assert "You may take the refusal of a part to:" in written
    told = words(amara.get(reverse("case_timeline", args=[number])))
    assert all(one in told for one in ("Refused", "Granted", "You left it out.", "does not cover it"))
    assert "INSIDE" not in told + words(amara.get(reverse("own_part", args=[number, 2])))
    for page in (
        amara.get(reverse("certificate", args=[held.number])),
        dalia.get(reverse("authorisation", args=[held.number])),
        browser("otto").get(reverse("register_entry", args=[held.number])),
    ):
        shown = words(page)
        assert "Covers only these sites" in shown
        assert "Main warehouse" in shown
        assert "North pier" not in shown.replace("North pier Ltd", "")
    answer = browser("otto").get(f"/api/register/{held.number}").json()
    assert answer["premises"] == ["Main warehouse"]
    assert certificate.pdf(held, "en", base_url="https://aeo.test")[:4] == b"%PDF"
