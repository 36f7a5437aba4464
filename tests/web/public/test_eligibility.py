"""The check before applying: a plain answer for every combination that matters, kept in the address."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from openaeo.casework.programme import programme


def answers(**changed):
    return {question.code: "yes" for question in programme().eligibility} | changed


def of_weight(weight):
    return next(question.code for question in programme().eligibility if question.weight == weight)


@pytest.fixture
def ask(client, db):
    return lambda **given: client.get(reverse("eligibility"), given)


def test_the_questions_come_from_the_programme(ask):
    text = ask().content.decode()
    assert [question.text["en"] in text for question in programme().eligibility] == [True] * len(
        programme().eligibility
    )
    assert "There is a problem" not in text


@pytest.mark.parametrize(
    ("weight", "said"), [(None, "You look ready"), ("should", "Nearly ready"), ("must", "Not yet")]
)
def test_the_answer(ask, weight, said):
    given = answers(**({of_weight(weight): "no"} if weight else {}))
    text = ask(**given).content.decode()
    answers_shown = [words for words in ("You look ready", "Nearly ready", "Not yet") if f">{words}<" in text]
    assert answers_shown == [said]


def test_what_is_missing_is_named(ask):
    code = of_weight("must")
    question = next(question for question in programme().eligibility if question.code == code)
    text = ask(**answers(**{code: "no"})).content.decode()
    assert question.if_no["en"] in text


def test_an_open_question_is_asked_for_with_a_link(ask):
    given = answers()
    open_one = of_weight("must")
    del given[open_one]
    text = ask(**given).content.decode()
    assert f'<a href="#id_{open_one}_0">' in text
    assert "Choose yes or no." in text


@pytest.mark.parametrize("rubbish", ["maybe", "", "<b>", "\x00"])
def test_rubbish_is_asked_again(ask, rubbish):
    response = ask(**answers(**{of_weight("must"): rubbish}))
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()


def test_answers_stay_in_the_addresses_that_lead_on(ask):
    given = answers(**{of_weight("should"): "no"})
    response = ask(**given)
    change = parse_qs(urlsplit(response.context["change"]).query)
    assert {code: values[0] for code, values in change.items()} == given | {"change": "1"}
    target = parse_qs(urlsplit(response.context["sign_up"]).query)["next"][0]
    assert {code: values[0] for code, values in parse_qs(urlsplit(target).query).items()} == given


def test_changing_shows_the_form_as_it_was_filled(ask):
    given = answers(**{of_weight("should"): "no"})
    form = ask(**given, change="1").context["form"]
    assert {code: form[code].value() for code in given} == given
