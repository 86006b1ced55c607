"""Forms of the page of imports: the file, and what its columns and words are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from truyvet.core.toml_table import LocalizedText
from truyvet.exchange.kinds import KINDS
from truyvet.exchange.labels import KINDS as KIND_LABELS
from truyvet.exchange.rejected_rows import REJECTED_COLUMNS
from truyvet.exchange.rules import ImportKind, is_source
from truyvet.exchange.suggestions import UnknownWord, column_words, repeated, suggest_columns, word_label
from truyvet.exchange.upload_settings import UploadSettings
from truyvet.tabular import ColumnMapping

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

ENDINGS: Final = (".csv", ".tsv", ".xlsx")
MAX_FILE_BYTES: Final = 8 * 1024 * 1024
"""As ``FILE_UPLOAD_MAX_MEMORY_SIZE``, beyond which no file arrives; the documented nginx lets 10 MB pass. Larger ones: the command."""
LEFT: Final = "-"
"""The answer that a word means nothing of ours: its rows are rejected."""
DATE_FORMATS: Final = (
    ("", gettext_lazy("năm-tháng-ngày (2021-05-29)")),
    ("dd/mm/yyyy | dd/mm/yyyy hh:mm | dd/mm/yyyy hh:mm:ss", gettext_lazy("ngày/tháng/năm (29/05/2021)")),
    ("mm/dd/yyyy | mm/dd/yyyy hh:mm | mm/dd/yyyy hh:mm:ss", gettext_lazy("tháng/ngày/năm (05/29/2021)")),
    ("dd-mm-yyyy | dd-mm-yyyy hh:mm | dd-mm-yyyy hh:mm:ss", gettext_lazy("ngày-tháng-năm (29-05-2021)")),
    ("excel", gettext_lazy("số ngày của Excel (44345)")),
)
ZONES: Final = (
    ("Asia/Ho_Chi_Minh", gettext_lazy("giờ Việt Nam")),
    ("UTC", gettext_lazy("giờ quốc tế (UTC)")),
    ("", gettext_lazy("trong tệp đã ghi múi giờ")),
)


class UploadForm(forms.Form):
    """What a file holds, and the file."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Tệp chứa gì?"),
        widget=forms.RadioSelect,
        choices=[(kind.value, KIND_LABELS[kind]) for kind in ImportKind if kind is not ImportKind.PLACES],
    )
    file = forms.FileField(
        label=gettext_lazy("Tệp"),
        help_text=gettext_lazy("CSV hoặc XLSX, tối đa 8 MB. Tệp được niêm phong, xóa khi nhập xong hoặc sau một ngày."),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"required": gettext_lazy("Chưa nhận được tệp. Hãy chọn tệp CSV hoặc XLSX không quá 8 MB rồi gửi lại.")},
    )

    def clean_file(self) -> UploadedFile[Any]:
        """Refuses what cannot be read as a table; nothing is kept."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if not str(file.name).lower().endswith(ENDINGS):
            raise forms.ValidationError(_("Chỉ nhận tệp .csv, .tsv hoặc .xlsx. Hãy lưu bảng ở một trong các dạng này rồi gửi lại."))
        if (file.size or 0) > MAX_FILE_BYTES:
            raise forms.ValidationError(_("Tệp lớn hơn 8 MB. Hãy chia tệp, hoặc nhờ quản trị viên nhập bằng lệnh trên máy chủ."))
        return file


class MappingForm(forms.Form):
    """How the file is to be read: one choice for each of its columns, one for each word that nobody knows."""

    known_words = forms.JSONField(required=False, widget=forms.HiddenInput(), max_length=20_000)
    header_row = forms.IntegerField(
        label=gettext_lazy("Dòng tiêu đề"), required=False, min_value=0, max_value=50,
        help_text=gettext_lazy("Để trống: dòng đầu tiên. 0: tệp không có tiêu đề."),
    )  # fmt: skip
    sheet = forms.CharField(
        label=gettext_lazy("Trang tính"), required=False, max_length=100, help_text=gettext_lazy("Chỉ cần khi tệp XLSX có nhiều trang.")
    )
    date_format = forms.ChoiceField(label=gettext_lazy("Ngày được ghi theo dạng"), required=False, choices=DATE_FORMATS)
    time_zone = forms.ChoiceField(label=gettext_lazy("Giờ trong tệp là"), required=False, choices=ZONES)
    source = forms.CharField(
        label=gettext_lazy("Nguồn"), max_length=24,
        help_text=gettext_lazy("Tên sổ đã cấp các mã trong tệp, ví dụ cdc. Chữ thường không dấu, chữ số, - và _."),
    )  # fmt: skip
    ids_of = forms.ChoiceField(
        label=gettext_lazy("Mã trong tệp do ai đánh số?"), required=False,
        help_text=gettext_lazy("Nếu mỗi xã tự đánh số 1, 2, 3 thì chọn xã, để mã của hai xã không trùng nhau."),
    )  # fmt: skip
    commune = forms.ChoiceField(label=gettext_lazy("Xã, phường của địa điểm không ghi xã"), required=False)
    create_people = forms.BooleanField(label=gettext_lazy("Đăng ký người chưa có trong sổ chỉ bằng mã của họ"), required=False)
    complete = forms.BooleanField(label=gettext_lazy("Tệp đủ dòng, dù dừng đúng mức mà phần mềm cắt bảng"), required=False)
    again = forms.BooleanField(label=gettext_lazy("Đọc lại, nếu tệp này đã nhập xong trước đây"), required=False)
    mapping_name = forms.CharField(
        label=gettext_lazy("Lưu bảng ghép với tên"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Để dùng cho tệp cùng mẫu lần sau."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        kind: ImportKind,
        columns: Sequence[str],
        communes: Mapping[str, str],
        settings: UploadSettings,
    ) -> None:
        self.kind, self.columns, self.communes = kind, columns, communes
        super().__init__(data, initial=self._initial(settings))
        chosen = {column: target for target, column in settings.mapping.columns.items()}
        suggested = suggest_columns(kind, columns)
        targets = [("", _("không đọc")), *((name, _label(name)) for name in (*KINDS[kind].required, *KINDS[kind].optional))]
        self.places = [place for place, column in enumerate(columns) if column.strip() and column not in REJECTED_COLUMNS]
        for place in self.places:
            initial = chosen.get(columns[place], "") if chosen else suggested.get(place, "")
            self.fields[f"cot_{place}"] = forms.ChoiceField(label=columns[place], required=False, choices=targets, initial=initial)
        units = [(code, f"{name} ({code})") for code, name in communes.items()]
        self._choices("ids_of", [("", _("sổ dùng chung, mã không trùng")), *units])
        self._choices("commune", [("", _("không chọn")), *units])
        if kind is not ImportKind.VENUES:
            del self.fields["commune"]
        if kind not in (ImportKind.VISITS, ImportKind.ENCOUNTERS, ImportKind.CASES):
            del self.fields["create_people"]
        self.words: list[tuple[UnknownWord, str]] = []
        self.words_wait = False

    def ask_words(self, words: Sequence[UnknownWord]) -> bool:
        """Adds a question for each unknown word; returns whether each is answered already."""
        for each in words:
            name = f"tu_{hashlib.sha256(f'{each.target}:{each.word}'.encode()).hexdigest()[:16]}"
            known = self.communes.items() if each.target == "commune" else _word_choices(self.kind, each.target)
            choices = [("", _("hãy chọn")), *known, (LEFT, _("không có nghĩa nào: loại dòng ra"))]
            self.fields[name] = forms.ChoiceField(label=each.word, required=False, choices=choices, initial=each.suggestion)
            self.words.append((each, name))
        answers = {name: str(value) for name, value in self.data.items()}
        answered = all(answers.get(name) and self._is_listed(name, answers[name]) for _each, name in self.words)
        if not answered:
            # What was suggested is shown chosen; what somebody has answered before stays.
            self.data = {**answers, **{name: answers.get(name) or each.suggestion for each, name in self.words}}
            self.words_wait = True
        return answered

    def settings(self) -> UploadSettings:
        """Returns what was chosen."""
        told = self.cleaned_data
        values = {target: dict(words) for target, words in (told.get("known_words") or {}).items()}
        for each, name in self.words:
            if (meaning := self.data.get(name, "")) not in ("", LEFT):
                values.setdefault(each.target, {})[each.word] = str(meaning)
        mapping = ColumnMapping(
            columns={told[f"cot_{place}"]: self.columns[place] for place in self.places if told.get(f"cot_{place}")},
            values=values, date_format=told["date_format"], time_zone=told["time_zone"], sheet=told["sheet"], header_row=told["header_row"],
        )  # fmt: skip
        return UploadSettings(
            mapping,
            told["source"],
            told["ids_of"],
            told.get("commune", ""),
            bool(told.get("create_people")),
            told["complete"],
            told["again"],
        )

    def clean_known_words(self) -> dict[str, dict[str, str]]:
        """Takes the words of a saved mapping: those of columns that have words."""
        told = self.cleaned_data["known_words"]
        listed = KINDS[self.kind].words
        pairs = told.items() if isinstance(told, dict) else ()
        kept = {target: words for target, words in pairs if target in listed and isinstance(words, dict)}
        return {target: {str(word): str(ours) for word, ours in words.items()} for target, words in kept.items()}

    def clean(self) -> dict[str, Any]:
        """Each column of ours is given once, the required ones are given, and the ids have a register."""
        told = super().clean() or {}
        targets = [told.get(f"cot_{place}", "") for place in self.places]
        for place in self.places:
            if told.get(f"cot_{place}") in repeated(targets):
                self.add_error(f"cot_{place}", _("Hai cột cùng được chọn là một. Hãy để một cột là “không đọc”."))
        missing = [_label(name) for name in KINDS[self.kind].required if name not in targets]
        if missing:
            self.add_error(None, _("Chưa cột nào được chọn là: %(names)s.") % {"names": ", ".join(missing)})
        if self.kind is ImportKind.VENUES and "commune" not in targets and not told.get("commune"):
            self.add_error("commune", _("Tệp không có cột xã, phường: hãy chọn xã của các địa điểm này."))
        if not is_source(str(told.get("source", "")), str(told.get("ids_of", ""))):
            self.add_error("source", _("Tối đa 24 chữ thường không dấu, chữ số, - và _ (18 nếu mã do xã tự đánh)."))
        return told

    def _initial(self, settings: UploadSettings) -> dict[str, object]:
        mapping = settings.mapping
        return {
            "known_words": {target: dict(words) for target, words in mapping.values.items()},
            "header_row": mapping.header_row, "sheet": mapping.sheet, "date_format": mapping.date_format, "time_zone": mapping.time_zone,
            "source": settings.source, "ids_of": settings.ids_of, "commune": settings.commune, "create_people": settings.create_people,
            "complete": settings.complete, "again": settings.again,
        }  # fmt: skip

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _is_listed(self, name: str, value: str) -> bool:
        field = self.fields[name]
        return isinstance(field, forms.ChoiceField) and field.valid_value(value)


def _word_choices(kind: ImportKind, target: str) -> list[tuple[str, str]]:
    return [(word, word_label(target, word, _language())) for word in KINDS[kind].words[target] if word]


def _language() -> str:
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def _label(name: str) -> str:
    words: LocalizedText = column_words()[name].label if name in column_words() else {"vi": name, "en": name}
    return f"{words[_language()]} ({name})"
