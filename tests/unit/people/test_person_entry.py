"""A person as handed in, brought to the stored form."""

from __future__ import annotations

from datetime import date

import pytest

from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.rules.person_entry import PersonInvalid, check_person
from truyvet.people.values import NewPerson

TODAY = date(2021, 5, 31)


def test_stored_form() -> None:
    entry = check_person(
        NewPerson(
            name="  Đỗ  Thị Ví Dụ",
            phones=("0168 123 4567", "+84381234567"),
            identifiers=((IdentifierKind.CCCD, "024 190 000 001"), (IdentifierKind.EXTERNAL, " labs:a-7 ")),
        ),
        TODAY,
    )
    assert (entry.name, entry.folded) == ("Đỗ Thị Ví Dụ", "do thi vi du")
    assert entry.phones == ("+84381234567",)
    assert entry.identifiers == ((IdentifierKind.CCCD, "024190000001"), (IdentifierKind.EXTERNAL, "labs:a-7"))


@pytest.mark.parametrize(
    ("person", "field", "reason"),
    [
        (NewPerson(name=" "), "name", "empty"),
        (NewPerson(name="a" * 121), "name", "too_long"),
        (NewPerson(name="A", birth_year=2022), "birth_year", "out_of_range"),
        (NewPerson(name="A", birth_year=1895), "birth_year", "out_of_range"),
        (NewPerson(name="A", gender="q"), "gender", "unknown"),
        (NewPerson(name="A", address="x" * 201), "address", "too_long"),
        (NewPerson(name="A", phones=("0912",)), "phones", "not_a_phone"),
        (NewPerson(name="A", identifiers=((IdentifierKind.CCCD, "12345"),)), "identifiers", "not_cccd"),
    ],
)
def test_refused_with_field_and_reason_only(person: NewPerson, field: str, reason: str) -> None:
    with pytest.raises(PersonInvalid) as caught:
        check_person(person, TODAY)
    assert (caught.value.field, caught.value.reason) == (field, reason)
    assert str(caught.value) == f"{field}: {reason}"


def test_a_person_has_no_readable_repr() -> None:
    person = NewPerson(name="Nguyễn Văn Kín", phones=("0912345678",))
    assert "Kín" not in repr(person)
    assert "0912345678" not in repr(check_person(person, TODAY))
