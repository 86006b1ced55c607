"""A refusal says what was wrong and where. It is a value: doors turn it into a page, a line of a table or JSON."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why something was not done.

    ``code`` is for programs and never changes; ``field`` names the field of the form or the JSON path, "" for the whole. The words, with
    what was kept and what to do now, stand in the room's ``labels`` under the code. Neither holds a personal value.
    """

    code: str
    field: str = ""


class Refused(ValueError):
    """Something was not done, for one or several reasons; a bare code is a reason of the whole. The message holds codes and fields only."""

    def __init__(self, *reasons: Refusal | str) -> None:
        self.refusals = tuple(each if isinstance(each, Refusal) else Refusal(each) for each in reasons)
        super().__init__("; ".join(f"{each.field}: {each.code}" if each.field else each.code for each in self.refusals))

    @property
    def code(self) -> str:
        """The first reason."""
        return self.refusals[0].code
