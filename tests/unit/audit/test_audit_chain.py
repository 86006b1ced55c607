"""Reading a chain finds what was changed, taken out, put in another order, or cut off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from truyvet.audit.rules import START, AuditContent, ChainFault, ChainFinding, ChainLink, digest, read_chain

AT = datetime(2021, 5, 31, 1, 0, tzinfo=UTC)


def chain(length: int) -> list[ChainLink]:
    links: list[ChainLink] = []
    previous = START
    for position in range(1, length + 1):
        facts = {"n": position}
        content = AuditContent(position * 2, AT, "staff:1", "tracer", "case:BG-0412", "people.open", "person:X", facts)
        mark = digest(content, position, previous)
        links.append(ChainLink(position, previous, mark, content))
        previous = mark
    return links


def faults(links: list[ChainLink], noted: tuple[int, str] | None = None) -> list[ChainFinding]:
    return list(read_chain(links, 1, START, 0, noted).findings)


def test_an_untouched_chain_is_sound() -> None:
    links = chain(5)
    report = read_chain(links, 1, START, 2)
    assert report.sound and report.read == 5 and report.unsealed == 2
    assert report.head == (5, links[-1].hash)


def test_an_empty_chain_is_sound() -> None:
    assert read_chain([], 1, START, 0).head == (0, START)


def test_a_changed_fact_is_found() -> None:
    links = chain(5)
    assert links[2].content is not None
    links[2] = replace(links[2], content=replace(links[2].content, facts={"n": 99}))
    assert faults(links) == [ChainFinding(3, ChainFault.CHANGED)]


def test_a_further_subject_put_in_later_is_found() -> None:
    links = chain(2)
    assert links[0].content is not None
    links[0] = replace(links[0], content=replace(links[0].content, also=("person:Y",)))
    assert faults(links) == [ChainFinding(1, ChainFault.CHANGED)]


def test_a_row_taken_out_is_found_with_and_without_its_seal() -> None:
    assert faults([replace(link, content=None) if link.position == 2 else link for link in chain(4)]) == [
        ChainFinding(2, ChainFault.MISSING)
    ]
    assert ChainFinding(2, ChainFault.MISSING) in faults([link for link in chain(4) if link.position != 2])


def test_two_rows_in_each_others_place_are_found() -> None:
    links = chain(4)
    first, second = links[1], links[2]
    links[1], links[2] = replace(second, position=2), replace(first, position=3)
    assert {finding.fault for finding in faults(links)} >= {ChainFault.REORDERED, ChainFault.CHANGED}


def test_a_tail_cut_off_is_found_by_a_head_noted_elsewhere() -> None:
    links = chain(5)
    noted = (5, links[-1].hash)
    assert faults(links[:3]) == []
    assert faults(links[:3], noted) == [ChainFinding(5, ChainFault.CUT_SHORT)]
    assert faults(links, noted) == []


def test_a_chain_written_anew_is_found_by_a_head_noted_elsewhere() -> None:
    links = chain(3)
    assert faults(links, (3, "f" * 64)) == [ChainFinding(3, ChainFault.CHANGED)]
