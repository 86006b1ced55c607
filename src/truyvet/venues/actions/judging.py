"""Who a scan is of, and what the gate is told: looked up for a whole batch, in a number of queries that does not grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from truyvet.audit.values import Scope
from truyvet.codes.code_reasons import CodeKind, CodeReason
from truyvet.codes.identity_documents import IdentityDocument
from truyvet.passes import queries as passes
from truyvet.passes.rules.gate import GateDecision, GatePolicy, decide
from truyvet.people import queries as people
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.venues.models import GateScan
from truyvet.venues.rules.requirements import requirement
from truyvet.venues.rules.scan import REPLAY_WINDOW_S, IncomingScan, PresentedCode, was_admitted


@dataclass(frozen=True, slots=True)
class JudgedScan:
    """A scan with its verdict. ``person_id`` None: nobody who is known here."""

    scan: IncomingScan
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


def policy_of(kind: str) -> GatePolicy:
    """What venues of this kind ask, as the gate's rule wants it."""
    asks = requirement(kind)
    return GatePolicy(pass_hours=asks.pass_hours, card_days=asks.card_days, card_verdict=asks.card, paper_verdict=asks.paper)


def judge(scope: Scope, now: datetime, scans: Sequence[IncomingScan]) -> list[JudgedScan]:
    """Each scan with its verdict, in their order."""
    stands = _stands(scope, scans)
    judged = [_judged(scan, who) for scan, who in zip(scans, stands, strict=True)]
    replayed = _replayed(judged)
    return [_marked(each) if place in replayed else each for place, each in enumerate(judged)]


def remember(scope: Scope, scans: Sequence[IncomingScan]) -> dict[int, tuple[str, int | None]]:
    """Person id → (initials, when they declared), for scans that are answered again."""
    persons = {scan.code.person_id for scan in scans if scan.code.person_id is not None}
    seen = passes.gate_status_of(scope, persons) if persons else {}
    names = people.initials(scope, persons - seen.keys()) if persons - seen.keys() else {}
    return {who: (stands.initials, _second(stands.declared_at)) for who, stands in seen.items()} | {
        who: (letters, None) for who, letters in names.items()
    }


def _stands(scope: Scope, scans: Sequence[IncomingScan]) -> list[_Stands]:
    tokens = {scan.code.token for scan in scans if scan.code.token is not None}
    holders = passes.pass_holders(scope, tokens) if tokens else {}
    persons = {place: who for place, scan in enumerate(scans) if (who := _person(scope, scan.code)) is not None}
    seen = passes.gate_status_of(scope, set(persons.values())) if persons else {}
    found: list[_Stands] = []
    for place, scan in enumerate(scans):
        holder = holders.get(scan.code.token) if scan.code.token is not None else None
        if holder is not None:
            declared = _second(holder.declared_at)
            found.append(_Stands(holder.person_id, True, declared, holder.clear, holder.is_on_hold, holder.revoked, holder.initials))
        elif place in persons:
            stands = seen.get(persons[place])
            declared = _second(stands.declared_at) if stands else None
            clear, held, letters = (stands.clear, stands.is_on_hold, stands.initials) if stands else (None, False, "")
            found.append(_Stands(persons[place], True, declared, clear, held, False, letters))
        else:
            found.append(_Stands())
    return found


def _person(scope: Scope, read: PresentedCode) -> int | None:
    if read.person_id is not None or read.document is None:
        return read.person_id
    return _whose_paper(scope, read.document)


def _whose_paper(scope: Scope, paper: IdentityDocument) -> int | None:
    """Who holds the number of a national card. Papers are rare at a gate: each is asked for by itself."""
    if paper.masked:
        return None
    kinds = {
        CodeKind.CCCD: (IdentifierKind.CCCD, IdentifierKind.CMND),
        CodeKind.INSURANCE: (IdentifierKind.INSURANCE,),
        CodeKind.QR1405: (IdentifierKind.CCCD, IdentifierKind.CMND, IdentifierKind.PASSPORT),
    }[paper.kind]
    asked = ((kind, paper.number) for kind in kinds)
    return next((who for kind, number in asked if (who := people.find_by_identifier(scope, kind, number)) is not None), None)


def _judged(scan: IncomingScan, who: _Stands) -> JudgedScan:
    decision = _decision(scan, who)
    return JudgedScan(
        scan=scan,
        person_id=who.person_id,
        verdict=decision.verdict,
        reason=decision.reason,
        admitted=who.person_id is not None and was_admitted(decision.verdict, scan.device_verdict),
        replayed=False,
        initials=who.initials,
        declared_at=who.declared,
    )


def _decision(scan: IncomingScan, who: _Stands) -> GateDecision:
    read = scan.code
    reason = read.reason
    if reason is None and who.revoked:
        reason = CodeReason.REVOKED
    return decide(
        kind=read.kind,
        answer_reason=reason,
        declared=who.declared,
        clear=who.clear,
        is_on_hold=who.held,
        now=scan.at,
        policy=policy_of(scan.gate.venue_kind),
        is_known=who.known,
    )


def _replayed(judged: Sequence[JudgedScan]) -> set[int]:
    """Places of passes whose very moment was shown at another gate some minutes before."""
    phones = [place for place, each in enumerate(judged) if each.scan.code.name == CodeKind.PASS.value and each.person_id is not None]
    if not phones:
        return set()
    shown: dict[tuple[int, bytes], list[tuple[int, int]]] = defaultdict(list)
    moments = [judged[place].scan.at for place in phones]
    rows = GateScan.objects.filter(
        person_id__in={judged[place].person_id for place in phones},
        at__gte=min(moments) - REPLAY_WINDOW_S,
        at__lte=max(moments) + REPLAY_WINDOW_S,
        kind=CodeKind.PASS.value,
    )
    for person, body, gate, at in rows.values_list("person_id", "body_hash", "gate_id", "at"):
        shown[person, bytes(body)[:16]].append((gate, at))
    found = set()
    for place in phones:
        each = judged[place]
        assert each.person_id is not None
        before = shown[each.person_id, each.scan.code_hash]
        if any(gate != each.scan.gate.gate_id and abs(at - each.scan.at) <= REPLAY_WINDOW_S for gate, at in before):
            found.add(place)
        before.append((each.scan.gate.gate_id, each.scan.at))
    return found


def _marked(each: JudgedScan) -> JudgedScan:
    """A code that was at another gate too: somebody looks. Whoever was let in offline was there all the same."""
    if each.verdict != "pass":
        return JudgedScan(each.scan, each.person_id, each.verdict, each.reason, each.admitted, True, each.initials, each.declared_at)
    through = each.person_id is not None and was_admitted("look", each.scan.device_verdict)
    return JudgedScan(each.scan, each.person_id, "look", CodeReason.REPLAYED.value, through, True, each.initials, each.declared_at)


def _second(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())
