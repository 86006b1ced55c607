"""The audit on a real database: rows stay as they were written, and the chain finds what was tampered with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from truyvet.audit import sealer, triggers
from truyvet.audit.actions import NoTransaction, record
from truyvet.audit.models import AppendOnly, AuditRow, Mention, Seal
from truyvet.audit.queries import AuditFilter, audit_page, unsealed, who_looked
from truyvet.audit.rules import ChainFault
from truyvet.audit.values import By, Scope
from truyvet.core.change_number import next_change, watermark

pytestmark = [pytest.mark.db]

NOW = datetime(2021, 5, 31, 1, 0, tzinfo=UTC)
BY = By("staff:7", "tracer", "case:BG-0412")
AUDITOR = Scope("auditor", ("24/",), date(2021, 5, 31))


def write(count: int, **more: object) -> None:
    with transaction.atomic():
        for number in range(count):
            record(by=BY, now=NOW, action="people.open", subject=f"person:{number}", facts={"n": number}, **more)  # type: ignore[arg-type]


def tamper(statement: str, *values: object) -> None:
    """Change the table as somebody with the database's own password could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A pending check of a foreign key would forbid the next line.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    triggers.install(connection)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction() -> None:
    with pytest.raises(NoTransaction):
        record(by=BY, now=NOW, action="cases.confirm", subject="case:BG-0412")
    with pytest.raises(RuntimeError):
        next_change()


def test_an_act_that_fails_leaves_no_row() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(by=BY, now=NOW, action="cases.confirm", subject="case:BG-0412")
        _ = 1 / 0
    assert AuditRow.objects.count() == 0


def test_the_models_refuse_to_change_or_remove() -> None:
    write(1)
    row = AuditRow.objects.get()
    row.actor = "staff:8"
    for attempt in (row.save, row.delete, AuditRow.objects.all().delete):
        with pytest.raises(AppendOnly):
            attempt()
    with pytest.raises(AppendOnly):
        AuditRow.objects.update(actor="staff:8")


@pytest.mark.parametrize("table", triggers.TABLES[:3])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_remove(table: str, statement: str) -> None:
    write(1, also=("person:Z",))
    sealer_ran = transaction_seals()
    assert sealer_ran
    key = "position" if table == "audit_seal" else "id"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, key, key))


def transaction_seals() -> bool:
    """Seal what was written in this very test; on PostgreSQL its own open transaction would hold the sealer back."""
    if connection.vendor == "postgresql":
        row = AuditRow.objects.latest("pk")
        Seal.objects.create(position=1, row=row, previous="0" * 64, hash="1" * 64)
        return True
    return sealer.seal_pending(NOW) > 0


def test_sqlite_refuses_to_replace() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's own")
    write(1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO audit_auditrow (id, at, actor, role, purpose, action, subject, facts) "
            "SELECT id, at, 'staff:8', role, purpose, action, subject, facts FROM audit_auditrow"
        )


@pytest.mark.django_db(transaction=True)
def test_rows_are_chained_in_order_and_verified() -> None:
    write(3, also=("person:B", "person:A"))
    assert sealer.verify_chain().unsealed == 3
    assert sealer.seal_pending(NOW) == 3
    write(2)
    assert sealer.seal_pending(NOW) == 2
    assert sealer.seal_pending(NOW) == 0
    report = sealer.verify_chain()
    assert report.sound and report.read == 5 and report.unsealed == 0
    assert report.head == sealer.head()
    assert list(Seal.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4, 5]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE audit_auditrow SET actor = 'staff:8' WHERE id = %s", ChainFault.CHANGED),
        ("UPDATE audit_auditrow SET facts = '{\"n\": 99}' WHERE id = %s", ChainFault.CHANGED),
        ("INSERT INTO audit_mention (row_id, subject) VALUES (%s, 'person:Z')", ChainFault.CHANGED),
        ("DELETE FROM audit_seal WHERE row_id = %s", ChainFault.MISSING),
    ],
)
def test_tampering_behind_the_triggers_is_found(statement: str, fault: ChainFault) -> None:
    write(4)
    sealer.seal_pending(NOW)
    second = Seal.objects.get(position=2).row_id
    tamper(statement, second)
    assert [(finding.position, finding.fault) for finding in sealer.verify_chain().findings] == [(2, fault)]


