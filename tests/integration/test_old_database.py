"""A database that version d55fc99 filled is migrated, holds the same rows, shows the same pages, and its audit chain is whole.

The fixture was made by tests/fixtures/make_old_database.py. Everything here runs in processes of its own, on SQLite.
"""

from __future__ import annotations

import difflib
import json
import lzma
import os
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import pytest
from tests.fixtures.renamed import COLUMNS, TABLES
from tests.fixtures.table_rows import rows_of_tables
from tools.opened_database import opened_copy

FIXTURES: Final = Path(__file__).resolve().parents[1] / "fixtures"
OLD: Final[dict[str, Any]] = json.loads((FIXTURES / "d55fc99.json").read_text("utf-8"))

CHANGED_TABLES: Final[dict[str, str]] = {}
"""Tables of d55fc99 whose rows a migration changes or drops on purpose, and why."""
CHANGED_COLUMNS: Final[dict[str, str]] = {}
"""Columns of d55fc99, as "table.column", whose values a migration changes or drops on purpose, and why."""
CHANGED_PAGES: Final[dict[str, str]] = {
    "/nguoi/": "a search says for which case or task, and can be narrowed by year of birth and commune",
    "/hop-thu-thu/": "what became of messages has a page of its own, and each reading of the inbox is recorded",
    "quantri /": "the administrator's home shows alarms now; here no worker runs",
    "/nguoi-can-theo-doi/": "who is followed, with what is due, has a room of its own; no worker runs here",
    "truongnhom /": "cases without a trace or an interview are tasks; whom to call stands in the follow-up, which no worker fills here",
    "xa-quangchau /": "the same",
    "tinh /": "the same",
    "/nguoi-can-theo-doi/?vong=1": "the same",
    "/nguoi-can-theo-doi/?vong=2": "the same",
    "/cau-hinh/ket-noi/": "what is known of Zalo's interface was read again, and says so",
    "/nhat-ky/": "its first row is the migration itself; the rows are compared in the database",
}
"""Addresses (or "account address") whose words differ on purpose, and why."""
SHORTER_PAGES: Final[dict[str, str]] = {
    "truongnhom /ca-benh/BG-0039/": "the dialog that confirms comes once the second person has seen the name on the slip",
    "truongnhom /truy-vet/nguon-chung/": "the second list goes on on its next page",
}
"""Pages that show the first of the same rows and nothing new, and why."""
PAGE_LINKS: Final = r"\d{1,3}|…|Sau"
CHANGED_LINES: Final[dict[str, str]] = {
    "Nhập tệp": "imports have a page",
    "Báo tin nơi đã đến|Chưa quyết định báo cho ai\\.|Chọn nơi và báo": "tracers decide who is told of a case's places",
    "Tìm theo tên, số điện thoại": "cases are found by who is ill, too",
    "Sở Thông tin và Truyền thông": "the role information department exists now, and can be given",
    r"Trang \d+/\d+ · [\d.]+ [\w ]+": "lists say their total and reach their last row",
    r"\d+ lần truy vết( gần đây)?": "the list of runs holds all of them, not the newest that a row of the list stood for",
    r"[\d.]+ việc đang chờ(, [\d.]+ việc đã trễ)?": "the heading counts each piece of work, also where one line stands for many",
    r"Đồ thị ca [\w-]+: .*": "the heading of a graph says how many persons it leaves out",
    r"Cán bộ và vai trò|\d+ cán bộ có tài khoản": "the heading of the staff says how many there are",
    "Đối chiếu với phiếu: xem tên|Xem tên rồi mới xác nhận được\\. .*": "a second person looks at the name on the slip first",
    "Mới có một người quản trị, .*|Vai trò mở được tên người, .*": "roles with powers need two administrators",
    "Bỏ lớp bảo vệ thứ hai đã mất|Xin đặt lại mật khẩu và lớp bảo vệ đã mất": "a reset is asked for, and approved by another administrator",
    r"problem\.not_in_unit|Nơi này không thuộc tỉnh, huyện đã chọn ở trên.*": "a ward lies in its district and province, or is refused",
    r"Mã tỉnh 2 số, huyện 3 số, xã 5 số\. Ví dụ \d+\.": "the example is a commune of 2021 and of 2025; 07783 is refused since 2025",
    "phone_code|upload_code|Mã xác nhận số điện thoại|Mã tải khoá": "two message texts have a name of words",
    r"problem\.not_in_unit|Nơi này không thuộc tỉnh, huyện .*": "a ward must lie in its district and province",
    "Bảng gọi": "a board for calls",
    "Bản đồ dịch": "the map has a page",
    "Quyết định cách ly|(Ra|Xem) quyết định cách ly": "orders have pages",
    r"Điều trị( tại nhà)?|Ghi diễn biến( điều trị)?|Chưa ghi người bệnh .*|Vào bệnh viện|Vào hồi sức tích cực|Khỏi bệnh": (
        "the page of a case has the course of the treatment"
    ),
    r"Tử vong|Diễn biến|Lúc|Ở đâu|\(không bắt buộc\)|Tên bệnh viện, hoặc tại nhà\.": "the form of that course",
    r"Phòng xét nghiệm( chưa trả kết quả nào\.)?|Chỉ định xét nghiệm|Xét nghiệm|Lấy mẫu": "tests have pages; that of a case leads there",
    r"Tôi đã nhận|Nhận rồi thì .*|Không gặp được thì chưa xong: .*|Không liên lạc được\. Vẫn chặn ở các cửa\.|đã có người nhận|0": (
        "taking a declaration stops no clock; that nobody answered closes nothing"
    ),
    r"\d+ người ở địa bàn cần theo dõi|Đã tiếp xúc với ca được xác nhận\.": "the first page counts what is due with followed persons",
    r"Ca .*: \d+ người tiếp xúc gần chưa được gọi|F1 khả năng cao, chưa có kết luận\.": "the same; an unanswered call ends nothing",
    r"\d+ ca đã xác nhận chưa được (truy vết|phỏng vấn)|Lâu nhất: ca .*|Mở ca lâu nhất": "a confirmed case is a task until it is traced",
    r"Phỏng vấn(, bản \d+)?|\d+ người, \d+ nơi|Bản \d+|Bản đang dùng|Chưa ai phỏng vấn .*|In phiếu để hỏi|phỏng vấn"
    r"|(hôm nay )?08:00|hôm nay|· Trần Thị Hoa": "the page of a case has its interviews, and its course tells of them",
    r"codes/\w+\.py(, codes/\w+\.py)*": "where a format is read in the source: files have other names",
}
"""Regular expressions of lines that pages no longer show, or show for the first time, and why."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the old database, migrated by today's command."""
    folder = tmp_path_factory.mktemp("old")
    (folder / "truyvet.sqlite3").write_bytes(lzma.decompress((FIXTURES / "d55fc99.sqlite3.xz").read_bytes()))
    for name, text in OLD["files"].items():
        (folder / name).write_text(text, "utf-8")
    made = run(folder, "-m", "truyvet.cli.main", "migrate")
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


