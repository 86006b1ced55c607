"""Finds the unit of each line of a file by its code; a line without one is named with suggestions, never guessed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from truyvet.areas.rules import boundary_reasons as reasons
from truyvet.areas.rules.boundary_file import BoundaryFeature, BoundaryFileRefused, FeatureFault
from truyvet.areas.rules.boundary_geometry import crossing
from truyvet.core.text_folding import fold
from truyvet.tabular.problems import ProblemReason

KIND_WORDS: Final = ("thanh pho", "thi xa", "thi tran", "phuong", "quan", "huyen", "xa", "tinh", "dac khu")
"""Words before a name that one file writes and another leaves out."""
MAX_SUGGESTIONS: Final = 3


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit that a line can belong to."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class MatchedBoundaries:
    """read = matched + duplicates + faults. ``digests``: by code, the sum of the line in the file."""

    matched: dict[str, BoundaryFeature]
    digests: dict[str, str]
    duplicates: int
    faults: tuple[FeatureFault, ...]
    other_names: tuple[FeatureFault, ...]
    """Taken, but called otherwise in the file: perhaps another edition."""


def bare_name(name: str) -> str:
    """Returns a name without marks, case and the word for its kind."""
    folded = fold(name)
    word = next((each for each in KIND_WORDS if folded.startswith(f"{each} ")), "")
    return folded[len(word) :].strip()


def is_same_name(one: str, other: str) -> bool:
    """Whether two names mean the same, with or without the word for the kind ("Phường Phượng Sơn", "Phượng Sơn")."""
    return bool({fold(one), bare_name(one)} & {fold(other), bare_name(other)})


def better_edition(features: Sequence[BoundaryFeature], editions: Mapping[str, Mapping[str, KnownUnit]]) -> str:
    """Returns the edition whose units carry more of the codes with the same name, else more of the codes.

    Raises BoundaryFileRefused where two fit equally well: codes outlive the units that carried them.
    """
    scores = sorted(
        (
            sum(each.code in units and is_same_name(units[each.code].name, each.name) for each in features),
            sum(each.code in units for each in features),
            edition,
        )
        for edition, units in editions.items()
    )
    if len(scores) > 1 and scores[-1][:2] == scores[-2][:2] and scores[-1][1]:
        raise BoundaryFileRefused(reasons.UNCLEAR_EDITION())
    return scores[-1][2]


def match_units(
    features: Sequence[BoundaryFeature], units: Mapping[str, KnownUnit], in_force: Mapping[str, str], suggested: Iterable[KnownUnit]
) -> MatchedBoundaries:
    """Returns which line belongs to which unit. ``in_force`` has the digest of each line that we have, by code; such a line again is
    a duplicate, as is one that stands in the file twice. ``suggested`` are units that an unknown name may mean.
    """
    by_name: dict[str, list[KnownUnit]] = {}
    for unit in suggested:
        by_name.setdefault(bare_name(unit.name), []).append(unit)
    matched: dict[str, BoundaryFeature] = {}
    digests: dict[str, str] = {}
    duplicates = 0
    faults, other_names = [], []
    for each in features:
        ours, digest = units.get(each.code), digest_of(each)
        if crossed := crossing(each.polygons):
            faults.append(FeatureFault(each.number, each.code, reasons.SELF_CROSSING(detail=crossed)))
        elif ours is None:
            faults.append(FeatureFault(each.number, each.code, _unknown(each, units, by_name)))
        elif digests.get(each.code, in_force.get(each.code)) == digest:
            duplicates += 1
        elif each.code in digests:
            faults.append(FeatureFault(each.number, each.code, reasons.CODE_TWICE(code=each.code)))
        else:
            matched[each.code], digests[each.code] = each, digest
            if each.name and not is_same_name(each.name, ours.name):
                words = reasons.OTHER_NAME(code=each.code, ours=ours.name, theirs=each.name)
                other_names.append(FeatureFault(each.number, each.code, words))
    return MatchedBoundaries(matched, digests, duplicates, tuple(faults), tuple(other_names))


def digest_of(feature: BoundaryFeature) -> str:
    """Returns the sum of a line as the file has it, after it was turned the right way round."""
    return hashlib.sha256(json.dumps(feature.polygons).encode()).hexdigest()


def _unknown(feature: BoundaryFeature, units: Mapping[str, KnownUnit], by_name: Mapping[str, list[KnownUnit]]) -> ProblemReason:
    near = list(by_name.get(bare_name(feature.name), ())) if feature.name else []
    near += [units[code] for code in (feature.code.zfill(5), feature.code.zfill(3), feature.code.zfill(2)) if code in units]
    some = ", ".join(f"{unit.code} {unit.name}" for unit in near[:MAX_SUGGESTIONS])
    if not some:
        return reasons.UNKNOWN_UNIT(code=feature.code, near="")
    words = reasons.NEAR(units=some)
    plain = reasons.UNKNOWN_UNIT(code=feature.code, near="{near}")
    return ProblemReason(plain.code, plain.en.replace("{near}", words.en), plain.vi.replace("{near}", words.vi))
