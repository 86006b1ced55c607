"""Tables of material and of the loudspeakers' calendar, which is public text; of campaigns with their recipients."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from truyvet.campaigns.rules.arrival import ArrivalAnswer, ArrivalSource
from truyvet.campaigns.rules.campaign_state import CampaignState, CampaignStep, RecipientState
from truyvet.campaigns.rules.feed import FeedState
from truyvet.campaigns.rules.passengers import MAX_PLACE_LETTERS, MAX_SEAT_LETTERS, MAX_VEHICLE_LETTERS
from truyvet.campaigns.rules.source_text import MAX_HAMLET_LETTERS, MAX_TITLE_LETTERS, SourceText


class Material(models.Model):
    """A matter of which people are told; its texts are its versions."""

    code = models.CharField(max_length=10, unique=True)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    """For whose people it is made."""
    created_at = models.DateTimeField()


class MaterialVersion(models.Model):
    """One wording, from its first to its last day. Points stand one in a line."""

    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    issuer = models.CharField(max_length=80)
    title_vi = models.CharField(max_length=MAX_TITLE_LETTERS)
    title_en = models.CharField(max_length=MAX_TITLE_LETTERS)
    points_vi = models.TextField()
    points_en = models.TextField()
    phone = models.CharField(max_length=20)
    link = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField()
    """Its last day."""
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["material", "number"], name="material_version_once"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="material_days_in_order"),
        ]

    def as_source(self) -> SourceText:
        """Returns the wording as a value."""
        return SourceText(
            issuer=self.issuer, title_vi=self.title_vi, title_en=self.title_en, points_vi=tuple(self.points_vi.splitlines()),
            points_en=tuple(self.points_en.splitlines()), phone=self.phone, link=self.link, first=self.valid_from, last=self.valid_until,
        )  # fmt: skip


class LoudspeakerTurn(models.Model):
    """One reading in one hamlet: planned for a local day and hour, and when and by whom it was played."""

    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="turns")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    """The commune."""
    hamlet = models.CharField(max_length=MAX_HAMLET_LETTERS)
    day = models.DateField(db_index=True)
    at = models.TimeField()
    played_at = models.DateTimeField(null=True)
    played_by = models.ForeignKey("access.Staff", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["material", "unit", "hamlet", "day", "at"], name="loudspeaker_turn_once")
        ]


class Campaign(models.Model):
    """One text to one audience. The columns from ``frozen_upto`` on are written by the job."""

    code = models.CharField(max_length=10, unique=True)
    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    title = models.CharField(max_length=MAX_TITLE_LETTERS)
    template = models.CharField(max_length=60)
    """The name of a text of the room messaging."""
    audience = models.CharField(max_length=32)
    """The name of a selector (core.room_contract.Audience)."""
    days = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    """Whose people it is for."""
    channels = models.CharField(max_length=60)
    """In order, with commas: the next one is tried when a message did not arrive."""
    phone = models.CharField(max_length=16)
    """The number to call that the text names."""
    starts_at = models.DateTimeField()
    operators = models.PositiveSmallIntegerField()
    """How many people answer calls about it."""
    hour_from = models.PositiveSmallIntegerField(default=0)
    hour_until = models.PositiveSmallIntegerField(default=24)
    """Local hours of the day between which it sends."""
    repeat_days = models.PositiveSmallIntegerField(default=0)
    """After so many days those who have not done it are written to again; 0 for a campaign that writes once."""
    target_percent = models.PositiveSmallIntegerField(default=0)
    """It ends when so many of those written to have done it; 0 where only the last day ends it."""
    last_day = models.DateField(null=True)
    """No repeat begins after it."""
    seed = models.CharField(max_length=32)
    """Drawn when it is made, before anybody knows the audience, and shown: by it the held-back share can be drawn again."""
    state = models.CharField(max_length=12, choices=[(each.value, each.value) for each in CampaignState])
    size = models.PositiveIntegerField()
    """Numbers in the audience when it was last submitted or approved."""
    created_by = models.ForeignKey("access.Staff", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    frozen_upto = models.PositiveBigIntegerField(default=0)
    """Persons up to this row have been looked at."""
    frozen_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    repeats = models.PositiveSmallIntegerField(default=0)
    """How many repeats have begun."""
    repeated_at = models.DateTimeField(null=True)
    """When the last one began."""
    repeat_on = models.DateField(null=True)
    """On which local day the next repeat begins; empty while messages go out."""
    measured_at = models.DateTimeField(null=True)
    """When the four counts of the effect were written for good."""
    sent_acted = models.PositiveIntegerField(default=0)
    sent_persons = models.PositiveIntegerField(default=0)
    held_acted = models.PositiveIntegerField(default=0)
    held_persons = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state"], name="campaign_state")]


class CampaignEntry(models.Model):
    """One entry of a campaign's history; never changed."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="entries")
    step = models.CharField(max_length=12, choices=[(each.value, each.value) for each in CampaignStep])
    at = models.DateTimeField()
    staff = models.ForeignKey("access.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    size = models.PositiveIntegerField()
    """The number of recipients that this person saw; of a pause or a stop, how many waiting messages were taken back."""
    reason = models.CharField(max_length=500, blank=True)
    counts = models.BooleanField(default=True)
    """False for an approval of an audience that grew afterwards, or of a draft that was sent back."""


class Recipient(models.Model):
    """One number of a frozen audience."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="recipients")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    commune = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    phone = models.ForeignKey("people.Phone", on_delete=models.SET_NULL, null=True, related_name="+")
    number_form = models.BinaryField(max_length=200)
    """The sealed bytes of the number in its own table: equal for equal numbers, so that a family gets one message."""
    channel = models.PositiveSmallIntegerField(default=0)
    """Which of the campaign's channels is tried."""
    state = models.CharField(max_length=12, choices=[(each.value, each.value) for each in RecipientState])
    message = models.ForeignKey("messaging.Message", on_delete=models.SET_NULL, null=True, related_name="+")
    queued_at = models.DateTimeField(null=True)
    file = models.ForeignKey("campaigns.PartnerFile", on_delete=models.SET_NULL, null=True, related_name="recipients")
    """The partner's file in which the number stands."""
    tries = models.PositiveSmallIntegerField(default=0)
    """How many messages were taken back or are to be repeated; each message has an event id of its own."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["campaign", "number_form"], name="recipient_number_once"),
            models.UniqueConstraint(fields=["campaign", "person"], name="recipient_person_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["campaign", "id"], condition=Q(state="waiting"), name="recipient_waiting"),
            models.Index(fields=["campaign", "state"], name="recipient_states"),
            models.Index(fields=["number_form", "queued_at"], condition=Q(queued_at__isnull=False), name="recipient_number_day"),
            models.Index(fields=["campaign", "queued_at"], condition=Q(queued_at__isnull=False), name="recipient_rate"),
            models.Index(fields=["message"], condition=Q(state="queued"), name="recipient_message"),
        ]


class Arrival(models.Model):
    """Somebody came into the province: once, however many checkpoints saw them."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    commune = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    """Where they will stay; without one, those who see a whole province look after it."""
    arrived_on = models.DateField(db_index=True)
    source = models.CharField(max_length=12, choices=[(each.value, each.value) for each in ArrivalSource])
    is_from_risk = models.BooleanField()
    first_seen_at = models.DateTimeField()
    message = models.ForeignKey("messaging.Message", on_delete=models.SET_NULL, null=True, related_name="+")
    """The notice to the person."""
    told_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=12, blank=True, choices=[(each.value, each.value) for each in ArrivalAnswer])
    called_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "arrived_on"], name="arrival_once_a_day")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["commune", "arrived_on"], name="arrival_commune_day")]


class VehicleTrip(models.Model):
    """One journey of one vehicle, with the list of who sat where."""

    code = models.CharField(max_length=10, unique=True)
    vehicle = models.CharField(max_length=MAX_VEHICLE_LETTERS)
    """Plate, flight or train."""
    departed_at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    origin = models.CharField(max_length=MAX_PLACE_LETTERS)
    destination = models.CharField(max_length=MAX_PLACE_LETTERS)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["vehicle", "departed_at"], name="vehicle_trip_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["arrived_at"], name="vehicle_trip_day")]


class Passenger(models.Model):
    """Who sat on a seat, and in which commune they will stay."""

    trip = models.ForeignKey(VehicleTrip, on_delete=models.CASCADE, related_name="passengers")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    seat = models.CharField(max_length=MAX_SEAT_LETTERS)
    commune = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["trip", "seat"], name="passenger_seat_once"),
            models.UniqueConstraint(fields=["trip", "person"], name="passenger_once"),
        ]


class Partner(models.Model):
    """A company that tells of arrivals, or delivers a campaign's messages itself."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=MAX_TITLE_LETTERS, unique=True)
    key_hash = models.CharField(max_length=64, unique=True)
    """Of the key that its server sends; the key itself is shown once."""
    certificate = models.TextField(blank=True)
    """PEM: to its public key files are encrypted."""
    made_by = models.ForeignKey("access.Staff", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class FeedEvent(models.Model):
    """An arrival that a partner told of, by the partner's own id: told again, it is answered again and does nothing."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="events")
    event_id = models.UUIDField()
    body_hash = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, choices=[(each.value, each.value) for each in FeedState])
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "event_id"], name="feed_event_once")
        ]


class PartnerFile(models.Model):
    """A part of a frozen audience that was handed to a partner. The file is made of its recipients each time; it is kept nowhere."""

    code = models.CharField(max_length=10, unique=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="files")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="files")
    made_by = models.ForeignKey("access.Staff", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    rows = models.PositiveIntegerField()
