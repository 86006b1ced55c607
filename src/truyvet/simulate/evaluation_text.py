"""Formats the evaluation as plain text for a terminal, in Vietnamese or English."""

from __future__ import annotations

from math import isnan
from typing import Final, Literal

from truyvet.simulate.evaluation import Evaluation, EvaluationLine, MeanAndSpread
from truyvet.simulate.strategies import ContactStrategy

Language = Literal["vi", "en"]

_WORDS: Final[dict[Language, dict[str, str]]] = {
    "vi": {
        "title": "Đánh giá truy vết trên dữ liệu mô phỏng: {people} người, {seeds} hạt giống, định nghĩa {definition}",
        "truth": "Thực tế mỗi lần: {infected} người nhiễm, {cases} đã phát hiện; cần tìm {next} người do ca đã phát "
        "hiện lây, {all} người nhiễm chưa phát hiện.",
        "rates": "Mức ghi nhận",
        "way": "Cách làm",
        "next": "Tìm thấy (do ca lây)",
        "all": "Tìm thấy (mọi ca nhiễm)",
        "healthy": "Người khỏe bị cách ly",
        "low": "thấp",
        "medium": "vừa",
        "high": "cao",
        ContactStrategy.TRACE_F1: "Truy vết F1",
        ContactStrategy.TRACE_F1_F2: "Truy vết F1 + F2",
        ContactStrategy.TRACE_TOP: "{top} người đầu danh sách",
        ContactStrategy.INTERVIEWS: "Chỉ phỏng vấn, hộ gia đình",
        ContactStrategy.BLANKET_VENUES: "Đóng cửa nơi ca đã đến",
        ContactStrategy.BLANKET_COMMUNES: "Phong tỏa xã có ca",
        "note": "Trung bình ± độ lệch chuẩn. Mô phỏng: các tỉ lệ là giả định, không phải số đo của một đợt dịch thật.",
    },
    "en": {
        "title": "Tracing judged on synthetic data: {people} people, {seeds} seeds, definition {definition}",
        "truth": "Truth of each run: {infected} infected, {cases} detected; to be found: {next} infected by a detected "
        "case, {all} infected and undetected in all.",
        "rates": "Records",
        "way": "Way",
        "next": "Found (infected by a case)",
        "all": "Found (all infected)",
        "healthy": "Healthy isolated",
        "low": "low",
        "medium": "medium",
        "high": "high",
        ContactStrategy.TRACE_F1: "Trace F1",
        ContactStrategy.TRACE_F1_F2: "Trace F1 + F2",
        ContactStrategy.TRACE_TOP: "First {top} of the list",
        ContactStrategy.INTERVIEWS: "Interviews, households only",
        ContactStrategy.BLANKET_VENUES: "Close where cases went",
        ContactStrategy.BLANKET_COMMUNES: "Lock down communes of cases",
        "note": "Mean ± standard deviation. A simulation: its rates are assumptions, not measures of a real outbreak.",
    },
}


def format_evaluation(evaluation: Evaluation, language: Language = "vi") -> str:
    """The whole table; lines end in a newline."""
    words = _WORDS[language]
    heading = [words[key] for key in ("rates", "way", "next", "all", "healthy")]
    rows = [heading, *(_row(line, evaluation.top, words) for line in evaluation.lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heading))]
    table = [_laid_out(row, widths) for row in rows]
    table.insert(1, "  ".join("-" * width for width in widths))
    title = words["title"].format(people=evaluation.people, seeds=len(evaluation.seeds), definition=evaluation.definition)
    truth = words["truth"].format(
        infected=_number(evaluation.infected),
        cases=_number(evaluation.cases),
        next=_number(evaluation.next_to_find),
        all=_number(evaluation.all_to_find),
    )
    return "\n".join([title, truth, "", *table, "", words["note"], ""])


def _row(line: EvaluationLine, top: int, words: dict[str, str]) -> list[str]:
    return [
        words.get(line.rates, line.rates),
        words[line.strategy].format(top=top),
        _percent(line.found_next),
        _percent(line.found_all),
        _number(line.healthy),
    ]


def _laid_out(row: list[str], widths: list[int]) -> str:
    """Words to the left, figures to the right."""
    pairs = list(zip(row, widths, strict=True))
    words = [text.ljust(width) for text, width in pairs[:2]]
    figures = [text.rjust(width) for text, width in pairs[2:]]
    return "  ".join(words + figures).rstrip()


def _percent(figure: MeanAndSpread) -> str:
    return "–" if isnan(figure.mean) else f"{_with_spread(100 * figure.mean, 100 * figure.spread)} %"


def _number(figure: MeanAndSpread) -> str:
    return "–" if isnan(figure.mean) else _with_spread(figure.mean, figure.spread)


def _with_spread(mean: float, spread: float) -> str:
    """A mean of one seed has no deviation, which is not one of 0."""
    return f"{mean:.0f}" if isnan(spread) else f"{mean:.0f} ± {spread:.0f}"
