"""A declaration read before anything is written: checked, sorted, and about whom it is. Knows no row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from truyvet.declarations import risk
from truyvet.declarations.rules import checking, forms, moments, subject, triage
from truyvet.declarations.rules.checking import Problem, Value
from truyvet.declarations.rules.parts import Form
from truyvet.declarations.rules.said import DeclarationRefused, Said
from truyvet.declarations.rules.subject import Met, Place, Subject
from truyvet.declarations.rules.triage import Sorted
from truyvet.people.keyed import keyed_hash
from truyvet.people.rules import phones
from truyvet.people.rules.names import fold
from truyvet.people.rules.phones import PhoneInvalid

OLDEST: Final = timedelta(days=moments.KEPT_DAYS)
"""A declaration that would go on the day it arrives is not taken."""


@dataclass(frozen=True, slots=True, repr=False)
class Read:
    """What a declaration says. ``number``: the phone in E.164, "" when it is no number that can be called; ``folded``: the
    name as it is compared; ``who``: the keyed hash by which the next declaration like it finds its entry, "" when somebody
    stands behind it."""

    said: Said
    form: Form
    made_at: datetime
    answers: dict[str, Value]
    sorted: Sorted
    subject: Subject
    number: str
    folded: str
    who: str
    places: tuple[Place, ...]
    met: tuple[Met, ...]


def read(said: Said, now: datetime) -> Read:
    """Check and sort. Raises DeclarationRefused with every problem."""
    try:
        form = forms.form(said.form)
    except forms.UnknownForm:
        raise DeclarationRefused(Problem("form", "unknown_form")) from None
    made_at = moments.corrected(said.made_at, said.sent_at, now)
    if made_at <= now - OLDEST:
        raise DeclarationRefused(Problem("made_at", "too_old"))
    today = moments.day_of(made_at)
    checked = checking.check(form, said.answers, today, lent=said.made_for != "self")
    if checked.problems:
        raise DeclarationRefused(*checked.problems)
    about = subject.subject(form, checked.answers)
    number, folded = number_of(about.phone), fold(about.name)
    return Read(
        said=said, form=form, made_at=made_at, answers=checked.answers, subject=about, number=number, folded=folded,
        sorted=triage.sort(form, checked.answers, today, risk.in_force()),
        who="" if said.vouched else keyed_hash("declared", number or about.phone, folded, str(about.birth_year or "")),
        places=subject.places(form, checked.answers), met=subject.met(form, checked.answers),
    )  # fmt: skip


def number_of(text: str) -> str:
    """``text`` as E.164, "" when nobody can be called there."""
    try:
        return phones.normalise(text) if text else ""
    except PhoneInvalid:
        return ""
