"""How often each source of evidence was right, from the follow-ups that are kept."""

from __future__ import annotations

from django.db.models import Case, CharField, Count, F, Q, Value, When

from truyvet.audit.values import Scope
from truyvet.followup.models import FollowUpSource
from truyvet.followup.queries.followed_persons import follow_ups
from truyvet.followup.rules.records import CloseReason, SourceKind, SourceVerdict
from truyvet.followup.rules.source_precision import EvidenceSource, SourcePrecision


def source_precision(scope: Scope) -> tuple[SourcePrecision, ...]:
    """Returns what came of those whom each source told of, within the scope, in the order of EvidenceSource; one statement."""
    is_contact = Q(kind=SourceKind.CONTACT.value)
    source = Case(
        When(is_contact & Q(is_named=True), then=Value(EvidenceSource.NAMED.value)),
        When(is_contact & Q(is_household=True), then=Value(EvidenceSource.HOUSEHOLD.value)),
        When(is_contact, then=Value(EvidenceSource.RECORDS.value)),
        default=F("kind"), output_field=CharField(),
    )  # fmt: skip
    stands, ill = Q(withdrawn_at__isnull=True), Q(follow_up__close_reason=CloseReason.BECAME_CASE.value)
    counted = {
        "became_case": stands & ill, "confirmed": stands & ~ill & Q(verdict=SourceVerdict.CONFIRMED.value),
        "refuted": stands & ~ill & Q(verdict=SourceVerdict.REFUTED.value),
        "undecided": stands & ~ill & Q(verdict=SourceVerdict.UNDECIDED.value), "withdrawn": ~stands,
    }  # fmt: skip
    rows = FollowUpSource.objects.filter(follow_up__in=follow_ups(scope)).annotate(source=source).order_by().values_list("source")
    counts = {name: Count("pk", filter=condition) for name, condition in counted.items()}
    found = {name: sums for name, *sums in rows.annotate(told=Count("pk"), **counts)}
    return tuple(SourcePrecision(each, *found[each.value]) for each in EvidenceSource if each.value in found)
