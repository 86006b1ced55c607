"""Campaigns: their list, their audience before approval, their progress and their effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.campaigns.models import Campaign, CampaignEntry, Recipient
from truyvet.campaigns.rules.campaign_state import CampaignState, CampaignStep, RecipientState
from truyvet.campaigns.rules.effect import EffectCount
from truyvet.core import registry
from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import ListPage, list_page
from truyvet.core.registry import audiences
from truyvet.core.room_contract import Audience
from truyvet.groups.audiences import NAMED_AUDIENCE
from truyvet.messaging import message_templates
from truyvet.messaging.queries import approved_templates
from truyvet.messaging.rules.message_template import MessagePriority, MessageTemplate, render
from truyvet.messaging.rules.segments import split
from truyvet.people.queries import addressees, members_standing, persons_in_scope
from truyvet.places.queries import within

TEXT_PARAMS = frozenset({"phone"})
"""What a campaign can put into a text: the number to call."""


@dataclass(frozen=True, slots=True)
class AudienceCounts:
    """Who stands in an audience now. ``numbers`` are different numbers with the consent that the text needs."""

    persons: int
    numbers: int
    without_consent: int
    """Numbers of persons who did not agree to such messages."""
    sent_today: int
    """Of ``numbers``, those to which a campaign wrote today; they wait until tomorrow."""


@dataclass(frozen=True, slots=True)
class CampaignProgress:
    """How far a campaign is. ``drift``: persons in the audience now, minus those in the frozen one."""

    frozen: int
    by_state: Mapping[RecipientState, int]
    in_last_hour: int


def campaigns_in_scope(scope: Scope) -> QuerySet[Campaign]:
    """Returns the campaigns of the scope's units."""
    return Campaign.objects.filter(within(require_scope(scope), "unit__path"))


def campaign_list(scope: Scope, page: object = 1) -> ListPage[Campaign]:
    """Returns a page of campaigns, those that wait for somebody first, then the newest. Two queries."""
    rows = campaigns_in_scope(scope).select_related("unit")
    waits = Q(state=CampaignState.WAITING.value)
    return list_page(rows.alias(waits=Count("pk", filter=waits)).order_by("-waits", "-pk"), page)


def campaign_by_code(scope: Scope, code: str) -> Campaign | None:
    """Returns a campaign within the scope with its unit and maker."""
    return campaigns_in_scope(scope).select_related("unit", "created_by").filter(code=code).first()


def waiting_campaigns(scope: Scope) -> tuple[int, datetime | None]:
    """Returns how many campaigns wait for approval, and the earliest hour at which one of them should start."""
    hours = list(
        campaigns_in_scope(scope).filter(state=CampaignState.WAITING.value).order_by("starts_at").values_list("starts_at", flat=True)
    )
    return len(hours), hours[0] if hours else None


def campaign_entries(scope: Scope, campaign: Campaign) -> tuple[CampaignEntry, ...]:
    """Returns the history of a campaign, earliest first."""
    require_scope(scope)
    return tuple(campaign.entries.select_related("staff").order_by("pk"))


def approvals(scope: Scope, campaign: Campaign) -> frozenset[int]:
    """Returns the staff whose approvals of this campaign count."""
    require_scope(scope)
    rows = campaign.entries.filter(step=CampaignStep.APPROVED.value, counts=True, staff__isnull=False)
    return frozenset(each for each in rows.values_list("staff_id", flat=True) if each is not None)


def campaign_texts(scope: Scope) -> dict[str, MessageTemplate]:
    """Returns the texts that a campaign may send today, by name: reminders, which rest on consent, with no more than a number to call."""
    found = {each.name for each in message_templates.templates().values()}
    texts = {}
    for name in sorted(found):
        try:
            text = message_templates.current_template(name, require_scope(scope).on)
        except KeyError:
            continue
        if text.priority is MessagePriority.REMINDER and set(text.params) <= TEXT_PARAMS and not text.only_to:
            texts[name] = text
    return texts | {name: text for name, text in approved_templates(scope).items() if set(text.params) <= TEXT_PARAMS}


def words_of(scope: Scope, template: str, phone: str) -> tuple[str, int] | None:
    """Returns the Vietnamese words that a campaign sends and into how many parts of a text message they go; None for an unknown text."""
    text = campaign_texts(scope).get(template)
    if text is None:
        return None
    words = render(text, "vi", {"phone": phone} if "phone" in text.params else {})
    return words, len(split(words).parts)


