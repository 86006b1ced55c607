"""A message text as data: both languages, its parameters, its length, its hours. Checked when it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Final

from truyvet.messaging.rules.template_lint import lint_template


class MessagePriority(IntEnum):
    """Smaller goes first: a notice to a contact overtakes a campaign."""

    CODE = 0
    """The reader asked for it."""
    NOTICE = 1
    """The law on infectious diseases asks for it."""
    REMINDER = 2
    """Rests on the reader's consent ("messages"), and on nothing else."""


REPEATS: Final = 1
"""A warning is handed over so often again when its gateway did not answer; a code is asked for anew, a campaign's text never goes twice."""


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """One version of one text. ``params``: parameter → most characters; ``lasts``: no use sending it later.

    ``secret``: its parameters are wiped as soon as the message is sent or given up, and pages show dots for them.
    """

    name: str
    version: str
    source: str
    valid_from: date
    priority: MessagePriority
    quiet_hours: bool
    max_length: int
    lasts: timedelta
    secret: bool
    params: Mapping[str, int]
    text: Mapping[str, str]
    only_to: str = ""
    """The one kind of address it may go to; "" for any."""

    @property
    def key(self) -> str:
        """Returns name and version, as kept with a message: "signin_code@1"."""
        return f"{self.name}@{self.version}"


class TextInvalid(ValueError):
    """A text cannot be used; ``problems`` names all of them."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("message texts:\n" + "\n".join(f"  {line}" for line in problems))


class ParamInvalid(ValueError):
    """Parameters do not fit the text. Names the parameter, never its value."""


def template_problems(template: MessageTemplate) -> list[str]:
    """Returns what is wrong with a text, one line each, by the rule of ``truyvet messages lint``; empty when it can be used."""
    raw = {"text": template.text, "params": template.params, "max_length": template.max_length, "only_to": template.only_to}
    return [f"{template.key} {reason.code}: {reason.text['en']} ({reason.at})" for reason in lint_template(raw)]


def masked_params(template: MessageTemplate) -> dict[str, str]:
    """Returns dots for each parameter: what a page shows of a secret text."""
    return {name: "•" * min(most, 8) for name, most in template.params.items()}


def render(template: MessageTemplate, language: str, params: Mapping[str, str]) -> str:
    """Returns the words to send. Raises ParamInvalid."""
    if set(params) != set(template.params):
        raise ParamInvalid(f"{template.key}: other parameters than declared")
    for name, most in template.params.items():
        if len(params[name]) > most or any(unwanted in params[name] for unwanted in "\r\n\x00"):
            raise ParamInvalid(f"{template.key}: parameter {name}")
    return template.text[language].format(**params)
