"""What is done to a database that has come back from a backup, before anybody signs in."""

from __future__ import annotations

import sys

from django.contrib.sessions.models import Session

from truyvet.audit.commands import verify
from truyvet.audit.values import By
from truyvet.campaigns.actions.campaigns import pause_restored
from truyvet.cli.language import say
from truyvet.cli.migrate import prepare
from truyvet.core import clock_watch
from truyvet.core.installation import OtherKey
from truyvet.core.models import PendingDeletion
from truyvet.messaging.actions import hold_back_restored
from truyvet.people import erasure_ledger
from truyvet.people.actions import erase_self
from truyvet.site.backup import Manifest
from truyvet.site.purge import purge
from truyvet.web import clock


def put_in_order(manifest: Manifest, ledger: bytes) -> int:
    """Migrates, ends sessions, erases again, holds messages back, purges, verifies the audit.

    Returns the exit status: 0, or 1 while it must not be opened.
    """
    try:
        prepare()
    except OtherKey as error:
        sys.stderr.write(say(str(error)) + "\n")
        return 1
    # Some have been signed out since.
    Session.objects.all().delete()
    now = clock.now()
    problems: list[str] = []
    sys.stdout.write(say(f"erased again: {_erase_again(ledger)}") + "\n")
    erasure_ledger.write_erasures(now)
    held = hold_back_restored(by=By.system("restore"), now=now)
    sys.stdout.write(say(f"messages held back, since they may have been sent: {held}") + "\n")
    paused = pause_restored(by=By.system("restore"), now=now)
    sys.stdout.write(say(f"campaigns paused, since they may have gone on: {paused}") + "\n")
    try:
        sys.stdout.write(say(f"past their day and deleted: {sum(purge(now).values())} rows") + "\n")
    except clock_watch.ClockJumped:
        problems.append("the backup is old, or the clock is wrong: look at the clock, then `truyvet purge --confirm clock`")
    problems += [
        f"{each.due} of {each.total} rows are due: `truyvet purge --confirm {each.rule}`" for each in PendingDeletion.objects.all()
    ]
    report = verify(manifest.head if manifest.head[0] else None)
    if not report.sound:
        problems.append(f"the audit is not the one of the backup: {report}; see docs/playbooks/audit-chain-broken.md")
    for problem in problems:
        sys.stderr.write(f"{say(problem)}, {say('and only then start pages and worker')}\n")
    if not problems:
        sys.stdout.write(say("ready: look through accounts that were closed since (Cán bộ), then start pages and worker") + "\n")
    return 1 if problems else 0


def _erase_again(ledger: bytes) -> int:
    """Erases whom the ledger tells as erased and this database still knows; each with its audit row. Returns how many entries."""
    waiting = erasure_ledger.erased_persons(erasure_ledger.read_ledger(ledger.decode("ascii", "replace")))
    for person in waiting:
        erase_self(by=By.system("restore"), now=clock.now(), person_id=person)
    return len(waiting)
