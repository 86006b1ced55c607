"""Names that somebody probably meant."""

import pytest

from truyvet.tabular import near_name

KNOWN = ("id", "name", "phone", "birth_year", "outcome", "distance_m", "probability_near", "kind")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Phone", "phone"), ("birth year", "birth_year"), ("BirthYear", "birth_year"), ("outcomes", "outcome"), ("oucome", "outcome"),
        ("outocme", "outcome"), ("Distance_m", "distance_m"), ("distance", "distance_m"), ("probability", "probability_near"),
        ("Kind", "kind"),
        ("king", None), ("ID", None), ("name", None), ("note", None), ("first_name", None), ("outside", None), ("", None), ("Họ tên", None),
    ],
)  # fmt: skip
def test_near_name(name: str, meant: str | None) -> None:
    assert near_name(name, KNOWN) == meant
