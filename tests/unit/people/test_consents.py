"""The texts that a citizen agrees to."""

from __future__ import annotations

from datetime import date

import pytest

from truyvet.people.rules import consents


def test_every_purpose_has_a_text_on_every_day() -> None:
    for purpose in consents.PURPOSES:
        for day in (date(2020, 1, 1), date(2021, 5, 31), date(2030, 1, 1)):
            text = consents.current_text(purpose, day)
            assert text.purpose == purpose and all(text.words[language] for language in consents.LANGUAGES)
            assert consents.text_of_version(purpose, text.version) is text


def test_what_is_not_ours() -> None:
    with pytest.raises(consents.ConsentUnknown):
        consents.current_text("photographs", date(2021, 5, 31))
    with pytest.raises(consents.ConsentUnknown):
        consents.text_of_version(consents.MESSAGES, "never")
