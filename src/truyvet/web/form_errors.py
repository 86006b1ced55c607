"""Refusals beside the fields of a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.forms import Form

from truyvet.core.refusal import Refusal


def add_refusals(form: Form, refusals: Iterable[Refusal], words: Mapping[str, object]) -> None:
    """Shows each refusal beside its field, or above the form when it has no such field; ``words`` are the room's, by code."""
    for each in refusals:
        form.add_error(each.field if each.field in form.fields else None, str(words[each.code]))