@pytest.mark.django_db(transaction=True)
def test_a_tail_cut_off_is_found_by_the_noted_head() -> None:
    write(3)
    sealer.seal_pending(NOW)
    noted = sealer.head()
    last = Seal.objects.get(position=3).row_id
    tamper("DELETE FROM audit_seal WHERE position = 3")
    tamper("DELETE FROM audit_auditrow WHERE id = %s", last)
    assert sealer.verify_chain().sound
    assert [finding.fault for finding in sealer.verify_chain(noted).findings] == [ChainFault.CUT_SHORT]


@pytest.mark.django_db(transaction=True)
def test_rows_past_their_retention_go_and_the_rest_can_still_be_verified() -> None:
    write(3, also=("person:Z",))
    sealer.seal_pending(NOW)
    with transaction.atomic():
        record(by=BY, now=NOW + timedelta(days=700), action="cases.close", subject="case:BG-0412")
    sealer.seal_pending(NOW)
    assert sealer.purge_audit_rows(NOW + timedelta(days=100)) == 0
    assert sealer.purge_audit_rows(NOW + timedelta(days=740)) == 3
    assert Mention.objects.count() == 0
    sealer.seal_pending(NOW)
    report = sealer.verify_chain()
    assert report.sound and report.begins == 4 and report.read == 2
    assert sealer.purge_audit_rows(NOW + timedelta(days=740)) == 0
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditrow")


@pytest.mark.django_db(transaction=True)
def test_a_row_of_a_slow_transaction_is_sealed_when_it_has_come() -> None:
    """On PostgreSQL a lower id may be committed after a higher one: neither is sealed before both are settled."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    import psycopg
    from django.db import connections

    parameters = connections["default"].get_connection_params()
    address = {name: parameters[name] for name in ("dbname", "host", "port", "user", "password") if parameters.get(name)}
    with psycopg.connect(**address) as slow:
        slow.execute(
            "INSERT INTO audit_auditrow (at, actor, role, purpose, action, subject, facts) "
            "VALUES (now(), 'staff:1', 'tracer', '', 'slow', 'x', '{}')"
        )
        before = watermark()
        with transaction.atomic():
            write(1)
            change = next_change()
        assert sealer.seal_pending(NOW) == 0
        assert watermark() == before <= change
        slow.commit()
    assert sealer.seal_pending(NOW) == 2
    assert list(Seal.objects.order_by("position").values_list("row__action", flat=True)) == ["slow", "people.open"]
    assert watermark() > change


@pytest.mark.django_db(transaction=True)
def test_changes_grow_and_the_watermark_lies_above_what_is_settled() -> None:
    with transaction.atomic():
        first = next_change()
    mark = watermark()
    assert first < mark
    with transaction.atomic():
        second = next_change()
    assert second >= mark
    assert watermark() > second


def test_who_looked_finds_a_subject_alone_and_among_others() -> None:
    write(1)
    with transaction.atomic():
        record(by=BY, now=NOW, action="people.open_many", subject="case:BG-0412", also=["person:0", "person:9", "person:0"])
        record(by=BY, now=NOW, action="people.open", subject="person:5")
    assert [entry.action for entry in who_looked(AUDITOR, "person:0").rows] == ["people.open_many", "people.open"]
    assert who_looked(Scope("auditor", (), date(2021, 5, 31)), "person:0").total == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_one_question(rows: int, django_assert_num_queries: object) -> None:
    write(rows)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(audit_page(AUDITOR, AuditFilter(subject="person:0", action="people."))) == 1
    assert len(audit_page(AUDITOR, AuditFilter(), size=2)) == min(rows, 2)
    assert unsealed(AUDITOR) == rows
    newest = audit_page(AUDITOR, AuditFilter())[0]
    assert len(audit_page(AUDITOR, AuditFilter(), before=newest.id)) == rows - 1
