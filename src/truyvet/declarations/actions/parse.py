"""Parses a submission before anything is written: checks its answers, triages them, and says whom they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from truyvet.areas.rules.risk_areas import RiskArea
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal
from truyvet.core.text_folding import fold
from truyvet.declarations.rules import answer_check, declaration_time, forms, subject, triage
from truyvet.declarations.rules.answer_check import AnswerValue
from truyvet.declarations.rules.form_schema import DeclarationForm
from truyvet.declarations.rules.subject import ContactInDeclaration, NamedPlace, Subject
from truyvet.declarations.rules.submission import DeclarationRefused, Submission
from truyvet.declarations.rules.triage import TriageResult
from truyvet.people.keyed_hash import keyed_hash
from truyvet.people.rules import phones
from truyvet.people.rules.phones import PhoneInvalid

MAX_DECLARATION_AGE: Final = timedelta(days=declaration_time.RETENTION_DAYS)
"""An older declaration would be deleted on the day it arrives, so it is refused."""


@dataclass(frozen=True, slots=True, repr=False)
class ParsedDeclaration:
    """A submission with what it says.

    ``number``: the phone in E.164, "" when it cannot be called. ``folded_name``: the name as it is compared. ``entry_hash``: the
    keyed hash by which the next unproved declaration of the same person finds the entry, "" when somebody vouches for it.
    """

    submission: Submission
    form: DeclarationForm
    made_at: datetime
    answers: dict[str, AnswerValue]
    triage_result: TriageResult
    subject: Subject
    number: str
    folded_name: str
    entry_hash: str
    places: tuple[NamedPlace, ...]
    contacts: tuple[ContactInDeclaration, ...]


def parse_declaration(submission: Submission, now: datetime, risk_areas: Sequence[RiskArea]) -> ParsedDeclaration:
    """Returns the parsed and triaged submission. Raises DeclarationRefused with every problem."""
    try:
        form = forms.form(submission.form)
    except forms.UnknownForm:
        raise DeclarationRefused(Refusal("unknown_form", "form")) from None
    made_at = declaration_time.correct_phone_time(submission.made_at, submission.sent_at, now)
    if made_at <= now - MAX_DECLARATION_AGE:
        raise DeclarationRefused(Refusal("too_old", "made_at"))
    today = LocalDay.of(made_at)
    checked = answer_check.check_answers(form, submission.answers, today, on_behalf=submission.made_for != "self")
    if checked.problems:
        raise DeclarationRefused(*checked.problems)
    about = subject.subject_of(form, checked.answers)
    number, folded_name = phone_number(about.phone), fold(about.name)
    return ParsedDeclaration(
        submission=submission,
        form=form,
        made_at=made_at,
        answers=checked.answers,
        subject=about,
        number=number,
        folded_name=folded_name,
        triage_result=triage.triage_answers(form, checked.answers, today, risk_areas),
        entry_hash=""
        if submission.is_vouched_for
        else keyed_hash("declared", number or about.phone, folded_name, str(about.birth_year or "")),
        places=subject.named_places(form, checked.answers),
        contacts=subject.named_contacts(form, checked.answers),
    )


def phone_number(text: str) -> str:
    """Returns ``text`` in E.164, or "" when it is no number that can be called."""
    try:
        return phones.normalise(text) if text else ""
    except PhoneInvalid:
        return ""
