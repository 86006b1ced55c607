"""One life of a backup, in a process of its own: ``python -m tests.integration.deploy.rehearsal FOLDER``. Prints what it saw as JSON."""

from __future__ import annotations

import json
import sys
import uuid
from contextlib import redirect_stdout
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

NAMES = ("Trần Thị Xoá Rồi", "Lê Văn Ở Lại", "Phạm Đến Sau")
PHONES = ("+84912345678", "+84987654321")
PEER_NUMBERS = ("+84912000001", "+84912000002", "+84912000003")


class Peer:
    """A gateway that takes everything and knows no event again; it stands outside the database and remembers what it took."""

    route, knows_event, window = "peer", False, 1

    def __init__(self) -> None:
        self.taken = list[str]()

    def reaches_phones(self, template: str) -> bool:
        return True

    def submit(self, message: Any, now: datetime) -> Any:
        from truyvet.messaging.gateways import Taken

        self.taken.append(message.event_id.hex)
        return Taken((f"p{len(self.taken)}",))


def write_notice(number: str, now: datetime) -> None:
    """A warning, the one kind of message that is ever repeated."""
    from django.db import transaction

    from truyvet.audit.values import By
    from truyvet.messaging.actions import enqueue

    with transaction.atomic():
        enqueue(
            by=By.system("test"), now=now, event_id=uuid.uuid4(), to_kind="phone", to=number, template="contact_notice", language="vi",
            params={"day": "28/05/2021", "phone": "1900 9095"},
        )  # fmt: skip


def main(folder: Path) -> dict[str, object]:
    from truyvet.cli.django import start_django
    from truyvet.cli.main import main as truyvet

    start_django()
    from django.conf import settings
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connection, connections

    from truyvet.audit.values import By
    from truyvet.cli import restore_steps
    from truyvet.core.installation import require_key
    from truyvet.messaging.delivery_worker import send_due
    from truyvet.messaging.jobs.settlement import settle_by_time
    from truyvet.messaging.models import Message
    from truyvet.people.actions import erase_self, register_person
    from truyvet.people.models import Person, Phone
    from truyvet.people.values import NewPerson
    from truyvet.web import clock

    by, home, saw = By.system("test"), Path(settings.TRUYVET_HOME), dict[str, object]()
    require_key()
    (home / "risk_areas.toml").write_text("# ours\n")
    (home / "keyfiles").mkdir()
    (home / "keyfiles" / "1.zip").write_bytes(b"signed")
    (home / "store").mkdir()
    (home / "store" / "visits").write_bytes(b"all visits")
    erased, stays = [
        register_person(by=by, now=clock.now(), person=NewPerson(name=name, birth_year=1990, phones=(phone,)))
        for name, phone in zip(NAMES, PHONES, strict=False)
    ]
    peer = Peer()
    for number in PEER_NUMBERS:
        write_notice(number, clock.now())
    send_due(clock.now(), limit=1, gateway=peer)
    session = SessionStore()
    session["somebody"] = 1
    session.save()
    with redirect_stdout(StringIO()) as said:
        saw["backup"] = truyvet(["backup", str(folder), "--json"])
    file = Path(json.loads(said.getvalue())["file"])
    saw["files"], saw["mode"] = json.loads(said.getvalue())["files"], file.stat().st_mode & 0o777
    saw["leaks"] = [word for word in (*NAMES, *PHONES, settings.SECRET_KEY) if word.encode() in file.read_bytes()]
    # What waits in the backup goes out after it; the restored house must not know better.
    send_due(clock.now(), gateway=peer)
    saw["carried"] = len(peer.taken)
    erase_self(by=by, now=clock.now(), person_id=erased.person_id)
    if connection.vendor == "sqlite":
        bytes_left = b"".join(each.read_bytes() for each in home.glob("truyvet.sqlite3*"))
        saw["bytes"] = [word for word in (NAMES[0], PHONES[0]) if word.encode() in bytes_left]
        saw["log"] = (home / "truyvet.sqlite3-wal").stat().st_size
    register_person(by=by, now=clock.now(), person=NewPerson(name=NAMES[2]))
    (home / "risk_areas.toml").write_text("# changed\n")
    connections.close_all()
    # Tables, units and assets are there; making sure of it again is tried in the long test.
    restore_steps.prepare = require_key
    saw["unasked"] = truyvet(["restore", str(file)])
    with redirect_stdout(StringIO()) as words:
        saw["restore"] = truyvet(["restore", str(file), "--replace"])
    saw["words"] = words.getvalue()
    for later in (timedelta(0), timedelta(hours=5), timedelta(days=4)):
        settle_by_time(clock.now() + later)
        send_due(clock.now() + later, gateway=peer)
    saw["carried_again"] = len(peer.taken) - saw["carried"]
    saw["states"] = sorted(Message.objects.values_list("state", flat=True))
    saw["names"] = sorted(Person.objects.values_list("name", flat=True))
    saw["phones"] = list(Phone.objects.values_list("number", flat=True))
    saw["sessions"] = SessionStore.get_model_class().objects.count()
    saw["risk"], saw["store"] = (home / "risk_areas.toml").read_text(), (home / "store").exists()
    saw["kept"] = sorted(each.name for each in next(home.glob("before-restore-*")).iterdir())
    saw["stays"] = stays.code in set(Person.objects.values_list("code", flat=True))
    return saw


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1])), sys.stdout)
