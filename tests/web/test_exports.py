"""Exports on pages: asked for, followed without reloading, taken away while they are kept, never by anybody else."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.addresses import browser, world
from tests.worlds import joins, people

from openaeo.dossier import making
from openaeo.dossier.models import Export

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def read(response):
    content = b"".join(response.streaming_content)
    for let_go in response._resource_closers:
        let_go()
    return content


def test_the_desk_asks_follows_and_takes(django_assert_max_num_queries):
    number = world("granted")["number"]
    at, ben = reverse("case_export", args=[number]), browser("ben")
    assert at in ben.get(reverse("case", args=[number, "history"])).content.decode()
    assert ben.post(at).status_code == 302
    assert "It is being made already." in ben.post(at, follow=True).content.decode()
    one = Export.objects.get(case=number)
    follow = reverse("export_progress", args=[one.pk])
    with django_assert_max_num_queries(15):
        assert f'hx-get="{follow}"' in ben.get(at).content.decode()
    assert browser("dalia").get(follow, headers=HTMX).status_code == 404
    making.make(one.pk, at=one.asked_at)
    done = ben.get(follow, headers=HTMX).content.decode()
    files = {form: reverse("export_file", args=[one.pk, form]) for form in ("record", "package")}
    assert ("hx-get" in done, all(path in done for path in files.values())) == (False, True)
    assert read(ben.get(files["record"])).startswith(b"%PDF")
    answer = ben.get(files["package"])
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/zip", "nosniff")
    assert read(answer).startswith(b"PK")
    assert Export.objects.get(pk=one.pk).taken_at is not None
    for other in ("dalia", "amara", "otto"):
        assert browser(other).get(files["package"]).status_code == 404
    Export.objects.filter(pk=one.pk).update(ends_at=one.asked_at)
    assert ben.get(files["package"]).status_code == 404


def test_a_firm_asks_for_its_own_and_a_reader_only_for_what_is_about_them():
    cast = people()
    at = reverse("own_data")
    amara, kim = Client(), Client()
    amara.force_login(cast.firm.mandates.get().person)
    kim.force_login(cast.firm.mandates.model.objects.get(person=joins("kim", "reader").person).person)
    for client, sees in ((amara, True), (kim, False)):
        assert ("About the firm" in client.get(at).content.decode()) == sees
        client.post(at, {"about": "firm"})
    assert [(one.operator_id, one.asked_by.name) for one in Export.objects.order_by("pk")] == [
        (cast.firm.pk, "Amara Diallo"),
        (None, "Kim"),
    ]
