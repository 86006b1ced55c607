"""How soon a citizen's first page is usable on a slow network: ``python -m bench.first_load``.

A server as an installation runs it (gunicorn, collected and compressed assets) and Chromium with an empty cache, its
network held back by the browser itself. Two visitors: one who has never been here (usable: the page says so and its one
big action can be touched), one signed in with a fresh declaration (usable: the code is drawn). Bytes are those received.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from argparse import ArgumentParser
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

from bench import report

PORT = 8_765
URL = f"http://127.0.0.1:{PORT}"
CHROMIUM = os.environ.get("TRUYVET_CHROMIUM", "/usr/bin/chromium")
PROFILES = {
    "no limit": None,
    "Chrome 'Fast 3G' (1.44 Mbit/s, 563 ms for each request)": (1_440_000, 675_000, 562.5),
    "Lighthouse 'Slow 4G' / WebPageTest '3G' (1.6 Mbit/s, 300 ms)": (1_600_000, 768_000, 300),
    "WebPageTest '3G slow' (400 kbit/s, 400 ms)": (400_000, 400_000, 400),
    "Chrome 'Slow 3G' (400 kbit/s, 2,000 ms for each request)": (400_000, 400_000, 2_000),
}
"""Name → bits a second down, up, and milliseconds before each answer, as the DevTools protocol takes them."""
USABLE = {
    "new": "document.querySelector('#lam:not([hidden]) .button.go')",
    "signed in": "document.querySelector('#ma:not([hidden]) path[d]')",
}
REPEATS = 3

SESSION = """
import django; django.setup()
from datetime import UTC, datetime
from truyvet.web.session_store import SessionStore
from truyvet.audit.values import By
from truyvet.passes.actions import note_declaration
from truyvet.people.actions import register_person
from truyvet.people.citizen_door import SESSION_AT, SESSION_KEY
from truyvet.people.values import NewPerson
by, now = By.system("bench"), datetime.now(UTC)
person = register_person(by=by, now=now, person=NewPerson(name="Nguyễn Văn Đo", birth_year=1990)).person_id
note_declaration(by=by, now=now, person_id=person, declared_at=now, clear=True)
session = SessionStore()
session[SESSION_KEY], session[SESSION_AT] = person, int(now.timestamp())
session.create()
print(session.session_key)
"""


def main() -> None:
    """The door."""
    parser = ArgumentParser(prog="bench.first_load")
    parser.add_argument("--date", type=date.fromisoformat, default=None, help="day to write into the results (today)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "TRUYVET_HOME": home, "DJANGO_SETTINGS_MODULE": "truyvet.site.settings"}
        command = str(Path(sys.executable).with_name("truyvet"))
        subprocess.run([command, "migrate"], env=environment, check=True)
        made = subprocess.run([sys.executable, "-c", SESSION], env=environment, check=True, capture_output=True, text=True)
        serving = subprocess.Popen([command, "serve", "--no-prepare", "--port", str(PORT)], env=environment, stderr=subprocess.DEVNULL)
        try:
            _wait()
            rows = _measure(made.stdout.strip().splitlines()[-1])
        finally:
            serving.terminate()
            serving.wait(30)
    day = (arguments.date or datetime.now(UTC).date()).isoformat()
    result = {"date": day, "load": round(os.getloadavg()[0], 2), "repeats": REPEATS, "rows": rows}
    report.RESULTS.mkdir(exist_ok=True)
    (report.RESULTS / "first_load.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(result, indent=1, ensure_ascii=False))


def _wait() -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{URL}/ma/", timeout=5).read()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


def _measure(session: str) -> list[dict[str, Any]]:
    from playwright.sync_api import sync_playwright

    rows = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        for name, profile in PROFILES.items():
            for visitor, sign in USABLE.items():
                runs = [_visit(chromium, profile, session if visitor == "signed in" else "", sign) for _ in range(REPEATS)]
                seconds, sizes = (round(median(each), 2) for each in zip(*runs, strict=True))
                rows.append({"network": name, "visitor": visitor, "usable_s": seconds, "kB": round(sizes / 1000, 1)})
        chromium.close()
    return rows


def _visit(chromium: Any, profile: tuple[float, float, float] | None, session: str, sign: str) -> tuple[float, int]:
    """Seconds until usable, and bytes that the page received until then."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="vi-VN")
    if session:
        context.add_cookies([{"name": "truyvet", "value": session, "url": URL}])
    page = context.new_page()
    page.set_default_timeout(60_000)
    talk = context.new_cdp_session(page)
    received = [0]
    talk.send("Network.enable")
    talk.on("Network.loadingFinished", lambda event: received.__setitem__(0, received[0] + int(event["encodedDataLength"])))
    if profile is not None:
        down, up, wait = profile
        talk.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": wait, "downloadThroughput": down / 8, "uploadThroughput": up / 8},
        )
    began = time.perf_counter()
    page.goto(f"{URL}/ma/", wait_until="commit")
    page.wait_for_function(f"() => Boolean({sign})", polling=50)
    taken = time.perf_counter() - began
    page.wait_for_load_state("load")
    context.close()
    return taken, received[0]


if __name__ == "__main__":
    main()
