"""Formats the evaluation as plain text for a terminal, in Vietnamese or English."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Final, Literal

from truyvet.simulate.evaluation import Evaluation, EvaluationLine, MeanAndSpread
from truyvet.simulate.options import DAY_S
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
        "teams": "{callers} người gọi và {teams} đội đến nhà, từ {open} đến {close} giờ, trong {days} ngày:",
        "call": "Kết quả → gọi (giờ)",
        "order": "Kết quả → lệnh (giờ)",
        "reached": "Gặp được (danh sách)",
        "infected_reached": "Gặp được (mọi ca nhiễm)",
        "teams_note": "Giờ: trung vị kể từ kết quả mới nhất; ai chưa được gọi thì tính đến hết hạn. Số về đội là giả định.",
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
        "teams": "{callers} callers and {teams} teams who visit, from {open} to {close} h, for {days} days:",
        "call": "Result → call (h)",
        "order": "Result → order (h)",
        "reached": "Reached (of the list)",
        "infected_reached": "Reached (all infected)",
        "teams_note": "Hours: median from the newest result; who was not called counts as the end. Figures of teams are assumptions.",
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
    found = _table(("next", "all", "healthy"), [(_lead(line, evaluation.top, words), _found(line)) for line in evaluation.lines], words)
    worked_lines = [(_lead(line, evaluation.top, words), _worked(line)) for line in evaluation.lines]
    worked = _table(("call", "order", "reached", "infected_reached"), worked_lines, words)
    title = words["title"].format(people=evaluation.people, seeds=len(evaluation.seeds), definition=evaluation.definition)
    truth = words["truth"].format(
        infected=_number(evaluation.infected),
        cases=_number(evaluation.cases),
        next=_number(evaluation.next_to_find),
        all=_number(evaluation.all_to_find),
    )
    office = evaluation.teams
    teams = words["teams"].format(
        callers=office.callers, teams=office.teams, open=office.open_hour, close=office.close_hour, days=office.horizon_s // DAY_S
    )
    return "\n".join([title, truth, "", *found, "", teams, "", *worked, "", words["teams_note"], words["note"], ""])


def _table(heading: Sequence[str], lines: Sequence[tuple[list[str], list[str]]], words: dict[str, str]) -> list[str]:
    """Returns the heading, a rule and the lines, each with its rates and its way before its figures."""
    rows = [[words[key] for key in ("rates", "way", *heading)], *(lead + figures for lead, figures in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    table = [_laid_out(row, widths) for row in rows]
    return [table[0], "  ".join("-" * width for width in widths), *table[1:]]


def _lead(line: EvaluationLine, top: int, words: dict[str, str]) -> list[str]:
    return [words.get(line.rates, line.rates), words[line.strategy].format(top=top)]


def _found(line: EvaluationLine) -> list[str]:
    return [_percent(line.found_next), _percent(line.found_all), _number(line.healthy)]


def _worked(line: EvaluationLine) -> list[str]:
    return [_number(line.hours_to_call), _number(line.hours_to_order), _percent(line.reached), _percent(line.infected_reached)]


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
