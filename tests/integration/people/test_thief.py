"""The thief of the database file: what names, numbers and words they find in it, and what they can still work out."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import numpy as np
import pytest
from django.db import connection

from truyvet.audit.values import By
from truyvet.core import data_keys
from truyvet.core.text_folding import fold
from truyvet.people.actions import add_people
from truyvet.people.models import Person
from truyvet.people.rules.name_words import indexed_forms
from truyvet.people.values import NewPerson
from truyvet.simulate.names import draw_family, draw_rest, full_name

pytestmark = pytest.mark.db
PERSONS = 2_000


def drawn(seed: int, size: int) -> list[tuple[str, bool]]:
    """Names as the demonstration invents them, and whether of a woman."""
    rng = np.random.default_rng(seed)
    female = rng.random(size) < 0.5
    family = draw_family(rng, size)
    middle, given = draw_rest(rng, female)
    rows = zip(family, middle, given, female, strict=True)
    return [(full_name(int(f), int(m), int(g), female=bool(w)), bool(w)) for f, m, g, w in rows]


def test_a_thief_reads_no_name_and_guesses_few(by: By, now: datetime, units: dict[str, int]) -> None:
    truth = drawn(1, PERSONS)
    people = [
        NewPerson(
            name=name, gender="f" if woman else "m", birth_year=1940 + row % 70, commune_id=units["07783"], phones=(f"09{row:08d}",),
            address=f"Số {row} ngõ Kín",
        )
        for row, (name, woman) in enumerate(truth)
    ]  # fmt: skip
    add_people(by=by, now=now, people=people, source="test")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.name, p.folded, p.address, p.gender, f.number FROM people_person p JOIN people_phone f ON f.person_id = p.id"
        )
        rows = cursor.fetchall()
        cursor.execute("SELECT person_id, word FROM people_nameword")
        words = cursor.fetchall()
    # Nothing is text, and all values are of one length, however long the name is.
    assert len(rows) == PERSONS and {type(bytes(value)) for row in rows for value in (*row[1:4], row[5])} == {bytes}
    assert len({len(bytes(row[1])) for row in rows}) == 1 and len({len(bytes(row[5])) for row in rows}) == 1
    # Equal names lie under other bytes; equal folded names and numbers under the same, which is what finds them.
    assert len({bytes(row[1]) for row in rows}) == PERSONS
    assert len({bytes(row[2]) for row in rows}) == len({fold(name) for name, _ in truth})
    # The thief knows how often each word is borne (here even the true distribution), and sorts hashes and words by it, men and women apart.
    known, hit = drawn(2, 10 * PERSONS), 0
    gender = {row[0]: row[4] == "f" for row in rows}
    name_of = dict(Person.objects.values_list("id", "folded"))
    for woman in (True, False):
        likely = [form for form, _ in Counter(f for name, w in known if w == woman for f in indexed_forms(fold(name))).most_common()]
        seen = [word for word, _ in Counter(word for person, word in words if gender[person] == woman).most_common()]
        guess = dict(zip(seen, likely, strict=False))
        hit += sum(guess.get(word) in indexed_forms(name_of[person]) for person, word in words if gender[person] == woman)
    share = hit / len(words)
    # docs/explanation/privacy.md says one in five; the bound leaves room for another list of names.
    assert 0.1 < share < 0.25


def test_another_key_reads_nothing(by: By, now: datetime, units: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    add_people(by=by, now=now, people=[NewPerson(name="Lê Thị Hoa", commune_id=units["07783"])], source="test")
    monkeypatch.setattr(data_keys, "_keys", ())
    monkeypatch.setattr(data_keys, "_read_keys", lambda: [bytes(64)])
    with pytest.raises(data_keys.DecryptionFailed, match="a key that is not here") as failed:
        Person.objects.get()
    assert "Hoa" not in str(failed.value)
