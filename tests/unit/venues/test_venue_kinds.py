"""The data file of kinds."""

from __future__ import annotations

from truyvet.tracing import contact_definition
from truyvet.venues.rules.venue_kinds import ASSURANCES, KIND_CODES, KINDS, Assurance, VisitSource, assurance_of, kind_of


def test_every_kind_has_words_and_sensible_figures() -> None:
    for kind in KINDS.values():
        assert kind.vi
        assert kind.en
        assert 3_600 <= kind.longest <= 86_400
        assert kind.crowd > 0
        assert len(kind.code) <= 16


def test_kinds_that_definitions_weigh_are_known() -> None:
    for name in contact_definition.definition_names():
        loaded = contact_definition.load_definition(name)
        assert set(loaded.stay) | set(loaded.weights.venue) <= set(KIND_CODES), name


def test_an_unknown_kind_is_other() -> None:
    assert kind_of("spaceship").code == "other"


def test_what_a_source_proves() -> None:
    assert assurance_of(VisitSource.SCAN, None) is Assurance.LOW
    assert assurance_of(VisitSource.SCAN, Assurance.HIGH) is Assurance.HIGH
    assert ASSURANCES == ("low", "medium", "high")
