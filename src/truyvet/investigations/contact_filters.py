"""The filters of the list of contacts, as they stand in the address: each chip is the address with one thing switched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from truyvet.investigations.labels import KIND_TAGS, LEVELS, VERDICTS
from truyvet.investigations.queries import ContactFilter
from truyvet.investigations.queries.breakdown import ContactBreakdown
from truyvet.investigations.rules.runs import ContactVerdict, ScoreLevel
from truyvet.tracing.answer import KINDS
from truyvet.web.component_values import Chip

GENERATION, LEVEL, VERDICT, COMMUNE, KIND, PAGE = "vong", "muc", "kl", "xa", "nguon", "trang"
EVERYONE: Final = "0"
FIRST: Final = "1"
"""F1 only, when the address says nothing: F2 may be thousands."""


@dataclass(frozen=True, slots=True)
class ContactListFilters:
    """What the address asks for. Anything unknown in it is passed over."""

    query: QueryDict
    wanted: ContactFilter
    page: str | None

    @classmethod
    def read(cls, query: QueryDict) -> ContactListFilters:
        """The filters of an address."""
        generation = query.get(GENERATION, FIRST)
        level, verdict, kind = query.get(LEVEL, ""), query.get(VERDICT, ""), query.get(KIND, "")
        wanted = ContactFilter(
            generation=int(generation) if generation in {"1", "2", "3", "4"} else None,
            level=ScoreLevel(level) if level in set(ScoreLevel) else None,
            verdict=verdict if verdict == "open" or verdict in set(ContactVerdict) else "",
            commune=query.get(COMMUNE, "")[:40],
            via=int(kind) if kind.isdecimal() and int(kind) < len(KINDS) else None,
        )
        return cls(query, wanted, query.get(PAGE))

    @property
    def narrowed(self) -> bool:
        """Whether something besides the generation is asked for."""
        return bool(self.wanted.level or self.wanted.verdict or self.wanted.commune or self.wanted.via is not None)

    def chips(self, counts: dict[str, int], breakdown: ContactBreakdown) -> list[tuple[str, list[Chip]]]:
        """The filters in groups, each group with its name; what would open nothing is left out unless it is on."""
        generation = self.wanted.generation
        first = [
            Chip(
                name,
                self._address(GENERATION, EVERYONE if generation == number else str(number)),
                generation == number,
                counts[f"f{number}"],
            )
            for number, name in ((1, "F1"), (2, "F2"))
        ]
        levels = [self._chip(LEVEL, level.value, str(LEVELS[level]), breakdown.levels[level]) for level in ScoreLevel]
        verdicts = [self._chip(VERDICT, "open", _("Chưa có kết luận"), breakdown.verdicts["open"])]
        verdicts += [
            self._chip(VERDICT, verdict.value, str(VERDICTS[verdict][0]), breakdown.verdicts[verdict.value]) for verdict in ContactVerdict
        ]
        kinds = [self._chip(KIND, str(kind), str(KIND_TAGS[kind]), breakdown.kinds[kind]) for kind in range(len(KINDS))]
        communes = [self._chip(COMMUNE, path, name, many) for path, name, many in breakdown.communes]
        groups = [
            (_("Vòng"), first), (_("Khả năng"), levels), (_("Kết luận"), verdicts), (_("Bằng chứng"), kinds), (_("Xã"), communes),
        ]  # fmt: skip
        filled = [(name, [chip for chip in chips if chip.on or chip.count]) for name, chips in groups]
        return [(name, chips) for name, chips in filled if chips]

    def _chip(self, key: str, value: str, label: str, count: int) -> Chip:
        on = self.query.get(key, "") == value
        return Chip(label, self._address(key, "" if on else value), on, count)

    def _address(self, key: str, value: str) -> str:
        kept = self.query.copy()
        kept.pop(PAGE, None)
        kept.pop(key, None)
        if value:
            kept[key] = value
        return f"?{kept.urlencode()}"
