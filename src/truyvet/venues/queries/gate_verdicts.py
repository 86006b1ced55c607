"""Who a gate's scan is of, and its verdict: looked up for a whole batch, in a number of queries that does not grow with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from truyvet.audit.values import Scope, require_scope
from truyvet.codes.code_reasons import CodeKind, CodeReason
from truyvet.codes.identity_documents import IdentityDocument
from truyvet.passes import queries as passes
from truyvet.passes.rules.gate_verdict import decide
from truyvet.people import queries as people
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.venues.models import GateScan
from truyvet.venues.rules.requirements import gate_policy
from truyvet.venues.rules.scan import REPLAY_WINDOW_S, DecidedScan, GateSighting, Scan, was_admitted


@dataclass(frozen=True, slots=True)
class _Holder:
    """What passes and people know of the person who presented a code."""

    person_id: int | None = None
    is_known: bool = False
    declared_at: int | None = None
    clear: bool | None = None
    is_on_hold: bool = False
    is_revoked: bool = False
    initials: str = ""


def decide_scans(scope: Scope, scans: Sequence[Scan]) -> list[DecidedScan]:
    """Returns each scan of a gate with its verdict, in their order."""
    require_scope(scope)
    decided = [_decide(scan, holder) for scan, holder in zip(scans, _holders(scope, scans), strict=True)]
    replayed = _replayed(decided)
    return [_mark_replayed(each) if place in replayed else each for place, each in enumerate(decided)]


def known_holders(scope: Scope, persons: Collection[int]) -> dict[int, tuple[str, int | None]]:
    """Returns person id → (initials, when they declared) for scans that are answered again."""
    require_scope(scope)
    status = passes.gate_status_of(scope, set(persons)) if persons else {}
    rest = set(persons) - status.keys()
    names = people.initials(scope, rest) if rest else {}
    known: dict[int, tuple[str, int | None]] = {who: (each.initials, _second(each.declared_at)) for who, each in status.items()}
    return known | {who: (letters, None) for who, letters in names.items()}


def _holders(scope: Scope, scans: Sequence[Scan]) -> list[_Holder]:
    tokens = {token for scan in scans if (token := _sighting(scan).code.token) is not None}
    by_token = passes.pass_holders(scope, tokens) if tokens else {}
    persons = {place: who for place, scan in enumerate(scans) if (who := _person(scope, scan)) is not None}
    status = passes.gate_status_of(scope, set(persons.values())) if persons else {}
    found: list[_Holder] = []
    for place, scan in enumerate(scans):
        token = _sighting(scan).code.token
        holder = by_token.get(token) if token is not None else None
        if holder is not None:
            declared = _second(holder.declared_at)
            found.append(_Holder(holder.person_id, True, declared, holder.clear, holder.is_on_hold, holder.revoked, holder.initials))
        elif place in persons:
            known = status.get(persons[place])
            if known is None:
                found.append(_Holder(persons[place], True))
            else:
                declared = _second(known.declared_at)
                found.append(_Holder(persons[place], True, declared, known.clear, known.is_on_hold, False, known.initials))
        else:
            found.append(_Holder())
    return found


def _person(scope: Scope, scan: Scan) -> int | None:
    document = _sighting(scan).code.document
    return scan.person_id if document is None else _document_holder(scope, document)


def _document_holder(scope: Scope, document: IdentityDocument) -> int | None:
    """Returns who holds the number of a document. Documents are rare at a gate: each is asked for by itself."""
    if document.masked:
        return None
    kinds = {
        CodeKind.CCCD: (IdentifierKind.CCCD, IdentifierKind.CMND),
        CodeKind.INSURANCE: (IdentifierKind.INSURANCE,),
        CodeKind.QR1405: (IdentifierKind.CCCD, IdentifierKind.CMND, IdentifierKind.PASSPORT),
    }[document.kind]
    asked = ((kind, document.number) for kind in kinds)
    return next((who for kind, number in asked if (who := people.find_by_identifier(scope, kind, number)) is not None), None)


def _decide(scan: Scan, holder: _Holder) -> DecidedScan:
    sighting = _sighting(scan)
    reason = sighting.code.reason
    if reason is None and holder.is_revoked:
        reason = CodeReason.REVOKED
    decision = decide(
        kind=sighting.code.kind,
        answer_reason=reason,
        declared=holder.declared_at,
        clear=holder.clear,
        is_on_hold=holder.is_on_hold,
        now=scan.at,
        policy=gate_policy(scan.venue.kind),
        is_known=holder.is_known,
    )
    return DecidedScan(
        scan,
        holder.person_id,
        decision.verdict,
        decision.reason,
        holder.person_id is not None and was_admitted(decision.verdict, sighting.device_verdict),
        initials=holder.initials,
        declared_at=holder.declared_at,
    )


def _replayed(decided: Sequence[DecidedScan]) -> set[int]:
    """Returns the places of passes that another gate read with the very same moment some minutes before."""
    phones = [
        (place, each, each.person_id, _sighting(each.scan))
        for place, each in enumerate(decided)
        if each.person_id is not None and _sighting(each.scan).code.name == CodeKind.PASS.value
    ]
    if not phones:
        return set()
    moments = [each.scan.at for _, each, _, _ in phones]
    rows = GateScan.objects.filter(
        person_id__in={person for _, _, person, _ in phones},
        at__gte=min(moments) - REPLAY_WINDOW_S,
        at__lte=max(moments) + REPLAY_WINDOW_S,
        kind=CodeKind.PASS.value,
    )
    presented: dict[tuple[int, bytes], list[tuple[int, int]]] = defaultdict(list)
    for person, body, gate, at in rows.values_list("person_id", "body_hash", "gate_id", "at"):
        presented[person or 0, bytes(body)[:16]].append((gate, at))
    replayed = set()
    for place, each, person, sighting in phones:
        before = presented[person, each.scan.body_hash[:16]]
        if any(gate != sighting.gate.gate_id and abs(at - each.scan.at) <= REPLAY_WINDOW_S for gate, at in before):
            replayed.add(place)
        before.append((sighting.gate.gate_id, each.scan.at))
    return replayed


def _mark_replayed(each: DecidedScan) -> DecidedScan:
    """Asks the guard to look at a code that was at another gate too. A person whom an offline gate let in was there all the same."""
    if each.verdict != "pass":
        return replace(each, is_replayed=True)
    admitted = each.person_id is not None and was_admitted("look", _sighting(each.scan).device_verdict)
    return replace(each, verdict="look", reason=CodeReason.REPLAYED.value, is_admitted=admitted, is_replayed=True)


def _sighting(scan: Scan) -> GateSighting:
    assert scan.sighting is not None
    return scan.sighting


def _second(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())
