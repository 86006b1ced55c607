"""What an officer types from one door of the paper list: a code that names the door, and the persons as an entry has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID, uuid5

from truyvet.core.refusal import Refusal
from truyvet.teams.rules.door_entry import BORN
from truyvet.teams.rules.rounds import TeamRefused

HEALTH: Final = ("well", "ill", "unseen")
PAPER: Final = UUID("5a1d1f0e-8f0a-4b1a-9a4f-5d4f6f1f7b52")
"""The namespace of what stands for a telephone where paper is typed."""
NEWCOMERS: Final = ("new1", "new2")
"""Lines for persons who do not stand on the paper; a third one is typed as another visit of the door."""


def paper_phone(round_code: str) -> UUID:
    """Returns what stands for a telephone in entries that are typed from a round's paper, with running numbers of its own."""
    return uuid5(PAPER, round_code)


def sheet_code(round_code: str, door_code: str) -> str:
    """Returns what the square beside a door says: its codes, nothing of anybody."""
    return f"{round_code}-{door_code}"


def door_of_code(round_code: str, typed: str) -> str:
    """Returns the code of a door as it was typed or scanned. Raises TeamRefused("other_round") for the square of another round."""
    words = typed.strip().upper()
    of_round, _, door = words.rpartition("-")
    if of_round and of_round != round_code:
        raise TeamRefused(Refusal("other_round", "door"))
    return door[:3]


def typed_persons(told: Mapping[str, Sequence[str]], codes: Sequence[str]) -> list[dict[str, object]]:
    """Returns the persons of a door as rules.door_entry reads them; ``told`` has "<code>-health" and so on.

    Raises TeamRefused ("health", "temperature", "person").
    """
    persons: list[dict[str, object]] = []
    for key in (*codes, *NEWCOMERS):
        name, year = _first(told, f"{key}-name"), _first(told, f"{key}-year")
        if key in NEWCOMERS and not name and not year:
            continue
        if key in NEWCOMERS and not (name and year.isascii() and year.isdecimal() and BORN[0] <= int(year[:5]) <= BORN[1]):
            raise TeamRefused(Refusal("person", key))
        who: dict[str, object] = {"name": name[:120], "year": int(year), "lives_here_now": True} if key in NEWCOMERS else {"code": key}
        health = _first(told, f"{key}-health")
        is_answered = any(_first(told, f"{key}-{part}") for part in ("symptoms", "temperature", "needs"))
        if health not in HEALTH or (health == "unseen" and is_answered):
            raise TeamRefused(Refusal("health", key))
        if health != "unseen":
            who |= {"well": health == "well", "temperature": _temperature(_first(told, f"{key}-temperature"), key)}
            who |= {"symptoms": list(told.get(f"{key}-symptoms", ())), "needs": list(told.get(f"{key}-needs", ()))}
        persons.append(who)
    return persons


def _first(told: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(told.get(name, ())), "").strip()


def _temperature(typed: str, key: str) -> int | None:
    if not typed:
        return None
    try:
        return round(float(typed.replace(",", ".")) * 10)
    except (ValueError, OverflowError):
        raise TeamRefused(Refusal("temperature", key)) from None
