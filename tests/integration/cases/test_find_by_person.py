"""Cases are found by who is ill: by POST, recorded, within the scope and the day's limit, without opening a name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.integration.cases.test_case_pages import entry

from truyvet.audit.models import AuditRow
from truyvet.cases.models import Case
from truyvet.people.models import Person, PersonLook

pytestmark = pytest.mark.db
PATH = "/ca-benh/tim-nguoi/"


def test_found_by_who_is_ill(client_for: Callable[..., Client], units: dict[str, int]) -> None:
    tracer, away = client_for("tracer"), client_for("commune_officer", "07444")
    assert tracer.post("/ca-benh/moi/", entry(units)).status_code == 302
    PersonLook.objects.all().delete()
    # Somebody of nearly that name without a case.
    ill, healthy = Person.objects.get(), Person.objects.get()
    healthy.pk, healthy.code, healthy.name, healthy.folded = None, "0000000000", "Trần Văn Thứ", "tran van thu"
    healthy.save()
    for text in ("van thu", "Trần Văn Thử", "0912 345 678"):
        page = tracer.post(PATH, {"text": text}).content.decode()
        assert "<h1>1 người có ca bệnh</h1>" in page and Case.objects.get().code in page and ill.code in page
        assert "Thử</" not in page and healthy.code not in page
        assert "Không thấy ca nào" in away.post(PATH, {"text": text}).content.decode()
    recorded = AuditRow.objects.filter(action="people.search", purpose="task:find_case")
    assert recorded.filter(facts__count=1).count() == 3 and recorded.count() == 6
    assert PersonLook.objects.values_list("person_id").get() == (ill.pk,)
