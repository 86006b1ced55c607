"""Fifty thousand declarations that nobody would write: each is answered with a sorting or with reasons, none raises."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Final

from tests.examples import LONG
from tests.unit.declarations.sample_answers import TODAY, WHOLE

from truyvet.areas.rules import risk_areas as areas
from truyvet.declarations.commands import answer_line
from truyvet.declarations.rules import forms, triage_table
from truyvet.declarations.rules.answer_check import check_answers
from truyvet.declarations.rules.form_schema import DeclarationForm, FieldKind
from truyvet.declarations.rules.subject import named_contacts, named_places, subject_of
from truyvet.declarations.rules.triage import blocking_problems, triage_answers

ROUNDS: Final = 50_000 if LONG else 10_000
NO: Final = {FieldKind.YES_NO_01: "0", FieldKind.YES_NO_12: "2"}
FORMS: Final = list(forms.load().values())
TEXTS: Final = (
    "", " ", "0", "1", "2", "1 ", "３", "Nguyễn Văn A", "khó thở", "việt yên", "Nu", "VN", "24", "07807", "0912345678", "1990", "37.5",
    "2021-05-20", "20/05/2021", "31/02/2021", "2021-05-20T08:00", "2021-05-20T08:00+99:99", "0001-01-01T00:00+14:00",
    "9999-12-31T23:59-14:00", "\ud800", "\x00", "\u202e1", "a\u0300" * 40, "=1+1", "'; DROP TABLE", "{{7*7}}", "<script>", "١٢٣", "𝟙",
    "ß" * 300, "-0", "1e309", "NaN", "()(((", "+", "@", "a@b.c", "../../etc", "0" * 5_000, "x" * 20_000, "\u1100" * 100, "\r\n",
    "true", "None",
)  # fmt: skip
PLAIN: Final = (
    None, True, False, 0, 1, 2, 3, -1, 1990, 2**63, 10**4_999, 1.0, 37.5, -0.0, 1e300, float("nan"), float("inf"), float("-inf"),
)  # fmt: skip


def anything(random: Random, depth: int = 0) -> object:
    """A text, a number, or a nest of them."""
    kind = random.random()
    if kind < 0.55:
        return random.choice(TEXTS)
    if kind < 0.85 or depth > 3:
        return random.choice(PLAIN)
    if kind < 0.93:
        return [anything(random, depth + 1) for _ in range(random.randrange(4))]
    keys = ("venue_code", "text", "from", "to", "name", "phone", "last_met", random.choice(TEXTS))
    return {random.choice(keys): anything(random, depth + 1) for _ in range(random.randrange(6))}


def declaration(random: Random, form: DeclarationForm) -> dict[str, object]:
    """Now and then a heap of anything; else health answers of the form as a machine would draw them, some spoilt."""
    names = [each.name for each in form.fields] + [each.field for each in form.left_out] + list(TEXTS)
    chaos = random.random() < 0.4
    made: dict[str, object] = {}
    if not chaos:
        made = {**WHOLE, "countryPassing": random.choice(("việt yên", "Huế")), "departureDate": "2021-05-20"}
        made |= {each.name: random.choice((1, *[NO[each.kind]] * 8)) for each in form.fields if each.kind in NO}
    for _ in range(random.randrange(12) if chaos else random.choice((0, 0, 0, 1, 2))):
        made[random.choice(names)] = anything(random)
    if random.random() < 0.3:
        made[random.choice(("placesVisited", "peopleMet"))] = [
            {"text": "việt yên", "from": random.choice(TEXTS), "name": "A", "last_met": random.choice(TEXTS), "to": anything(random)}
        ]
    return made


def test_thousands_of_declarations_are_each_answered() -> None:
    random, listed, told = Random(20210602), areas.sample_risk_areas(), Counter[str]()
    known = {each.code for each in triage_table.load().reasons}
    for number in range(ROUNDS):
        form = FORMS[number % len(FORMS)]
        found = check_answers(form, declaration(random, form), TODAY)
        assert all(each.field.isprintable() and len(each.field) <= 64 and each.code for each in (*found.problems, *found.warnings))
        # What is kept can always be stored and read: plain JSON in UTF-8, only fields of the form.
        json.dumps(found.answers, ensure_ascii=False, allow_nan=False).encode()
        assert set(found.answers) <= {each.name for each in form.fields}
        if blocking_problems(form, found):
            told["refused"] += 1
            continue
        came = triage_answers(form, found.answers, TODAY, listed)
        assert set(came.reasons) <= known
        assert (came.danger > 0) is bool(came.reasons) is (came.due is not None)
        assert subject_of(form, found.answers).gender in {"", "m", "f", "x"}
        assert all(each.end is None or each.end >= each.start for each in named_places(form, found.answers))
        assert all(each.name or each.phone for each in named_contacts(form, found.answers))
        told[came.triage.value] += 1
    assert sum(told.values()) == ROUNDS
    # The corpus reaches every triage class, or it would prove little.
    assert all(told[each] > 30 for each in ("refused", "nothing", "symptoms", "exposure", "both", "travel")), told


def test_lines_of_bytes_are_each_answered() -> None:
    random, form = Random(7), forms.form("HDHealth")
    good = json.dumps(WHOLE, ensure_ascii=False).encode()
    for _ in range(10_000):
        line = bytearray(good)
        for _ in range(random.randrange(1, 8)):
            line[random.randrange(len(line))] = random.randrange(256)
        answer = answer_line(bytes(line), form, TODAY, ())
        assert answer["ok"] or answer["errors"]
        json.dumps(answer, ensure_ascii=False).encode()
