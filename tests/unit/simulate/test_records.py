"""The records: a partial view of the true meetings, and nothing else."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from truyvet.simulate import place_kinds
from truyvet.simulate.options import DAY_S, RATE_PRESETS, ProvinceOptions
from truyvet.simulate.province import Province, make_province, record_province
from truyvet.simulate.record_files import write_files
from truyvet.simulate.records import to_records
from truyvet.simulate.tables import MISSING
from truyvet.simulate.world import SimulatedWorld

NAMES = ("low", "medium", "high")


@pytest.mark.parametrize("name", NAMES)
def test_each_visit_lies_within_one_true_stay(world: SimulatedWorld, provinces: dict[str, Province], name: str) -> None:
    visits, stays = provinces[name].visits, world.stays
    order = np.lexsort((stays.start, stays.venue, stays.person))
    span = 1 << 31

    def key(person: np.ndarray, venue: np.ndarray) -> np.ndarray:
        return person.astype(np.int64) * 100_000 + venue

    place = key(stays.person, stays.venue)[order]
    codes, ranks = np.unique(place, return_inverse=True)
    seen = np.searchsorted(codes, key(visits.person, visits.venue))
    assert (codes[seen] == key(visits.person, visits.venue)).all()
    row = order[np.searchsorted(ranks * span + stays.start[order], seen * span + visits.check_in, side="right") - 1]
    assert (stays.person[row] == visits.person).all()
    assert (stays.venue[row] == visits.venue).all()
    assert (stays.start[row] <= visits.check_in).all()
    assert (visits.check_in < stays.end[row]).all()
    out = visits.check_out != MISSING
    assert (visits.check_out[out] <= stays.end[row][out]).all()
    assert (visits.check_out[out] > visits.check_in[out]).all()
    assert np.unique(row).size == row.size  # no stay is recorded twice


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_known_at_or_after_the_as_of(provinces: dict[str, Province], name: str) -> None:
    province = provinces[name]
    as_of = province.options.as_of
    assert province.visits.check_in.max() < as_of
    assert province.visits.check_out.max() < as_of
    assert (province.encounters.start + province.encounters.seconds).max() <= as_of
    assert province.named.last_contact.max() < as_of
    assert province.groups.start.max() < province.options.begin
    assert province.isolations.isolated_at.max() < as_of
    assert province.visits.check_in.min() >= province.options.begin


@pytest.mark.parametrize("name", NAMES)
def test_encounters_are_true_meetings_of_two(world: SimulatedWorld, provinces: dict[str, Province], name: str) -> None:
    met, stays, people = provinces[name].encounters, world.stays, world.people
    assert (met.person_a != met.person_b).all()
    assert (met.seconds >= 1).all()
    assert met.probability_ppb.min() >= 0
    assert met.probability_ppb.max() <= 10**9
    by_person = np.argsort(stays.person, kind="stable")
    bounds = np.searchsorted(stays.person[by_person], np.arange(len(people) + 1))
    for row in range(0, met.start.size, max(1, met.start.size // 150)):
        a, b = int(met.person_a[row]), int(met.person_b[row])
        start, end = met.start[row], met.start[row] + met.seconds[row]
        spots = []
        for who in (a, b):
            mine = by_person[bounds[who] : bounds[who + 1]]
            mine = mine[(stays.start[mine] <= start) & (stays.end[mine] >= end) & (stays.spot[mine] != MISSING)]
            spots.append({(int(stays.venue[r]), int(stays.spot[r])) for r in mine})
        at_home = people.household[a] == people.household[b] and not spots[0] and not spots[1]
        assert at_home or spots[0] & spots[1]


def test_higher_rates_record_more(provinces: dict[str, Province]) -> None:
    low, medium, high = (provinces[name] for name in NAMES)
    for less, more in ((low, medium), (medium, high)):
        assert less.visits.person.size < more.visits.person.size
        assert less.encounters.start.size < more.encounters.start.size
        assert less.named.source.size < more.named.source.size
        assert less.groups.person.size < more.groups.person.size
        assert (less.visits.check_out == MISSING).mean() > (more.visits.check_out == MISSING).mean()


def test_higher_rates_keep_what_lower_ones_saw(provinces: dict[str, Province]) -> None:
    def rows(province: Province) -> set[tuple[int, int, int]]:
        visits = province.visits
        return set(zip(visits.person.tolist(), visits.venue.tolist(), visits.check_in.tolist(), strict=True))

    assert rows(provinces["low"]) < rows(provinces["medium"]) < rows(provinces["high"])


@pytest.mark.parametrize(
    ("field", "table"),
    [
        ("scan", "visits"),
        ("scan_open", "visits"),
        ("zone_scan", "visits"),
        ("card", "visits"),
        ("bluetooth", "encounters"),
        ("capture", "encounters"),
        ("interview", "named"),
        ("household", "groups"),
        ("roster", "groups"),
    ],
)
def test_each_rate_works_alone(world: SimulatedWorld, field: str, table: str) -> None:
    medium = RATE_PRESETS["medium"]
    none, some = (record_province(world, replace(medium, **{field: value})) for value in (0.0, getattr(medium, field)))

    def size(province: Province) -> int:
        return int(getattr(province, table).person_a.size if table == "encounters" else _first(province, table))

    assert size(none) < size(some)


def _first(province: Province, table: str) -> int:
    rows = getattr(province, table)
    return int(getattr(rows, fields(rows)[0].name).size)


def test_gate_only_plants_have_no_zone_visits(world: SimulatedWorld) -> None:
    province = record_province(world, replace(RATE_PRESETS["high"], zone_plants=0.0))
    assert (province.venues.part_of[province.visits.venue] == MISSING).all()
    kind = province.venues.kind[province.visits.venue]
    assert (province.visits.assurance[kind == place_kinds.FACTORY] == place_kinds.LOW).all()


def test_homes_are_in_no_visit(provinces: dict[str, Province]) -> None:
    for province in provinces.values():
        assert province.visits.venue.max() < len(province.venues)


def test_cases_named_within_their_own_time(provinces: dict[str, Province]) -> None:
    province = provinces["high"]
    named, cases = province.named, province.cases
    isolated = dict(zip(cases.person.tolist(), cases.isolated.tolist(), strict=True))
    since = np.where(cases.onset != MISSING, cases.onset, cases.sample) - 3 * DAY_S
    opened = dict(zip(cases.person.tolist(), since.tolist(), strict=True))
    assert (named.source != named.contact).all()
    for source, last in zip(named.source.tolist(), named.last_contact.tolist(), strict=True):
        assert opened[source] <= last <= isolated[source]


def test_records_carry_no_truth(provinces: dict[str, Province]) -> None:
    """Another truth behind the same records and cases changes nothing that a trace is given."""
    province = provinces["medium"]
    nobody = np.full_like(province.truth.infected_at, MISSING)
    blind = replace(province, truth=replace(province.truth, infected_at=nobody, infector=nobody, onset=nobody.copy()))
    first, _ = to_records(province)
    second, _ = to_records(blind)
    for table in ("cases", "visits", "encounters", "named", "groups", "isolations", "venues"):
        one, two = getattr(first, table), getattr(second, table)
        for item in fields(one):
            assert getattr(one, item.name).tobytes() == getattr(two, item.name).tobytes()
    assert set(first.cases.person.tolist()) == set(province.cases.person.tolist())


def test_records_fit_the_tracing_contract(provinces: dict[str, Province]) -> None:
    records, labels = to_records(provinces["medium"])
    assert len(labels.persons) == records.persons == 6_000
    assert records.visits is not None
    assert records.groups is not None
    assert len(labels.venues) == records.venues.kind.size > records.visits.venue.max()
    assert len(labels.groups) == records.groups.group.max() + 1
    for table in (records.visits, records.venues, records.encounters, records.named, records.groups, records.cases):
        for item in fields(table):
            values = getattr(table, item.name)
            assert values.dtype == np.int64
            assert values.ndim == 1
            assert values.min() >= MISSING


def test_same_seed_same_bytes() -> None:
    options = ProvinceOptions(seed=5, people=2_500, attempts=2)
    assert make_province(options).digest() == make_province(options).digest()
    assert make_province(options).digest() != make_province(replace(options, seed=6)).digest()
    assert make_province(options).digest() != make_province(options, RATE_PRESETS["low"]).digest()


def test_files_are_those_of_the_command(provinces: dict[str, Province], tmp_path: Path) -> None:
    province = provinces["low"]
    paths = write_files(province, tmp_path)
    assert {p.name for p in paths} == {
        "cases.csv",
        "visits.csv",
        "venues.csv",
        "encounters.csv",
        "named.csv",
        "groups.csv",
        "isolations.csv",
        "people.csv",
    }
    lines = (tmp_path / "visits.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "person_id,venue_id,check_in,check_out,assurance"
    assert len(lines) - 1 == province.visits.person.size
    assert "2021-05-" in lines[1]
    assert "+07:00" in lines[1]
    assert all(line.count(",") == 4 for line in lines)
    assert (tmp_path / "venues.csv").read_text(encoding="utf-8").splitlines()[1].startswith("V00000,factory,,")


def test_truth_is_written_only_when_asked(provinces: dict[str, Province], tmp_path: Path) -> None:
    write_files(provinces["low"], tmp_path / "a")
    assert not (tmp_path / "a" / "truth.csv").exists()
    write_files(provinces["low"], tmp_path / "b", truth=True)
    rows = (tmp_path / "b" / "truth.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) - 1 == provinces["low"].truth.infected.sum()
    assert sum(row.endswith(",yes") for row in rows) == len(provinces["low"].cases)