def run(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """One of our programs on that home, an hour after the database was made."""
    own = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "TRUYVET_TEST_DB"}}
    clock = f"{OLD['clock']}@{int(time.time())}"
    environ = {"TRUYVET_HOME": str(home), "SECRET_KEY": OLD["secret_key"], "TRUYVET_CLOCK": clock, "TRUYVET_DEMO": "1"}
    return subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False, env=own | environ)


def test_no_plain_name_is_left_in_the_file(home: Path) -> None:
    told = "SELECT name FROM people_person WHERE length(name) > 12 EXCEPT SELECT display FROM access_staff"
    names = {name.encode() for (name,) in opened_copy(home).execute(told)}
    held = b"".join(path.read_bytes() for path in home.glob("truyvet.sqlite3*"))
    assert len(names) > 100 and not [name for name in names if name in held]


def test_every_row_is_still_there_as_it_was(home: Path) -> None:
    connection = opened_copy(home)
    today = rows_of_tables(connection)
    wrong = []
    for table, held in OLD["tables"].items():
        if table in CHANGED_TABLES:
            continue
        name = TABLES.get(table, table)
        if name not in today:
            wrong.append(f"{table}: no table {name}")
            continue
        if today[name]["rows"] != held["rows"] and not _grows(table):
            wrong.append(f"{table}: {held['rows']} rows, now {today[name]['rows']}")
            continue
        columns = _digests_of_the_first(connection, name, held["rows"]) if _grows(table) else today[name]["columns"]
        for column, digest in held["columns"].items():
            spot = f"{table}.{column}"
            if spot not in CHANGED_COLUMNS and columns.get(COLUMNS.get(spot, column)) != digest:
                wrong.append(f"{spot}: other values" if COLUMNS.get(spot, column) in columns else f"{spot}: no such column")
    connection.close()
    assert not wrong, "\n".join(wrong)


