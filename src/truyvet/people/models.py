"""Tables of persons. Every other room keeps a person's number (id) and shows the person's code.

``change`` columns hold ``core.change_number.next_change()``: readers take what is newer than they last saw.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from truyvet.core.sealed_field import SealedTextField
from truyvet.people.rules import pseudonyms
from truyvet.people.rules.identifiers import IdentifierKind


class Gender(models.TextChoices):
    """As on the identity card; empty when not told."""

    MALE = "m", "nam"
    FEMALE = "f", "nữ"
    OTHER = "x", "khác"


class Person(models.Model):
    """One entry for one human being. Two entries of the same one are joined by an Alias, never changed."""

    code = models.CharField(max_length=pseudonyms.LENGTH, unique=True)
    name = SealedTextField(max_length=120)
    folded = SealedTextField(max_length=120, db_index=True, is_searchable=True)
    """core.text_folding.fold(name)"""
    birth_year = models.SmallIntegerField(null=True, blank=True)
    gender = models.CharField(max_length=1, blank=True, choices=Gender.choices)
    commune = models.ForeignKey("places.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Where the person lives."""
    address = SealedTextField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    delete_on = models.DateField(db_index=True)
    """From this local day on the row goes, unless another room still needs it."""
    erased_at = models.DateTimeField(null=True, blank=True)
    """When the person had everything erased that tells who they are; copies of other rooms' rows go by it."""
    version = models.PositiveIntegerField(default=1)
    change = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(birth_year__isnull=True) | Q(birth_year__range=(1880, 2200)), name="people_birth_year"),
        ]


class Phone(models.Model):
    """A number under which a person is reached. A means of contact, not an identity: families share one."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="phones")
    number = SealedTextField(max_length=16, db_index=True, is_searchable=True)
    """E.164"""
    verified_at = models.DateTimeField(null=True, blank=True)
    """When the person last typed a one-time code sent to it; real time."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="people_phone_once")]


class NameWord(models.Model):
    """A keyed hash of a word of somebody's folded name, or of the beginning of one: how a name is found without being readable."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    word = models.BigIntegerField()
    """people.name_index.word_hash"""

    class Meta:
        indexes = [models.Index(fields=["word", "person"], name="people_name_word")]


class Identifier(models.Model):
    """A number that somebody else gave the person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in IdentifierKind])
    value = SealedTextField(max_length=96, is_searchable=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="people_identifier_once")]


class Household(models.Model):
    """People who live together, as the community team lists them."""

    code = models.CharField(max_length=pseudonyms.LENGTH, unique=True)
    commune = models.ForeignKey("places.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()


class HouseholdMember(models.Model):
    """A person lived in a household from ``valid_from`` until ``valid_until`` (empty: still does)."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    change = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [
            # A person lives in one household at a time; the rest is history.
            models.UniqueConstraint(fields=["person"], condition=Q(valid_until__isnull=True), name="people_one_household"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="people_member_in_order",
            ),
        ]


class Alias(models.Model):
    """``person`` is the same human being as ``into``, since ``at``; ``undone_at`` when that was taken back.

    A merge writes this row and nothing else, so taking it back is exact.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="aliases")
    into = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merged_here")
    reason = SealedTextField(max_length=200, blank=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    change = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(undone_at__isnull=True), name="people_one_alias"),
            models.CheckConstraint(condition=~Q(person=F("into")), name="people_alias_of_another"),
        ]


class Received(models.Model):
    """An outside write that was answered: the same event id again gets the same person."""

    event_id = models.UUIDField(primary_key=True)
    body_hash = models.CharField(max_length=64)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(db_index=True)


class OneTimeCode(models.Model):
    """A code that was asked for. Number and code only as keyed hashes; times are real time, whatever the clock shows.

    A number that nobody has gets a row too, whose code is never sent: the answer and its time are the same.
    """

    ticket_hash = models.CharField(max_length=64, unique=True)
    """The ticket stays in the browser that asked, so that others' wrong tries do not spend this code."""
    phone_hash = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64)
    asked_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    wrong_year_at = models.DateTimeField(null=True, blank=True)
    """When, with the right code, a year of birth was typed that was nobody's. One a day for each number."""
    sent = models.BooleanField()
    sender_hash = models.CharField(max_length=64, default="")
    """Network or known device that asked, hashed with the number: equal only for one number, so it links nobody's requests."""

    class Meta:
        indexes = [models.Index(fields=["phone_hash", "asked_at"], name="people_code_phone")]


class WrongTry(models.Model):
    """That somebody, somewhere typed a wrong code: counted to see an attack; says nothing about anyone."""

    at = models.DateTimeField(db_index=True)


class Consent(models.Model):
    """That a person agreed to one purpose: to which text, in which language, through which door; until taken back."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=16)
    """A purpose of rules.consents."""
    version = models.CharField(max_length=16)
    language = models.CharField(max_length=2)
    channel = models.CharField(max_length=8)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "purpose"], condition=Q(withdrawn_at__isnull=True), name="people_consent_once")
        ]


class PersonLook(models.Model):
    """That an account was shown a person on a local day: counted for the day's limit, forgotten two days later."""

    staff = models.ForeignKey("access.Staff", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    for_case = models.BooleanField()
    """Whether the first look of the day was for a case that two persons confirmed."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "day", "person"], name="people_look_once")]
