"""A damaged trace store: the run has the right contacts from a new one, or fails loudly; it never has other contacts."""

from __future__ import annotations

import json
import logging
import shutil
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np
import pytest
from tests.integration.factory_outbreak import BY, Console, console

from truyvet.audit.sealer import seal_pending
from truyvet.core.raised_alarms import check_alarms, standing_alarms
from truyvet.investigations import run_input
from truyvet.investigations.actions import request_run
from truyvet.investigations.alarms import ALARMS
from truyvet.investigations.jobs.trace_runs import answer_next_run, requeue_orphans
from truyvet.investigations.models import Run, RunContact
from truyvet.investigations.retention import purge_store
from truyvet.tracing import base_files
from truyvet.tracing.records import EncounterColumns
from truyvet.tracing.store import StoreBase, VenueFacts, VisitRows, make_base

if TYPE_CHECKING:
    from truyvet.access.models import Staff

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


def flip(folder: Path) -> None:
    """Two bits of the persons at venues, as a disk or a memory flips them."""
    bytes_ = bytearray((folder / "v_person.npy").read_bytes())
    bytes_[-40] ^= 1
    bytes_[-80] ^= 2
    (folder / "v_person.npy").write_bytes(bytes_)


def change(name: str, to: Callable[[np.ndarray[Any, Any]], object]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        values = np.load(folder / f"{name}.npy")
        to(values)
        np.save(folder / f"{name}.npy", values)

    return damage


def sign(damage: Callable[[Path], None]) -> Callable[[Path], None]:
    """The digests are right too, as if a fault of ours had written such a column: what does not fit is found all the same."""

    def damage_and_sign(folder: Path) -> None:
        damage(folder)
        meta = json.loads((folder / "meta.json").read_text())
        meta.pop("sha256")
        meta["columns"] = {file: base_files._digest(folder / file) for file in meta["columns"]}
        (folder / "meta.json").write_text(json.dumps(meta | {"sha256": base_files._digest_of(meta)}))

    return damage_and_sign


def set_last(values: np.ndarray[Any, Any], to: int) -> None:
    values[-1] = to


def truncate(folder: Path) -> None:
    (folder / "p_start.npy").write_bytes((folder / "p_start.npy").read_bytes()[:-64])


def later_watermark(folder: Path) -> None:
    meta = (folder / "meta.json").read_text()
    (folder / "meta.json").write_text(meta.replace('"watermark": ', '"watermark": 1'))


DAMAGES = {
    "bits flipped": flip,
    "v_end zeroed": change("v_end", lambda values: values.fill(0)),
    "v_end zeroed, signed": sign(change("v_end", lambda values: values.fill(0))),
    "person out of range, signed": sign(change("v_person", lambda values: set_last(values, 2**31 - 1))),
    "venue below zero, signed": sign(change("p_venue", lambda values: set_last(values, -1))),
    "row out of range, signed": sign(change("p_off", lambda values: set_last(values, values[-1] + 9))),
    "other of an encounter, signed": sign(change("encounter_other", lambda values: set_last(values, 99_999))),
    "rows fewer, signed": sign(lambda folder: np.save(folder / "p_flag.npy", np.load(folder / "p_flag.npy")[:-1])),
    "truncated": truncate,
    "missing": lambda folder: (folder / "p_end.npy").unlink(),
    "no meta": lambda folder: (folder / "meta.json").unlink(),
    "meta is no table": lambda folder: (folder / "meta.json").write_text("[]") and None,
    "watermark": later_watermark,
}
TRACED = ("bits flipped", "person out of range, signed", "missing", "meta of another base")
"""Of these a whole run is made; of the others it is enough that the store is no longer taken for one."""


@pytest.fixture
def made(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Console:
    found = console(units, staff, now, second_ring=8)
    found.ask()
    return found


def contacts(code: str) -> list[tuple[object, ...]]:
    assert Run.objects.get(code=code).state == "done"
    return list(RunContact.objects.filter(run__code=code).order_by("rank").values_list("person_id", "seconds", "score", "generation"))


def test_every_damage_ends_in_the_right_contacts(made: Console, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    folder = run_input.trace_store().folder
    right = contacts(made.ask())
    assert len(right) > 20
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    made.meet("market", made.crowd(3), days=2, at=9, hours=1)
    run_input.trace_store().drop()
    assert contacts(made.ask()) == right
    damages = DAMAGES | {"meta of another base": lambda folder: shutil.copy(other / "meta.json", folder) and None}
    whole = tmp_path / "whole"
    shutil.copytree(folder, whole)
    for name, damage in damages.items():
        caplog.clear()
        shutil.copytree(whole, folder, dirs_exist_ok=True)
        assert base_files.load_base(folder) is not None
        damage(folder)
        with caplog.at_level(logging.WARNING):
            assert base_files.load_base(folder) is None, name
            assert name == "no meta" or caplog.messages == ["trace store damaged, it is built again"], name
        if name in TRACED:
            assert contacts(made.ask()) == right, name
            assert base_files.load_base(folder) is not None, f"{name}: the next run has a store again"


def test_columns_that_do_not_fit_are_never_traced(made: Console) -> None:
    run_input.trace_store().drop()

    def make_wrong(*rows: Any, **more: Any) -> StoreBase:
        base = make_base(*rows, **more)
        return replace(base, stay_index=replace(base.stay_index, v_person=base.stay_index.v_person + 99_999))

    with patch("truyvet.tracing.stored_records.make_base", make_wrong):
        code = made.ask()
    assert Run.objects.values_list("state", "error").get(code=code) == ("failed", "BaseDamagedError")
    assert not run_input.trace_store().folder.exists() and not RunContact.objects.filter(run__code=code).exists()


def test_a_store_that_cannot_be_written_costs_time_only(made: Console, caplog: pytest.LogCaptureFixture) -> None:
    right = contacts(made.ask())
    run_input.trace_store().drop()
    with patch("truyvet.tracing.base_files.np.save", side_effect=OSError(28, "No space left on device")):
        assert contacts(made.ask()) == right
    assert "trace store not written" in caplog.text and not run_input.trace_store().folder.exists()


def test_the_store_of_another_database_is_not_used(made: Console, now: datetime) -> None:
    """Two people of it met the patient, and of the visits of this database it knows none."""
    folder, right = run_input.trace_store().folder, contacts(made.ask())
    base = base_files.load_base(folder)
    assert base is not None
    nobody = make_base(VisitRows(), EncounterColumns(), base.persons, VenueFacts(), watermark=base.watermark, now=base.built_at)
    seal_pending(now, thorough=True)
    base_files.save_base(replace(nobody, mark=(1, "ab" * 32)), folder)
    assert contacts(made.ask()) == right
    after = base_files.load_base(folder)
    assert after is not None and after.mark[0] > 1
    base_files.save_base(replace(nobody, watermark=base.watermark + 10**6), folder)
    assert purge_store(now) == 1, "a database that was put back to an earlier state: found within ten minutes, before it has caught up"


def test_a_store_over_which_a_trace_died_is_built_again_and_two_deaths_raise_an_alarm(
    made: Console, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    folder, right = run_input.trace_store().folder, contacts(made.ask())
    code = request_run(by=BY, now=now, scope=made.scope, event_id=uuid.uuid4(), codes=(made.code,), name="vn-2020-08")
    seen: list[bool] = []

    def die(*_: object, **__: object) -> None:
        seen.append(folder.exists())
        raise SystemExit  # as a process that is killed: nothing of ours runs afterwards

    for _ in range(2):
        with patch("truyvet.tracing.stored_records.refresh_base", die), pytest.raises(SystemExit):
            answer_next_run(now)
        requeue_orphans(now)
    assert seen == [True, True]
    assert Run.objects.values_list("state", "error", "attempts").get(code=code) == ("failed", "worker_died", 2)
    check_alarms(ALARMS, now)
    assert [(alarm.name, alarm.text) for alarm in standing_alarms()] == [("investigations.run_failed", f"{code}: worker_died")]
    assert contacts(made.ask()) == right
    assert caplog.text.count("a trace over this store did not end") == 2 and not folder.with_name("base.in-use").exists()
    check_alarms(ALARMS, now + timedelta(seconds=1))
    assert not standing_alarms(), "a later run of the same case is done"
