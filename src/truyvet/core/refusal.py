"""A refusal says what was wrong, where, and what to do next. It is a value: doors turn it into a page, a line of a table or JSON."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why something was not done.

    ``code`` is for programs and never changes; ``field`` names the field of the form or the JSON path, "" for the whole; ``text`` is for
    people and may be a lazy translation; ``next_step`` says what to do now. None of them holds a personal value.
    """

    code: str
    field: str = ""
    text: object = ""
    next_step: object = ""

    def as_json(self) -> dict[str, str]:
        """Returns the parts that are not empty, as a JSON object."""
        parts = {"code": self.code, "field": self.field, "text": str(self.text), "next_step": str(self.next_step)}
        return {name: value for name, value in parts.items() if value}


class Refused(ValueError):
    """Something was not done, for one or several reasons. The message holds codes and fields only."""

    def __init__(self, *refusals: Refusal) -> None:
        self.refusals = refusals
        super().__init__("; ".join(f"{each.field}: {each.code}" if each.field else each.code for each in refusals))
