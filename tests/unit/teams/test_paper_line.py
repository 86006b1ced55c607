"""A line of the paper list as it is typed."""

from __future__ import annotations

import pytest

from truyvet.teams.rules.paper_line import door_of_code, sheet_code, typed_persons
from truyvet.teams.rules.rounds import TeamRefused


def test_a_door_is_found_by_its_letters_or_its_square_and_never_on_another_round() -> None:
    assert door_of_code("ABCDEFGH", " k7m ") == door_of_code("ABCDEFGH", sheet_code("ABCDEFGH", "K7M")) == "K7M"
    with pytest.raises(TeamRefused, match="other_round"):
        door_of_code("ABCDEFGH", sheet_code("ABCDEFGX", "K7M"))


def test_every_line_is_ticked_and_newcomers_are_whole() -> None:
    told = {"A-health": ["ill"], "A-symptoms": ["cough"], "A-temperature": [" 38,1 "], "new2-name": ["Mới"], "new2-year": ["1999"]}
    with pytest.raises(TeamRefused, match="health"):
        typed_persons(told, ["A", "B"])
    told |= {"B-health": ["unseen"], "new2-health": ["well"]}
    a, b, new = typed_persons(told, ["A", "B"])
    assert (a["temperature"], a["symptoms"], a["well"]) == (381, ["cough"], False) and b == {"code": "B"}
    assert (new["name"], new["year"], new["lives_here_now"]) == ("Mới", 1999, True)
    for wrong in ({"A-temperature": ["nóng"]}, {"A-temperature": ["inf"]}, {"new1-name": ["Mới"], "new1-year": ["0999"]}):
        with pytest.raises(TeamRefused):
            typed_persons(told | wrong, ["A", "B"])
