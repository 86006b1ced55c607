"""Units on a real database: loading, reading, the policy for geography, and conversion."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, date, datetime

import pytest

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope, ScopeMissing
from truyvet.places import actions, queries
from truyvet.places.models import Unit
from truyvet.places.rules import Edition, Extent, UnitLevel

pytestmark = pytest.mark.db

NOW = datetime(2021, 5, 31, 1, 0, tzinfo=UTC)
TODAY, LATER = date(2021, 5, 31), date(2025, 7, 1)
ALL = Scope.system("test", TODAY)


def scope(*paths: str) -> Scope:
    return Scope("tracer", paths, TODAY)


def test_a_second_loading_changes_nothing(units: dict[str, int]) -> None:
    before = list(Unit.objects.order_by("pk").values_list())
    again = actions.load_units(by=By.system("test"), now=NOW, province="24")
    assert again.added == 0 and again.unknown == 17
    assert again.read == again.added + again.kept + again.passed_over
    assert list(Unit.objects.order_by("pk").values_list()) == before
    assert AuditRow.objects.filter(action="places.load_units").count() == 2


def test_the_whole_country_loads() -> None:
    loaded = actions.load_units(by=By.system("test"), now=NOW)
    assert loaded.read == loaded.added + loaded.passed_over and loaded.passed_over == 5 and loaded.unknown == 574
    new = Unit.objects.get(edition="2025", path="24/")
    assert new.before == ["24/", "27/"]
    assert Unit.objects.get(edition="2025", path="79/").before == ["74/", "77/", "79/"]
    # Every province of 2021 went wholly into exactly one of 2025.
    olds = sorted(path for unit in Unit.objects.filter(edition="2025", level="province") for path in unit.before)
    assert olds == sorted(Unit.objects.filter(edition="2021", level="province").values_list("path", flat=True))
    # No path of the old tree is inherited by two communes.
    taken = [path for unit in Unit.objects.filter(edition="2025", level="commune") for path in unit.before]
    assert len(taken) == len(set(taken)) and all(path.count("/") > 1 for path in taken)
    assert [place.code for place in queries.search(ALL, "duong to", TODAY).rows]


def test_units_are_read_by_code_path_and_name(units: dict[str, int]) -> None:
    found = queries.unit_by_code(ALL, "07783", TODAY)
    assert found is not None and found.path == "24/222/07783/" and found.level is UnitLevel.COMMUNE
    assert queries.unit_by_code(ALL, "222", LATER) is None
    assert [place.code for place in queries.children(ALL, "", TODAY)] == ["24"]
    assert len(queries.children(ALL, "24/", TODAY)) == 10
    assert len(queries.communes(ALL, "24/", TODAY)) == 209
    assert queries.unit_names(ALL, ["24/", "24/222/"], TODAY) == {"24/": "Tỉnh Bắc Giang", "24/222/": "Huyện Việt Yên"}
    assert queries.unit_names(ALL, ["24/"], LATER) == {"24/": "Tỉnh Bắc Ninh"}
    assert units["07783"] == queries.units_by_code(ALL, ["07783"], TODAY)["07783"].id
    assert {place.code for place in queries.search(ALL, "viet yen", TODAY).rows} == {"222"}
    assert queries.search(ALL, "v", TODAY).rows == ()
    few = queries.search(ALL, "an", TODAY, limit=3)
    assert (len(few.rows), few.total) == (3, len(queries.search(ALL, "an", TODAY, limit=1_000).rows)) and few.total > 3


@pytest.mark.parametrize(
    ("paths", "count"),
    [((), 0), (("24/222/",), 18), (("24/222/07783/",), 1), (("24/222/07783/", "24/223/"), 27), (("99/",), 0)],
)
def test_only_what_lies_in_the_scope_is_seen(units: dict[str, int], paths: tuple[str, ...], count: int) -> None:
    rows = Unit.objects.filter(queries.within(scope(*paths), "path"), edition="2021")
    assert rows.count() == count


def test_the_empty_prefix_opens_nothing_for_a_person(units: dict[str, int]) -> None:
    assert not Unit.objects.filter(queries.within(scope(""), "path")).exists()
    assert Unit.objects.filter(queries.within(ALL, "path")).exists()
    with pytest.raises(ScopeMissing):
        queries.within(None, "path")  # type: ignore[arg-type]


def test_mine_is_what_the_reader_may_act_for(units: dict[str, int]) -> None:
    assert [place.code for place in queries.units_in_scope(scope("24/222/"), UnitLevel.DISTRICT, TODAY)] == ["222"]
    assert len(queries.units_in_scope(scope("24/222/"), UnitLevel.COMMUNE, TODAY)) == 17
    assert queries.units_in_scope(scope(), UnitLevel.COMMUNE, TODAY) == ()


def test_conversion_is_many_to_many(units: dict[str, int]) -> None:
    into = queries.convert(ALL, "07201", Edition.AFTER)
    assert [(each.place.path, each.extent) for each in into] == [("24/07210/", Extent.WHOLE)]
    out_of = queries.convert(ALL, "07210", Edition.BEFORE)
    assert {each.place.code for each in out_of} >= {"07201", "07207", "07210"}
    assert queries.convert(ALL, "07204", Edition.AFTER) == ()


def test_a_new_commune_inherits_what_went_wholly_into_it(units: dict[str, int]) -> None:
    new = queries.unit_by_code(ALL, "07210", LATER)
    assert new is not None and "24/213/07201/" in new.before
    assert all(path.startswith("24/213/") for path in new.before)


@pytest.mark.parametrize("rows", ["07783", "222"])
def test_reading_costs_one_question(units: dict[str, int], rows: str, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        queries.units_by_id(ALL, [units[rows], units["24"]])
    with django_assert_num_queries(1):  # type: ignore[operator]
        queries.convert(ALL, "no such", Edition.AFTER) if rows == "no" else queries.children(ALL, "24/", TODAY)


def test_a_unit_is_renamed_and_stays_so(units: dict[str, int], capsys: pytest.CaptureFixture[str], house_clock: datetime) -> None:
    from truyvet.cli import rename_unit

    was = Unit.objects.get(edition="2021", code="07783")

    def typed(code: str, name: str, lang: str = "vi") -> tuple[int, str]:
        status = rename_unit.run(Namespace(code=code, name=name, lang=lang))
        shown = capsys.readouterr()
        return status, shown.out + shown.err

    assert typed("07783", "  Phường  Đa Mai Mới ") == (0, f"07783 từ hôm nay là Phường Đa Mai Mới; đến 2021-05-30 là {was.name}\n")
    assert typed("07783", "Phường Đa Mai Mới", "en") == (1, "07783 has this name already; nothing was changed\n")
    assert typed("99999", "Xã")[0] == typed("07783", "X")[0] == 1
    actions.load_units(by=By.system("test"), now=NOW, province="24")
    now = Unit.objects.get(pk=was.pk)
    assert (now.name, now.folded, now.path) == ("Phường Đa Mai Mới", "phuong da mai moi", was.path)
    assert now.former_names == [[was.name, "2021-05-30"]]
    assert queries.search(ALL, "Da Mai Moi", TODAY).rows[0].code == "07783"


def test_the_province_of_a_unit_in_either_edition(units: dict[str, int]) -> None:
    assert queries.provinces_in_force(ALL, ["24/222/07783/"], TODAY) == {"24/"}
    assert queries.provinces_in_force(ALL, ["24/222/07783/"], LATER) == {"24/"}
    assert queries.provinces_in_force(ALL, [], TODAY) == frozenset()
