"""The programme is read once; an edition that was edited under a running case is refused loudly."""

import shutil

import pytest
from tests.worlds import a_case, people, refusal, when

from openaeo.casework import application, programme
from openaeo.casework.programme import EditionChanged
from openaeo.law.terms import Claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def copied(tmp_path, settings):
    """The editions, copied to where a test may edit them."""
    settings.EDITIONS_DIR = shutil.copytree(settings.EDITIONS_DIR, tmp_path / "editions")
    return settings.EDITIONS_DIR


def test_programme_and_edition_are_read_once():
    assert programme.programme() is programme.programme()
    assert programme.current_edition(when(0)) is programme.edition_called("safe-2021")


def test_an_edited_edition_is_refused_with_what_to_do(copied):
    case, amara = a_case(at="draft"), people().amara
    pinned = programme.edition_of(case)
    criteria = copied / "safe-2021" / "criteria.toml"
    text = criteria.read_text(encoding="utf-8")
    word = pinned.criteria[0].text["en"]
    criteria.write_text(text.replace(word, word + " Always."), encoding="utf-8")

    with pytest.raises(EditionChanged) as changed:
        application.answer(case.number, "A1", claim=Claim.MET, explanation="", actor=amara, at=when(1))

    assert (changed.value.case, changed.value.pinned) == (case.number, pinned.hash)
    assert changed.value.found == programme.current_edition(when(0)).hash != pinned.hash
    assert "restore its files" in str(changed.value)
    criteria.write_text(text, encoding="utf-8")
    assert programme.edition_of(case).hash == pinned.hash
    assert refusal(
        application.answer, case.number, "Z9", claim=Claim.MET, explanation="", actor=amara, at=when(1)
    ) == ("criterion-not-applying",)
