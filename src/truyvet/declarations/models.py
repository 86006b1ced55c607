"""Tables of declarations. Answers are encrypted under the site's secret; what lists need stands beside them as codes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from truyvet.declarations.rules.triage import TriageClass
from truyvet.declarations.rules.watch_states import OUTCOMES, STATES


class Declaration(models.Model):
    """One form as somebody filled it in, for themselves or for another."""

    code = models.CharField(max_length=16, unique=True)
    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    """Whom it is about."""
    declarer = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    """Who declared for somebody else, with their phone."""
    staff = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    """The member of a community team who declared for somebody."""
    made_for = models.CharField(max_length=8, choices=[(each, each) for each in ("self", "relative", "other")])
    channel = models.CharField(max_length=8, choices=[(each, each) for each in ("web", "team", "zalo", "import", "agent")])
    form = models.CharField(max_length=24)
    version = models.CharField(max_length=16)
    language = models.CharField(max_length=2)
    consent = models.CharField(max_length=16)
    """Version of the consent text that was shown."""
    verified = models.BooleanField()
    """Whether the phone of who declared was proved by a one-time code, or a member of staff declared."""
    entry_hash = models.CharField(max_length=64, blank=True, db_index=True)
    """Keyed hash of phone, name and year when nobody stands behind it: the next one like it finds the same entry."""
    answers = models.TextField()
    """JSON by field name, encrypted (declarations.answer_encryption)."""
    commune = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    """The commune that looks after it: where the person says they are staying."""
    made_at = models.DateTimeField()
    """When it was filled in, by the phone's corrected clock."""
    received_at = models.DateTimeField()
    triage = models.CharField(max_length=8, choices=[(each.value, each.value) for each in TriageClass])
    reasons = models.JSONField(default=list)
    """Codes of rules.triage, worst first; no word of the person's own."""
    change = models.BigIntegerField(db_index=True)
    delete_on = models.DateField(db_index=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(verified=False) | Q(entry_hash=""), name="declaration_proved_needs_no_guess")]
        indexes = [
            models.Index(fields=["person", "-made_at"], name="declaration_person_newest"),
            models.Index(fields=["declarer", "-made_at"], name="declaration_declarer"),
            models.Index(fields=["commune", "-received_at"], name="declaration_commune"),
        ]


class Relative(models.Model):
    """Somebody for whom a person declares. Only what the declarer typed is shown back to them."""

    declarer = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    tie = models.CharField(max_length=16)
    delete_on = models.DateField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["declarer", "person"], name="relative_once")]


class WatchItem(models.Model):
    """A declaration that needs somebody: its clock, what was done, what came out."""

    declaration = models.OneToOneField(Declaration, on_delete=models.CASCADE, related_name="watch")
    commune = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    danger = models.PositiveSmallIntegerField()
    """1 to rules.triage_table.MAX_DANGER: higher is worse."""
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=[(each, each) for each in STATES], default="waiting")
    acknowledged_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, blank=True, choices=[(each, each) for each in OUTCOMES])
    note = models.TextField(blank=True)
    """What was said on the phone, encrypted."""
    case = models.ForeignKey("cases.Case", on_delete=models.SET_NULL, null=True, related_name="+")
    staff = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    change = models.BigIntegerField(db_index=True)
    delete_on = models.DateField(db_index=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(state="closed") | ~Q(outcome=""), name="watch_closed_has_outcome")]
        indexes = [models.Index(fields=["commune", "state", "-danger", "-opened_at"], name="watch_waiting")]


class DeclaredPlace(models.Model):
    """A place that a person says they were at. With ``venue_code`` it becomes a visit of low assurance."""

    event_id = models.UUIDField(unique=True)
    """Made from the declaration's, so that the visit happens once."""
    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="places")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    venue_code = models.CharField(max_length=17, blank=True)
    words = models.TextField(blank=True)
    """What was typed when no venue was chosen, encrypted."""
    start = models.BigIntegerField()
    end = models.BigIntegerField(null=True)
    change = models.BigIntegerField(db_index=True)


class DeclaredContact(models.Model):
    """Somebody whom the declaring person says they met: a named contact for tracing."""

    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="contacts")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    last_contact = models.BigIntegerField()
    change = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["declaration", "contact"], name="declared_contact_once")]
