"""Definitions in words: the one in force, what differs between two, how far each may be trusted."""

from __future__ import annotations

from datetime import date

from django.utils.translation import override

from truyvet.investigations.definition_labels import (
    CERTAINTY,
    changed_words,
    choices_for,
    compare_parameters,
    describe_definition,
    usual_definition,
)
from truyvet.tracing import contact_definition


def test_the_rule_in_force_on_the_day_is_the_usual_one() -> None:
    assert usual_definition("covid-19", date(2021, 5, 31)) == "vn-2020-08"
    assert usual_definition("covid-19", date(2021, 8, 1)) == "vn-2021-07"
    assert usual_definition("covid-19", date(2019, 1, 1)) == "default"
    assert usual_definition("measles", date(2021, 5, 31)) == "default"


def test_only_definitions_of_the_disease_are_offered() -> None:
    offered = [each.name for each in choices_for("covid-19")]
    assert "measles" not in offered
    assert offered[-1] == "default"


def test_every_definition_says_how_far_it_may_be_trusted_in_both_languages() -> None:
    assert set(CERTAINTY) == set(contact_definition.definition_names())
    for name in contact_definition.definition_names():
        meaning = contact_definition.load_definition(name)
        with override("en"):
            assert describe_definition(meaning).certainty == meaning.certainty
        with override("vi"):
            assert describe_definition(meaning).certainty != meaning.certainty


def test_what_differs_stands_first() -> None:
    meaning = contact_definition.load_definition("vn-2020-08")
    changed = meaning.changed({"visit_min_overlap": "10min", "stay.market": "2h"})
    with override("vi"):
        lines = compare_parameters(meaning, changed)
        assert [(line.label, line.before, line.after) for line in lines if line.differs] == [
            ("Cùng một nơi ít nhất", "15 phút", "10 phút"),
            ("Ở lại khi quên quét ra: Chợ", "1 giờ", "2 giờ"),
        ]
        assert lines[0].differs and not lines[-1].differs
        assert changed_words(changed, {"visit_min_overlap": "10min"}) == ("Cùng một nơi ít nhất: 10 phút",)
        assert describe_definition(meaning, on=date(2021, 5, 31)).in_force
        assert describe_definition(meaning).validity == "áp dụng 07/08/2020 – 29/07/2021"
