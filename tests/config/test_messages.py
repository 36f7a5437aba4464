"""The catalogues' tool finds what is marked and notices what is wrong."""

import pytest
from babel.messages.catalog import Message

from openaeo.config import messages


@pytest.fixture
def source(tmp_path, monkeypatch):
    place = tmp_path / "openaeo"
    place.mkdir()
    monkeypatch.setattr(messages, "SOURCE", place)
    monkeypatch.setattr(messages, "LOCALE", place / "locale")
    (place / "words.py").write_text(
        'a = _("Open")\nb = ngettext("%(n)s day", "%(n)s days", n)\nc = pgettext("sea", "Port")\n'
    )
    (place / "page.html").write_text(
        '{% load i18n %}\n  <p class="it\'s">{% translate "Closed" %}</p>\n'
        "{% blocktranslate count n=n %}one {{ n }}{% plural %}many {{ n }}{% endblocktranslate %}\n"
    )
    return place


def test_texts_are_found_in_python_and_templates(source):
    assert [(one.identity, one.context) for one in messages.extract()] == [
        ("Closed", None),
        (("one %(n)s", "many %(n)s"), None),
        ("Open", None),
        (("%(n)s day", "%(n)s days"), None),
        ("Port", "sea"),
    ]


def test_update_brings_catalogues_in_step_and_keeps_translations(source):
    assert messages.faults() != []
    messages.update()
    assert messages.faults() == []
    path = source / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    path.write_text(path.read_text().replace('msgid "Open"\nmsgstr ""', 'msgid "Open"\nmsgstr "Ouvert"'))
    before = path.read_text()
    messages.update()
    assert path.read_text() == before
    assert messages.coverage() == {"fr": (1, 5), "ar": (0, 5)}
    (source / "words.py").write_text("")
    assert [fault for fault in messages.faults() if fault.startswith("fr: left over 'Open'")] != []


@pytest.mark.parametrize(
    ("identity", "said", "faults"),
    [
        ("%(n)s sites", "%(n)s sites", 0),
        ("%(n)s sites", "%(m)s sites", 1),
        ("%(n)s sites", "sites", 1),
        (("%(n)s site", "%(n)s sites"), ("un site", "%(n)s sites"), 0),
        ("5 days", "\u0665 days", 1),
    ],
)
def test_placeholders_and_digits(identity, said, faults):
    assert len(list(messages._faults_of(Message(identity, said)))) == faults
