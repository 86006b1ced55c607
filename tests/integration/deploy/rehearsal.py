"""One life of a backup, in a process of its own: ``python -m tests.integration.deploy.rehearsal FOLDER``. Prints what it saw as JSON."""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

NAMES = ("Trần Thị Xoá Rồi", "Lê Văn Ở Lại", "Phạm Đến Sau")
PHONES = ("+84912345678", "+84987654321")


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
    session = SessionStore()
    session["somebody"] = 1
    session.save()
    with redirect_stdout(StringIO()) as said:
        saw["backup"] = truyvet(["backup", str(folder), "--json"])
    file = Path(json.loads(said.getvalue())["file"])
    saw["files"], saw["mode"] = json.loads(said.getvalue())["files"], file.stat().st_mode & 0o777
    saw["leaks"] = [word for word in (*NAMES, *PHONES, settings.SECRET_KEY) if word.encode() in file.read_bytes()]
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
    saw["names"] = sorted(Person.objects.values_list("name", flat=True))
    saw["phones"] = list(Phone.objects.values_list("number", flat=True))
    saw["sessions"] = SessionStore.get_model_class().objects.count()
    saw["risk"], saw["store"] = (home / "risk_areas.toml").read_text(), (home / "store").exists()
    saw["kept"] = sorted(each.name for each in next(home.glob("before-restore-*")).iterdir())
    saw["stays"] = stays.code in set(Person.objects.values_list("code", flat=True))
    return saw


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1])), sys.stdout)
