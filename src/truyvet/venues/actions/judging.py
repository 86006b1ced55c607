"""Who a scan is of, and what the gate is told: looked up for a whole batch, in a number of queries that does not grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from truyvet.audit.values import Scope
from truyvet.codes.papers import Paper
from truyvet.codes.reasons import Kind, Reason
from truyvet.passes import queries as passes
from truyvet.passes.rules.gate import Decision, Policy, decide
from truyvet.people import queries as people
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.venues.models import GateScan
from truyvet.venues.rules.requirements import requirement
from truyvet.venues.rules.taking import REPLAY_WINDOW, Read, Taken, went_through


@dataclass(frozen=True, slots=True)
class Judged:
    """A scan with its verdict. ``person_id`` None: nobody who is known here."""

    scan: Taken
    person_id: int | None
    verdict: str
    reason: str
    admitted: bool
    replayed: bool
    initials: str = ""
    declared_at: int | None = None


@dataclass(frozen=True, slots=True)
class _Stands:
    """What passes and people know of whoever a scan is of."""

    person_id: int | None = None
    known: bool = False
    declared: int | None = None
    clear: bool | None = None
    held: bool = False
    revoked: bool = False
    initials: str = ""


def policy_of(kind: str) -> Policy:
    """What venues of this kind ask, as the gate's rule wants it."""
    asks = requirement(kind)
    return Policy(pass_hours=asks.pass_hours, card_days=asks.card_days, card_verdict=asks.card, paper_verdict=asks.paper)


def judge(scope: Scope, now: datetime, scans: Sequence[Taken]) -> list[Judged]:
    """Each scan with its verdict, in their order."""
    stands = _stands(scope, scans)
    judged = [_judged(scan, who) for scan, who in zip(scans, stands, strict=True)]
    replayed = _replayed(judged)
    return [_marked(each) if place in replayed else each for place, each in enumerate(judged)]


def remember(scope: Scope, scans: Sequence[Taken]) -> dict[int, tuple[str, int | None]]:
    """Person id → (initials, when they declared), for scans that are answered again."""
    persons = {scan.read.person_id for scan in scans if scan.read.person_id is not None}
    seen = passes.standing_of(scope, persons) if persons else {}
    names = people.initials(scope, persons - seen.keys()) if persons - seen.keys() else {}
    return {who: (stands.initials, _second(stands.declared_at)) for who, stands in seen.items()} | {
        who: (letters, None) for who, letters in names.items()
    }


def _stands(scope: Scope, scans: Sequence[Taken]) -> list[_Stands]:
    tokens = {scan.read.token for scan in scans if scan.read.token is not None}
    holders = passes.holders(scope, tokens) if tokens else {}
    persons = {place: who for place, scan in enumerate(scans) if (who := _person(scope, scan.read)) is not None}
    seen = passes.standing_of(scope, set(persons.values())) if persons else {}
    found: list[_Stands] = []
    for place, scan in enumerate(scans):
        holder = holders.get(scan.read.token) if scan.read.token is not None else None
        if holder is not None:
            declared = _second(holder.declared_at)
            found.append(_Stands(holder.person_id, True, declared, holder.clear, holder.held, holder.revoked, holder.initials))
        elif place in persons:
            stands = seen.get(persons[place])
            declared = _second(stands.declared_at) if stands else None
            clear, held, letters = (stands.clear, stands.held, stands.initials) if stands else (None, False, "")
            found.append(_Stands(persons[place], True, declared, clear, held, False, letters))
        else:
            found.append(_Stands())
    return found


def _person(scope: Scope, read: Read) -> int | None:
    if read.person_id is not None or read.paper is None:
        return read.person_id
    return _whose_paper(scope, read.paper)


def _whose_paper(scope: Scope, paper: Paper) -> int | None:
    """Who holds the number of a national card. Papers are rare at a gate: each is asked for by itself."""
    if paper.masked:
        return None
    kinds = {
        Kind.CCCD: (IdentifierKind.CCCD, IdentifierKind.CMND),
        Kind.INSURANCE: (IdentifierKind.INSURANCE,),
        Kind.QR1405: (IdentifierKind.CCCD, IdentifierKind.CMND, IdentifierKind.PASSPORT),
    }[paper.kind]
    asked = ((kind, paper.number) for kind in kinds)
    return next((who for kind, number in asked if (who := people.find_by_identifier(scope, kind, number)) is not None), None)


def _judged(scan: Taken, who: _Stands) -> Judged:
    decision = _decision(scan, who)
    return Judged(
        scan=scan,
        person_id=who.person_id,
        verdict=decision.verdict,
        reason=decision.reason,
        admitted=who.person_id is not None and went_through(decision.verdict, scan.told),
        replayed=False,
        initials=who.initials,
        declared_at=who.declared,
    )


def _decision(scan: Taken, who: _Stands) -> Decision:
    read = scan.read
    reason = read.reason
    if reason is None and who.revoked:
        reason = Reason.REVOKED
    return decide(
        kind=read.kind,
        answer_reason=reason,
        declared=who.declared,
        clear=who.clear,
        held=who.held,
        now=scan.at,
        policy=policy_of(scan.gate.venue_kind),
        known=who.known,
    )


def _replayed(judged: Sequence[Judged]) -> set[int]:
    """Places of passes whose very moment was shown at another gate some minutes before."""
    phones = [place for place, each in enumerate(judged) if each.scan.read.name == Kind.PASS.value and each.person_id is not None]
    if not phones:
        return set()
    shown: dict[tuple[int, bytes], list[tuple[int, int]]] = defaultdict(list)
    moments = [judged[place].scan.at for place in phones]
    rows = GateScan.objects.filter(
        person_id__in={judged[place].person_id for place in phones},
        at__gte=min(moments) - REPLAY_WINDOW,
        at__lte=max(moments) + REPLAY_WINDOW,
        kind=Kind.PASS.value,
    )
    for person, body, gate, at in rows.values_list("person_id", "body_hash", "gate_id", "at"):
        shown[person, bytes(body)[:16]].append((gate, at))
    found = set()
    for place in phones:
        each = judged[place]
        assert each.person_id is not None
        before = shown[each.person_id, each.scan.presented]
        if any(gate != each.scan.gate.gate_id and abs(at - each.scan.at) <= REPLAY_WINDOW for gate, at in before):
            found.add(place)
        before.append((each.scan.gate.gate_id, each.scan.at))
    return found


def _marked(each: Judged) -> Judged:
    """A code that was at another gate too: somebody looks. Whoever was let in offline was there all the same."""
    if each.verdict != "pass":
        return Judged(each.scan, each.person_id, each.verdict, each.reason, each.admitted, True, each.initials, each.declared_at)
    through = each.person_id is not None and went_through("look", each.scan.told)
    return Judged(each.scan, each.person_id, "look", Reason.REPLAYED.value, through, True, each.initials, each.declared_at)


def _second(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())