def selector(scope: Scope, name: str) -> Audience | None:
    """Returns a room's selector by its name: a listed one, or one of a single group."""
    require_scope(scope)
    listed = next((each for each in audiences() if each.name == name), None)
    named = (ask(scope, name) for ask in registry.answers(NAMED_AUDIENCE))
    return listed or next((each for each in named if isinstance(each, Audience)), None)


def audience_scope(campaign: Campaign, now: datetime) -> Scope:
    """Returns the scope in which a campaign's audience is chosen: its unit, whoever made it."""
    return Scope("campaign", (campaign.unit.path,), LocalDay.of(now), purpose=f"campaign:{campaign.code}")


def audience_members(scope: Scope, campaign: Campaign, now: datetime) -> QuerySet[Any]:
    """Returns the ids of the persons in the audience now, by the room's selector. Raises KeyError for one that is gone."""
    reader = require_scope(scope)
    found = selector(reader, campaign.audience)
    members = None if found is None else found.members(reader, campaign.days, now)
    if not isinstance(members, QuerySet):
        raise KeyError(campaign.audience)
    return members


def audience_rows(scope: Scope, campaign: Campaign, now: datetime, *, needs_consent: bool = True) -> QuerySet[Any, dict[str, Any]]:
    """Returns the statement for the audience as it is now (people.queries.addressees)."""
    members = audience_members(scope, campaign, now)
    return addressees(scope, members, seed=campaign.seed, needs_consent=needs_consent)


def audience_counts(scope: Scope, campaign: Campaign, now: datetime) -> AudienceCounts:
    """Returns who stands in the audience now. Three statements, however many persons."""
    persons = members_standing(scope, audience_members(scope, campaign, now)).count()
    today = Recipient.objects.filter(number_form=OuterRef("number_form"), queued_at__gte=LocalDay.of(now).start)
    rows = audience_rows(scope, campaign, now).annotate(is_sent_today=Exists(today))
    distinct = Count("number_form", distinct=True)
    counts = rows.aggregate(numbers=distinct, sent=Count("number_form", distinct=True, filter=Q(is_sent_today=True)))
    every = audience_rows(scope, campaign, now, needs_consent=False).aggregate(numbers=distinct)
    return AudienceCounts(persons, counts["numbers"], every["numbers"] - counts["numbers"], counts["sent"])


def progress(scope: Scope, campaign: Campaign, now: datetime) -> CampaignProgress:
    """Returns how far the campaign is; every state is there, also with 0. Two statements."""
    require_scope(scope)
    counts = dict(campaign.recipients.values_list("state").annotate(Count("pk")))
    by_state = {state: counts.get(state.value, 0) for state in RecipientState}
    hour = campaign.recipients.filter(queued_at__gt=now - timedelta(hours=1)).count()
    return CampaignProgress(sum(by_state.values()), by_state, hour)


def effect_counts(scope: Scope, campaign: Campaign) -> tuple[EffectCount, EffectCount] | None:
    """Returns of those sent to and of those held back how many acted since the campaign began; None where nothing can be seen.

    All to whom it wrote are counted, whether the message arrived or not: only so are the two groups alike but for chance.
    """
    require_scope(scope)
    if campaign.measured_at is not None:
        return EffectCount(campaign.sent_acted, campaign.sent_persons), EffectCount(campaign.held_acted, campaign.held_persons)
    found = selector(scope, campaign.audience)
    if found is None or found.acted is None or campaign.started_at is None:
        return None
    acted = Q(person__in=found.acted(scope, campaign.started_at))
    held, sent = Q(state=RecipientState.HELD_BACK.value), Q(queued_at__isnull=False)
    counts = campaign.recipients.aggregate(
        sent=Count("pk", filter=sent), sent_acted=Count("pk", filter=sent & acted), held=Count("pk", filter=held),
        held_acted=Count("pk", filter=held & acted),
    )  # fmt: skip
    return EffectCount(counts["sent_acted"], counts["sent"]), EffectCount(counts["held_acted"], counts["held"])


def recipients_of(scope: Scope, person_id: int) -> QuerySet[Recipient]:
    """Returns the rows of a person within the scope, earliest first."""
    reach = persons_in_scope(require_scope(scope), "person__")
    return Recipient.objects.filter(reach, person=person_id).select_related("campaign").order_by("pk")
