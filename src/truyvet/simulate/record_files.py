"""Writes a province as the input files of ``truyvet trace``: the records and, only when asked for, the truth beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truyvet.simulate import place_kinds
from truyvet.simulate.options import LOCAL_OFFSET_S
from truyvet.simulate.province import Province
from truyvet.simulate.records import group_label, person_label, venue_label
from truyvet.simulate.tables import MISSING, Ints, Small

Texts = NDArray[np.str_]
ROWS_AT_ONCE: Final = 100_000


def write_files(province: Province, folder: Path, *, truth: bool = False) -> tuple[Path, ...]:
    """Write cases, visits, venues, encounters, named, groups, isolations, people as CSV into ``folder``.

    ``truth`` adds ``truth.csv``: who was truly infected, when, by whom, where. Returns the files; raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = {**_evidence(province), **_facts(province)}
    if truth:
        tables["truth"] = _truth(province)
    return tuple(_write(folder / f"{name}.csv", columns) for name, columns in tables.items())


def _evidence(province: Province) -> dict[str, dict[str, Texts]]:
    persons = np.array([person_label(p) for p in range(len(province.people))])
    places = np.array([venue_label(v) for v in range(len(province.venues))])
    visits, encounters, named = province.visits, province.encounters, province.named
    return {
        "visits": {
            "person_id": persons[visits.person],
            "venue_id": places[visits.venue],
            "check_in": _times(visits.check_in),
            "check_out": _times(visits.check_out),
            "assurance": _words(place_kinds.ASSURANCES, visits.assurance),
        },
        "encounters": {
            "person_a": persons[encounters.person_a],
            "person_b": persons[encounters.person_b],
            "start": _times(encounters.start),
            "seconds": encounters.seconds.astype(str),
            "distance_m": _decimals(encounters.distance_um, 6),
            "probability_near": _decimals(encounters.probability_ppb, 9),
        },
        "named": {
            "case_id": persons[named.source],
            "contact_id": persons[named.contact],
            "last_contact": _times(named.last_contact),
        },
    }


def _facts(province: Province) -> dict[str, dict[str, Texts]]:
    persons = np.array([person_label(p) for p in range(len(province.people))])
    places = np.array([venue_label(v) for v in range(len(province.venues))])
    venues, groups, cases, isolations = province.venues, province.groups, province.cases, province.isolations
    communes = np.array([c.code for c in province.people.communes])
    group_names = np.array([group_label(g) for g in range(int(groups.group.max(initial=0)) + 1)])
    return {
        "cases": {
            "person_id": persons[cases.person],
            "onset": _times(cases.onset),
            "sample": _times(cases.sample),
        },
        "venues": {
            "venue_id": places,
            "kind": _words(place_kinds.VENUE_KINDS, venues.kind),
            "closes": _clock(venues.closes),
            "part_of": np.where(venues.part_of == MISSING, "", places[np.maximum(venues.part_of, 0)]),
        },
        "groups": {
            "person_id": persons[groups.person],
            "group_id": group_names[groups.group],
            "kind": _words(place_kinds.GROUP_KINDS, groups.kind),
            "from": _times(groups.start),
            "until": np.full(groups.person.size, ""),
        },
        "isolations": {"person_id": persons[isolations.person], "isolated_at": _times(isolations.isolated_at)},
        "people": {"person_id": persons, "commune": communes[province.people.commune]},
    }


def _truth(province: Province) -> dict[str, Texts]:
    truth = province.truth
    person = np.flatnonzero(truth.infected)
    infector = truth.infector[person]
    venue = truth.venue[person]
    detected = np.isin(person, province.cases.person)
    label = np.array([person_label(p) for p in range(len(province.people))])
    place = np.array([venue_label(v) for v in range(len(province.venues))])
    return {
        "person_id": label[person],
        "infected_at": _times(truth.infected_at[person]),
        "infector_id": np.where(infector == MISSING, "", label[np.maximum(infector, 0)]),
        "place": _words(place_kinds.INFECTION_PLACES, truth.place[person]),
        "venue_id": np.where(venue == MISSING, "", place[np.maximum(venue, 0)]),
        "onset": _times(truth.onset[person]),
        "detected": np.where(detected, "yes", "no"),
    }


def _write(path: Path, columns: Mapping[str, Texts]) -> Path:
    """One table; no value needs quoting, since ids, codes, times and numbers hold no comma."""
    rows = next(iter(columns.values())).size
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(",".join(columns) + "\n")
        for start in range(0, rows, ROWS_AT_ONCE):
            part = [values[start : start + ROWS_AT_ONCE].tolist() for values in columns.values()]
            file.writelines(",".join(row) + "\n" for row in zip(*part, strict=True))
    return path


def _times(seconds: Ints) -> Texts:
    """ISO 8601 in Việt Nam's offset, empty where MISSING."""
    local = np.datetime_as_string((seconds + LOCAL_OFFSET_S).astype("datetime64[s]"), unit="s")
    return np.where(seconds == MISSING, "", np.strings.add(local, "+07:00"))


def _clock(seconds: Small) -> Texts:
    """HH:MM, empty where MISSING."""
    return np.array(["" if s == MISSING else f"{s // 3600:02d}:{s % 3600 // 60:02d}" for s in seconds.tolist()], dtype=str)


def _words(words: Sequence[str], index: Ints | Small) -> Texts:
    return np.array(words)[index]


def _decimals(values: Ints, places: int) -> Texts:
    """``values`` / 10^places, exactly, empty where MISSING."""
    scale = 10**places
    return np.array(["" if v == MISSING else f"{v // scale}.{v % scale:0{places}d}" for v in values.tolist()], dtype=str)
