"""A new data key takes over while everything runs."""

from __future__ import annotations

import secrets
from argparse import Namespace
from collections.abc import Callable

import pytest

from truyvet.audit.values import Scope
from truyvet.cli import data_key
from truyvet.core import data_keys
from truyvet.core.installation import OtherDataKey, other_key, require_key
from truyvet.people import queries
from truyvet.people.models import Person, Phone
from truyvet.people.values import RegisteredPerson

pytestmark = pytest.mark.db


def test_rotation(
    register: Callable[..., RegisteredPerson], province: Scope, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = secrets.token_bytes(64), secrets.token_bytes(64)

    def use(*keys: bytes) -> None:
        monkeypatch.setattr(data_keys, "_keys", ())
        monkeypatch.setattr(data_keys, "_read_keys", lambda: keys)

    use(old)
    require_key()
    register("Lê Thị Hoa", phones=("0912345678",))
    # A machine that has none of the keys is told so before it writes anything.
    use(new)
    with pytest.raises(OtherDataKey, match="data keys that are not here"):
        require_key()
    assert isinstance(other_key(), OtherDataKey)
    # The new key stands in front: what is there is read and found, what comes is sealed under it.
    use(new, old)
    require_key()
    register("Trần Hoa", phones=("0912345679",))
    assert queries.find_persons(province, "hoa").total == 2
    assert Phone.objects.filter(number__in=["+84912345678", "+84912345679"]).count() == 2
    # A process that began before reads what the others write: it looks for the keys again.
    monkeypatch.setattr(data_keys, "_keys", tuple(data_keys._made(key) for key in (old,)))
    assert {person.name for person in Person.objects.all()} == {"Lê Thị Hoa", "Trần Hoa"}
    assert data_key.run(Namespace(what="reseal")) == 0
    assert data_key.run(Namespace(what="reseal")) == 0
    assert capsys.readouterr().out.endswith("0 rows\nThe older keys may go.\n")
    use(new)
    assert queries.find_persons(province, "le thi hoa").rows[0].masked == "Lê Thị H."
    assert queries.find_persons(province, "0912345678").total == 1
