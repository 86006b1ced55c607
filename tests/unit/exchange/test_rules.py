"""The ids of rows, the identity of an import, and the reasons that can be stored."""

from __future__ import annotations

import uuid

import pytest

from truyvet.exchange import reject_reasons, rules
from truyvet.exchange.rules import ImportChoices, ImportKind
from truyvet.tabular import ColumnMapping


def test_the_same_content_has_the_same_id_in_any_file() -> None:
    one = rules.event_id(ImportKind.VISITS, "gate", "", "", "p1", "v1", 1_622_000_000, None, "")
    assert one == rules.event_id(ImportKind.VISITS, "gate", "", "", "p1", "v1", 1_622_000_000, None, "")
    others = {
        rules.event_id(ImportKind.CASES, "gate", "", "", "p1", "v1", 1_622_000_000, None, ""),
        rules.event_id(ImportKind.VISITS, "bus", "", "", "p1", "v1", 1_622_000_000, None, ""),
        rules.event_id(ImportKind.VISITS, "gate", "", "", "p1", "v1", 1_622_000_000, 0, ""),
        rules.event_id(ImportKind.VISITS, "gate", "", "", "p1v", "1", 1_622_000_000, None, ""),
    }
    assert one not in others and len(others) == 4


def test_an_id_that_is_a_uuid_stays_and_a_row_number_is_not_one() -> None:
    given = uuid.uuid4()
    assert rules.event_id(ImportKind.VISITS, "gate", str(given), "", "p1") == given
    assert rules.event_id(ImportKind.VISITS, "gate", "", str(given).upper(), "p1") == given
    by_content = rules.event_id(ImportKind.VISITS, "gate", "", "", "p1")
    assert rules.event_id(ImportKind.VISITS, "gate", "", "17", "p1") == by_content
    named = rules.event_id(ImportKind.VISITS, "gate", "scan-17", "", "p1")
    assert named == rules.event_id(ImportKind.VISITS, "gate", "scan-17", "", "p2") != by_content


@pytest.mark.parametrize(("text", "good"), [("a", True), ("P 1", False), ("", False), ("x" * 65, False), (" p", False)])
def test_ids_are_exact_text(text: str, good: bool) -> None:
    assert rules.is_id(text) is good


@pytest.mark.parametrize(("text", "good"), [("cdc-bg", True), ("CDC", False), ("a:b", False), ("", False)])
def test_names_of_registers(text: str, good: bool) -> None:
    assert rules.is_source(text) is good


def test_other_choices_are_another_import() -> None:
    plain = ColumnMapping()
    digests = {
        rules.choices_digest(ImportChoices(), plain),
        rules.choices_digest(ImportChoices(source="b"), plain),
        rules.choices_digest(ImportChoices(create_people=True), plain),
        rules.choices_digest(ImportChoices(), ColumnMapping({"person_id": "mã"})),
        rules.choices_digest(ImportChoices(), ColumnMapping({}, {"kind": {"chợ": "market"}})),
    }
    assert len(digests) == 5
    assert rules.choices_digest(ImportChoices(), plain) == rules.choices_digest(ImportChoices(), ColumnMapping())


def test_every_reason_can_be_stored_and_said_in_both_languages() -> None:
    for code, wording in reject_reasons._BY_CODE.items():
        assert len(code) <= 32
        reason = reject_reasons.reason_by_code(code)
        assert reason.code == code and wording.vi != wording.en
        assert "{" not in reason.vi + reason.en
    assert reject_reasons.reason_by_code("ragged").code == "broken_row"


@pytest.mark.parametrize(("counts", "good"), [((3, 1, 1, 1), True), ((3, 1, 1, 0), False), ((1, 2, 0, -1), False), ((0, 0, 0, 0), True)])
def test_conservation(counts: tuple[int, int, int, int], good: bool) -> None:
    assert rules.adds_up(*counts) is good