def test_an_old_interview_is_the_first_version_of_a_document(home: Path) -> None:
    connection = opened_copy(home)
    first = "version = 1 AND state = 'final' AND document = event_id AND replaced_at IS NULL"
    assert len(set(connection.execute(f"SELECT count(*), sum({first}) FROM investigations_interview").fetchone())) == 1
    connection.close()


def _grows(table: str) -> bool:
    """The audit goes on: ``truyvet migrate`` itself leaves rows."""
    return table in {"audit_auditrow", "audit_seal", "audit_counter"}


def _digests_of_the_first(connection: sqlite3.Connection, table: str, rows: int) -> Any:
    """As ``rows_of_tables``, of a table's first rows alone."""
    short = sqlite3.connect(":memory:")
    connection.execute("attach ':memory:' as short")
    connection.execute(f'create table short."{table}" as select * from main."{table}" order by 1 limit {rows}')
    names = [each[0] for each in connection.execute(f'select * from short."{table}"').description]
    short.execute(f'create table "{table}" ({", ".join(names)})')
    short.executemany(
        f'insert into "{table}" values ({", ".join("?" * len(names))})', connection.execute(f'select * from short."{table}" order by 1')
    )
    connection.execute("detach short")
    found = rows_of_tables(short)[table]["columns"]
    short.close()
    return found


def test_the_audit_chain_is_whole_and_holds_the_old_head(home: Path) -> None:
    position, digest = OLD["head"]
    made = run(home, "-m", "truyvet.cli.main", "verify", "--head", str(position), digest)
    assert made.returncode == 0, made.stdout + made.stderr


def test_the_pages_show_the_same(home: Path, tmp_path: Path) -> None:
    """The text of each page that links led to in d55fc99, for an account of each role."""
    before: dict[str, dict[str, str]] = json.loads(lzma.decompress((FIXTURES / "d55fc99.pages.json.xz").read_bytes()))
    asked, found = tmp_path / "asked.json", tmp_path / "found.json"
    asked.write_text(json.dumps({account: list(pages) for account, pages in before.items()}), "utf-8")
    made = run(home, str(FIXTURES / "pages_shown.py"), str(found), str(asked))
    assert made.returncode == 0, made.stdout + made.stderr
    after = json.loads(found.read_text("utf-8"))
    wrong = []
    for account, pages in before.items():
        for address, text in pages.items():
            if address in CHANGED_PAGES or f"{account} {address}" in CHANGED_PAGES:
                continue
            one, other = (_lines(each) for each in (text, after[account][address]))
            lines = list(difflib.unified_diff(one, other, f"{account} {address} in d55fc99", "today", lineterm="", n=1))
            added = [line[1:] for line in lines[2:] if line.startswith("+") and not re.fullmatch(PAGE_LINKS, line[1:])]
            is_shorter = f"{account} {address}" in SHORTER_PAGES and not added
            if lines and not is_shorter:
                wrong.append("\n".join(lines[:30]))
    assert not wrong, f"{len(wrong)} pages differ:\n" + "\n\n".join(wrong[:10])


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if not any(re.fullmatch(pattern, line) for pattern in CHANGED_LINES)]
