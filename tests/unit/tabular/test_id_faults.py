"""What stands in the place of an id and is none."""

import pytest

from truyvet.tabular import has_lost_letters, id_fault


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("no_id", ("NA", "N/A", "#N/A", "NULL", "nan", "None", "TRUE", "false", "-", "—", "?", "...", "#REF!")),
        ("changed_to_date", ("2021-05-03", "2021-05-03T00:00:00", "2021-05-03 00:00:00", "02-May", "May-02", "2-thg 5", "3-May-2021")),
        ("lost_letters", ("Nguy?n V?n A", "Th?", "Nguy\ufffdn")),
        (None, ("Na", "nam", "A-1", "1/2", "1?2", "2021-05-03-2", "2021", "12-05", "HK.12", "007", "P-2021-05", "may-1", "Số 3", "")),
    ],
)
def test_what_is_no_id(code: str | None, texts: tuple[str, ...]) -> None:
    for text in texts:
        fault = id_fault(text)
        assert (fault and fault.code) == code, text


def test_a_question_is_no_lost_letter() -> None:
    assert not has_lost_letters("số 3 ? ngõ 5") and not has_lost_letters("? 12")
