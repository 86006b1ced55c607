"""A definition of contact in words: how far it may be trusted, when it holds, and its parameters by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from truyvet.tracing import contact_definition
from truyvet.tracing.contact_definition import ContactDefinition
from truyvet.web.display_format import duration_words, number_words

FALLBACK: Final = "default"
ANY_DISEASE: Final = "any respiratory"

CERTAINTY: Final = {
    "default": gettext_lazy("của dự án: 3 ngày và 15 phút đều không lấy từ văn bản chính thức"),
    "influenza": gettext_lazy("chưa xác nhận: hiểu biết chung, cơ quan y tế phải xác nhận trước khi dùng"),
    "measles": gettext_lazy("chưa xác nhận: hiểu biết chung, cơ quan y tế phải xác nhận trước khi dùng"),
    "vn-2020-08": gettext_lazy(
        "trong 2 m: đọc qua báo chí; 3 ngày trước khởi phát: chưa xác nhận; 15 phút: tiêu chí dẫn cho Bluezone, văn bản đã đọc không có"
    ),
    "vn-2021-07": gettext_lazy(
        "F2 trong 2 m của F1, từ khi F1 có thể nhiễm đến lúc cách ly: đọc qua báo chí; đoạn F1 và 3 ngày: chưa xác nhận; 15 phút: của dự án"
    ),
    "vn-2021-12": gettext_lazy("đọc qua báo chí: 2 ngày trước khởi phát hoặc lấy mẫu, 2 m, 15 phút khi đeo khẩu trang"),
    "vn-2022-04": gettext_lazy("đọc qua báo chí: khoảng cách từ 2 m còn 1 m; F1 không cách ly, tự theo dõi sức khoẻ 10 ngày"),
}
"""How far each definition may be trusted, as its file says in English. A definition without an entry is shown in English."""


@dataclass(frozen=True, slots=True)
class DefinitionWords:
    """What a page shows of a definition. ``validity`` is "" where the file names no dates."""

    name: str
    title: str
    source: str
    certainty: str
    validity: str
    not_covered: tuple[str, ...]
    in_force: bool = False


@dataclass(frozen=True, slots=True)
class ParameterLine:
    """One parameter of two definitions beside each other."""

    label: str
    before: str
    after: str
    differs: bool


def _metres(value: float) -> str:
    return _("%(n)s m") % {"n": number_words(value)}


def _plain(value: float) -> str:
    return number_words(value)


def _length(value: float) -> str:
    return duration_words(value) if value else _("không tính")


def _gap(value: float | None) -> str:
    return _("không nối lượt") if value is None else duration_words(value) if value else _("chỉ khi liền nhau")


def _share(value: float) -> str:
    return f"{number_words(value * 100)} %"


PARAMETERS: Final[Mapping[str, tuple[object, Callable[[float], str]]]] = {
    "infectious_before_onset": (gettext_lazy("Có thể lây từ trước khởi phát"), _length),
    "infectious_before_sample": (gettext_lazy("Có thể lây từ trước lấy mẫu (khi không có khởi phát)"), _length),
    "infectious_after": (gettext_lazy("Có thể lây đến sau khởi phát"), _length),
    "visit_min_overlap": (gettext_lazy("Cùng một nơi ít nhất"), _length),
    "visit_linger": (gettext_lazy("Không khí còn lây sau khi ca bệnh rời đi"), _length),
    "visit_join_gap": (gettext_lazy("Nối các lượt đến cùng nơi cách nhau không quá"), _gap),
    "encounter_max_distance": (gettext_lazy("Bluetooth: khoảng cách xa nhất"), _metres),
    "encounter_min_probability": (gettext_lazy("Bluetooth: khả năng ở gần ít nhất"), _share),
    "encounter_min_total": (gettext_lazy("Bluetooth: cộng lại mỗi ngày ít nhất"), _length),
    "second_latent": (gettext_lazy("Người tiếp xúc lây được sau"), _length),
    "generations": (gettext_lazy("Số vòng tiếp xúc"), _plain),
    "named_seconds": (gettext_lazy("Được kể tên tính như"), _length),
}


def language() -> str:
    """The key of a definition's own texts in the active language."""
    return "vi" if (get_language() or "vi").startswith("vi") else "en"


def describe_definition(definition: ContactDefinition, *, on: date | None = None) -> DefinitionWords:
    """A definition for a page; ``on`` marks the one that holds on that day."""
    certainty = CERTAINTY.get(definition.name)
    own = language()
    return DefinitionWords(
        definition.name,
        definition.title.get(own, definition.name),
        definition.source,
        str(certainty) if certainty is not None else definition.certainty,
        _validity(definition),
        tuple(line.get(own, line.get("vi", "")) for line in definition.not_covered),
        on is not None and is_in_force(definition, on),
    )


def is_in_force(definition: ContactDefinition, on: date) -> bool:
    """Whether this definition is an official one in force on that day."""
    day = on.isoformat()
    return bool(definition.valid_from) and definition.valid_from <= day and (not definition.valid_until or day <= definition.valid_until)


def choices_for(disease: str) -> tuple[ContactDefinition, ...]:
    """The definitions that speak of this disease, newest rule last, ours at the end."""
    found = [contact_definition.load_definition(name) for name in contact_definition.definition_names()]
    fitting = [each for each in found if each.disease in (disease, ANY_DISEASE)]
    return tuple(sorted(fitting, key=lambda each: (each.name == FALLBACK, each.valid_from, each.name)))


def usual_definition(disease: str, on: date) -> str:
    """The name of the definition in force on that day, else the default one."""
    return next((each.name for each in choices_for(disease) if is_in_force(each, on)), FALLBACK)


def compare_parameters(before: ContactDefinition, after: ContactDefinition) -> tuple[ParameterLine, ...]:
    """The parameters of two definitions, those that differ first."""
    lines = [
        ParameterLine(str(label), words(getattr(before, name)), words(getattr(after, name)), getattr(before, name) != getattr(after, name))
        for name, (label, words) in PARAMETERS.items()
    ]
    stays = [
        ParameterLine(
            _("Ở lại khi quên quét ra: %(kind)s") % {"kind": kind_words(kind)},
            duration_words(before.stay_of(kind)),
            duration_words(after.stay_of(kind)),
            True,
        )
        for kind in sorted({*before.stay, *after.stay})
        if before.stay_of(kind) != after.stay_of(kind)
    ]
    return tuple(sorted((*lines, *stays), key=lambda line: not line.differs))


def changed_words(definition: ContactDefinition, changes: Mapping[str, str]) -> tuple[str, ...]:
    """The parameters somebody set by hand, as "Cùng một nơi ít nhất: 10 phút"."""
    return tuple(f"{PARAMETERS[name][0]}: {PARAMETERS[name][1](getattr(definition, name))}" for name in changes if name in PARAMETERS)


def kind_words(kind: str) -> str:
    """A kind of venue in the active language."""
    from truyvet.venues.rules.venue_kinds import kind_of

    found = kind_of(kind)
    return found.vi if language() == "vi" else found.en


def _validity(definition: ContactDefinition) -> str:
    if not definition.valid_from:
        return ""
    since = f"{date.fromisoformat(definition.valid_from):%d/%m/%Y}"
    if not definition.valid_until:
        return _("áp dụng từ %(since)s") % {"since": since}
    return _("áp dụng %(since)s – %(until)s") % {"since": since, "until": f"{date.fromisoformat(definition.valid_until):%d/%m/%Y}"}
