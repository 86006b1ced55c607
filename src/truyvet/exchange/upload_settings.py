"""How an uploaded file is to be read: its mapping and the options that somebody chose on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from truyvet.exchange.rules import DEFAULT_SOURCE, ImportChoices
from truyvet.tabular import ColumnMapping


@dataclass(frozen=True, slots=True)
class UploadSettings:
    """The options of ``truyvet import`` that the page offers; ``mapping`` holds sheet, header row, date format and time zone too."""

    mapping: ColumnMapping = field(default_factory=ColumnMapping)
    source: str = DEFAULT_SOURCE
    ids_of: str = ""
    commune: str = ""
    create_people: bool = False
    complete: bool = False
    again: bool = False

    def choices(self, staff: int | None) -> ImportChoices:
        """Returns the options of the import; ``staff`` stands as the first person of laboratory results."""
        return ImportChoices(
            source=self.source, ids_of=self.ids_of, sheet=self.mapping.sheet or None, commune=self.commune,
            create_people=self.create_people, staff=staff,
        )  # fmt: skip

    def values(self) -> dict[str, object]:
        """Returns plain values; ``settings_from`` makes the same settings of them."""
        told = self.mapping
        mapping = {
            "columns": dict(told.columns), "values": {name: dict(words) for name, words in told.values.items()},
            "date_format": told.date_format, "time_zone": told.time_zone, "sheet": told.sheet, "header_row": told.header_row,
        }  # fmt: skip
        return {
            "mapping": mapping, "source": self.source, "ids_of": self.ids_of, "commune": self.commune,
            "create_people": self.create_people, "complete": self.complete, "again": self.again,
        }  # fmt: skip


def settings_from(values: Mapping[str, Any]) -> UploadSettings:
    """Returns the settings of what ``values`` returned; of nothing, the usual ones: times are those of Viet Nam."""
    if not values:
        return UploadSettings(ColumnMapping(time_zone="Asia/Ho_Chi_Minh"))
    return UploadSettings(**{**values, "mapping": ColumnMapping(**values["mapping"])})
