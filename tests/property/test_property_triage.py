"""What must hold of every declaration: a yes more never makes it less urgent, and what is kept stays as it is."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from truyvet.areas.rules import risk_areas as areas
from truyvet.declarations.rules import triage
from truyvet.declarations.rules.answer_check import check_answers
from truyvet.declarations.rules.form_schema import DeclarationForm, FieldKind, FieldMeaning, FormField
from truyvet.declarations.rules.forms import load
from truyvet.declarations.rules.triage import TriageClass, TriageResult

TODAY = date(2021, 5, 21)
AREAS = areas.sample_risk_areas()
NO = {FieldKind.YES_NO_01: "0", FieldKind.YES_NO_12: "2"}
NOTES = ("", "sốt", "khó thở", "ho, viêm phổi", "chest pain", "mệt từ hôm qua")
VISITED = ("", "Hà Nội", "việt yên", "India")


def asked(form: DeclarationForm) -> list[FormField]:
    """The questions of health that a yes or no answers."""
    return [each for each in form.fields if each.health and each.kind in NO]


@st.composite
def declarations(draw: st.DrawFn) -> tuple[DeclarationForm, dict[str, str]]:
    form = draw(st.sampled_from(list(load().values())))
    answers = {each.name: draw(st.sampled_from(["1", NO[each.kind]])) for each in asked(form)}
    for field in form.fields:
        if field.means is FieldMeaning.SYMPTOM_NOTE:
            answers[field.name] = draw(st.sampled_from(NOTES))
        elif field.means is FieldMeaning.VISITED:
            answers[field.name] = draw(st.sampled_from(VISITED))
            if field.shown_if:
                answers[field.shown_if.field] = draw(st.sampled_from(["0", "1"]))
        elif field.means is FieldMeaning.TEMPERATURE:
            answers[field.name] = draw(st.sampled_from(["", "36.6", "37.4", "37.5", "39"]))
    return form, answers


def sorted_of(form: DeclarationForm, answers: dict[str, str]) -> TriageResult:
    found = check_answers(form, answers, TODAY)
    assert not triage.blocking_problems(form, found)
    return triage.triage_answers(form, found.answers, TODAY, AREAS)


@given(declarations(), st.data())
def test_one_yes_more_never_lowers_the_danger(made: tuple[DeclarationForm, dict[str, str]], data: st.DataObject) -> None:
    form, answers = made
    before = sorted_of(form, answers)
    field = data.draw(st.sampled_from(asked(form)))
    after = sorted_of(form, {**answers, field.name: "1"})
    assert after.danger >= before.danger
    # What contradicted the answer "no" speaks for the answer "yes".
    assert set(after.reasons) >= set(before.reasons) - {triage.CONTRADICTION}
    if before.due is not None:
        assert after.due is not None
        assert after.due <= before.due


@given(declarations(), st.sampled_from(NOTES))
def test_one_word_more_in_a_note_never_lowers_the_danger(made: tuple[DeclarationForm, dict[str, str]], more: str) -> None:
    form, answers = made
    before = sorted_of(form, answers)
    longer = {f.name: f"{answers[f.name]}, {more}" for f in form.meaning(FieldMeaning.SYMPTOM_NOTE) if answers[f.name]}
    assert sorted_of(form, {**answers, **longer}).danger >= before.danger


@given(declarations())
def test_class_danger_and_reasons_agree(made: tuple[DeclarationForm, dict[str, str]]) -> None:
    came = sorted_of(*made)
    assert (came.triage is TriageClass.NOTHING) is (came.danger == 0) is (not came.reasons) is (came.due is None)
    classes = {reason.triage_class for reason in triage.triage_table.load().reasons if reason.code in came.reasons}
    expected = (
        TriageClass.BOTH if {"symptoms", "exposure"} <= classes
        else TriageClass.SYMPTOMS if "symptoms" in classes
        else TriageClass.EXPOSURE if "exposure" in classes
        else TriageClass.TRAVEL if classes
        else TriageClass.NOTHING
    )  # fmt: skip
    assert came.triage is expected


@given(declarations())
def test_what_is_kept_is_kept_again(made: tuple[DeclarationForm, dict[str, str]]) -> None:
    """A declaration that is read back and checked on the same day is the same one."""
    form, answers = made
    once = check_answers(form, answers, TODAY)
    again = check_answers(form, once.answers, TODAY)
    assert again.answers == once.answers
    # A note that contradicts its answer is kept, so it is told of again.
    assert set(again.warnings) <= set(once.warnings)


@given(declarations(), st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_matter(made: tuple[DeclarationForm, dict[str, str]], random: object) -> None:
    form, answers = made
    names = list(answers)
    random.shuffle(names)  # type: ignore[attr-defined]
    assert sorted_of(form, {name: answers[name] for name in names}) == sorted_of(form, answers)
