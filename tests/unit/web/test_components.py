"""The components as tags: what they say to those who do not see them, and that nothing of a person's text is markup."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import Any

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils.translation import override

import truyvet.web
from truyvet.core.pagination import list_page
from truyvet.web import component_examples
from truyvet.web.clock import ShiftedClock

WEB = Path(truyvet.web.__file__).parent
NOW = datetime(2021, 5, 31, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(settings: Any) -> None:
    settings.TRUYVET_CLOCK = ShiftedClock(NOW, time())


def draw(source: str, **names: object) -> str:
    names.setdefault("request", RequestFactory().get("/ca/", {"f": "1", "trang": "2"}))
    with override("vi"):
        return Template("{% load ui %}" + source).render(Context(names))


def test_a_tag_has_a_word_a_colour_and_a_drawing() -> None:
    drawn = draw('{% tag "Đã cách ly" "good" %}')
    assert 'class="tag good"' in drawn
    assert "#check" in drawn
    assert "Đã cách ly" in drawn


def test_an_unknown_state_is_a_mistake_of_the_page() -> None:
    with pytest.raises(TemplateSyntaxError, match="no state"):
        draw('{% tag "x" "green" %}')


@pytest.mark.parametrize("tag", ["tag text", "empty text", "crumbs text", 'progress text 1 2 "/x/"', "failed text text"])
def test_words_are_never_markup(tag: str) -> None:
    assert "<b>x" not in draw("{% " + tag + " %}", text="<b>x</b>")


def test_a_score_is_a_number_and_a_bar_without_style() -> None:
    drawn = draw("{% score_bar 0.91 %}")
    assert "0,91" in drawn
    assert 'width="91"' in drawn
    assert "style" not in drawn
    assert "<rect" not in draw("{% score_bar none %}", none=None)
    assert 'width="100"' in draw("{% score_bar 1.7 %}")


def test_a_moment_carries_its_whole_date() -> None:
    drawn = draw("{% when at %}", at=datetime(2021, 5, 31, 7, 30, tzinfo=UTC))
    assert 'datetime="2021-05-31T14:30+07:00"' in drawn
    assert 'title="31/05/2021 14:30"' in drawn
    assert "hôm nay 14:30" in drawn


class ExampleForm(forms.Form):
    phone = forms.CharField(label="Số điện thoại", help_text="10 chữ số")
    note = forms.CharField(label="Ghi chú", required=False)
    outcome = forms.ChoiceField(label="Kết quả", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


def test_a_field_ties_label_hint_and_error() -> None:
    form = ExampleForm({"note": "giữ lại"})
    drawn = draw("{% field form.phone %}{% field form.note %}{% field form.outcome %}", form=form)
    assert '<label class="label" for="id_phone">' in drawn
    assert 'aria-describedby="id_phone_hint id_phone_error"' in drawn
    assert drawn.count('aria-invalid="true"') >= 1
    assert 'id="id_phone_error"' in drawn
    assert 'value="giữ lại"' in drawn
    assert drawn.count("(không bắt buộc)") == 1
    assert '<legend class="label"' in drawn
    assert "Có 2 chỗ cần sửa" in draw("{% form_errors form %}", form=form)
    assert draw("{% form_errors form %}", form=ExampleForm()).strip() == ""


def test_pages_keep_the_filters_of_the_address() -> None:
    drawn = draw('{% pagination page "người" %}', page=list_page(range(131), 2, page_rows=20))
    assert 'href="?f=1&amp;trang=3"' in drawn
    assert "Trang 2/7" in drawn
    assert "131 người" in drawn


def test_progress_without_a_total_says_words_and_no_number() -> None:
    drawn = draw('{% progress "Đang đọc tệp" %}')
    assert "value=" not in drawn
    assert 'aria-label="Đang đọc tệp"' in drawn
    assert 'hx-get="/x/"' in draw('{% progress "Đang đọc" 1 2 "/x/" %}')


def test_every_drawing_that_is_named_exists() -> None:
    drawn = set(re.findall(r'symbol id="([a-z]+)"', (WEB / "static/web/icons.svg").read_text(encoding="utf-8")))
    named = set()
    for page in WEB.parent.rglob("templates/**/*.html"):
        named |= set(re.findall(r"""\{% icon ["']([a-z]+)["']""", page.read_text(encoding="utf-8")))
    assert named <= drawn


def test_no_page_has_a_script_or_a_style_of_its_own() -> None:
    for page in WEB.rglob("templates/**/*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|hx-on", text), page.name


@pytest.mark.filterwarnings("ignore:No directory at")
def test_the_page_of_components_is_absent_outside_demonstrations(client: Any, settings: Any) -> None:
    settings.DEBUG = settings.TRUYVET_DEMO = False
    assert client.get(component_examples.HERE).status_code == 404
    settings.TRUYVET_DEMO = True
    assert client.get(component_examples.HERE).status_code == 200
