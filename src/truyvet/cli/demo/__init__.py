"""``truyvet demo``: a province with an outbreak, traced, served on this machine, on a clock that shows 31 May 2021.

A folder that holds a demo already is served again, whatever its options were; an option that says otherwise is refused.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Final

from truyvet.cli.django import DEMO_FILE

DEMO_START: Final = "2021-05-31T08:00:00+07:00"
START_TIMEOUT_S: Final = 60.0
DEFAULTS: Final[dict[str, int | str]] = {"people": 20_000, "seed": 1, "rates": "medium"}
"""Of a new demo."""


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the options of the command to the parser."""
    parser.add_argument("--people", type=int, metavar="N", help="size of the province (20000)")
    parser.add_argument("--seed", type=int, metavar="N", help="the same seed makes the same province (1)")
    parser.add_argument("--rates", choices=("low", "medium", "high"), help="how much of life was recorded (medium)")
    parser.add_argument("--home", type=Path, default=Path("var/demo"), metavar="FOLDER", help="where its data lie (var/demo)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--logins-json", type=Path, metavar="FILE", help="give every account a password and a code app's secret, and write them here"
    )
    parser.add_argument("--fresh", action="store_true", help="throw an earlier demo of this folder away")
    parser.add_argument("--foreground", action="store_true", help="stay with the server instead of leaving it running")
    parser.add_argument("--no-serve", action="store_true", help="make and trace the province, then stop")
    parser.add_argument("--stop", action="store_true", help="stop the server of this demo")


def run(arguments: Namespace) -> int:
    """Exit status 0 with a running server (or a finished province), 1 with the reason."""
    from truyvet.simulate.options import ProvinceOptions

    home: Path = arguments.home.resolve()
    if arguments.stop:
        _stop(home)
        return 0
    ready = home / DEMO_FILE
    known = json.loads(ready.read_text("utf-8")) if ready.exists() and not arguments.fresh else None
    asked = {name: value for name in DEFAULTS if (value := getattr(arguments, name)) is not None}
    wanted = {**DEFAULTS, **(known["made"] if known else {}), **asked}
    try:
        ProvinceOptions(seed=int(wanted["seed"]), people=int(wanted["people"]))
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    # Refused before anything is stopped: the demo that runs goes on.
    if known is not None and known["made"] != wanted:
        sys.stderr.write(f"{home} holds another demo ({known['made']}); use --fresh to replace it or --home for another folder\n")
        return 1
    if known is not None and arguments.logins_json is not None:
        sys.stderr.write("this demo is made already; accounts get their passwords when it is made: add --fresh\n")
        return 1
    _stop(home)
    if arguments.fresh:
        import shutil

        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    began = time.monotonic()
    clock = known["clock"] if known else f"{DEMO_START}@{int(time.time())}"
    os.environ |= {"TRUYVET_HOME": str(home), "TRUYVET_DEMO": "1", "TRUYVET_CLOCK": clock}
    from truyvet.cli.django import start_django

    start_django()
    from truyvet.cli.demo.build import build_demo

    if known is None:
        _clear(home)
        build_demo(home, wanted, logins=arguments.logins_json)
        ready.write_text(json.dumps({"made": wanted, "clock": clock}), "utf-8")
    else:
        from truyvet.cli.migrate import prepare

        prepare()
    sys.stdout.write(f"ready after {time.monotonic() - began:.0f} s\n")
    return 0 if arguments.no_serve else _serve(home, arguments)


def _clear(home: Path) -> None:
    """An earlier demo was left half made: begin with nothing."""
    for left in home.glob("*.sqlite3*"):
        sys.stderr.write(f"left half made, made anew: {left.name}\n")
        left.unlink()


def _serve(home: Path, arguments: Namespace) -> int:
    url = f"http://127.0.0.1:{arguments.port}"
    command = [sys.executable, "-m", "truyvet.cli.main", "serve", "--port", str(arguments.port), "--no-prepare"]
    log = (home / "server.log").open("ab")
    server = subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
    )
    (home / "server.pid").write_text(str(server.pid), "utf-8")
    is_healthy = _is_healthy(url, server)
    if server.poll() is not None:
        sys.stderr.write(f"máy chủ không khởi động / the server did not start: {home / 'server.log'}\n")
        return 1
    if not is_healthy:
        # It runs, and on a busy machine it answers in a while: nobody is sent away from a province that took minutes to make.
        sys.stderr.write(f"máy chủ đang chạy nhưng còn chậm / the server runs but is slow to answer: {home / 'server.log'}\n")
    from truyvet.access.commands import link_for_username
    from truyvet.cli.demo.care import OFFICER
    from truyvet.cli.demo.declarations import CITIZEN, GUARD, KEEPER

    lines = [
        f"Máy chủ đang chạy / the server runs: {url}",
        "Vào ngay với vai người truy vết (một lần, trong 10 phút, chỉ trên máy này):",
        "Enter as a tracer (once, within 10 minutes, on this machine only):",
        f"  {link_for_username('truyvet1', url)}",
        "Vào vai cán bộ xã, nơi đã gọi, ra quyết định và xét nghiệm / as the commune's officer, with calls, orders and tests:",
        f"  {link_for_username(OFFICER, url)}",
        f"Liên kết khác / another link: truyvet login-link truyvet1 --url {url}   (TRUYVET_HOME={home})",
        f"Người dân / a citizen: {url}/ma/ {CITIZEN} (1982)   Người gác / a guard: {url}/cong/ {GUARD} (1981)",
        f"Chủ cơ sở / a keeper: {url}/co-so/ {KEEPER} (1980)",
        "  (người không có thật, năm sinh; mã hiện trên trang / invented people, year of birth; the code stands on the page)",
        f"Nhật ký / log: {home / 'server.log'}   Dừng / stop: truyvet demo --stop --home {arguments.home}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    if arguments.foreground:
        try:
            return server.wait()
        except KeyboardInterrupt:
            _stop(home)
    return 0


def _is_healthy(url: str, server: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/suc-khoe/", timeout=5) as answer:  # noqa: S310 - our own loopback address
                if answer.status == 200:
                    return True
        except OSError:
            time.sleep(0.3)
    return False


def _stop(home: Path) -> None:
    """Stop the server that an earlier demo left running."""
    import signal

    try:
        pid = int((home / "server.pid").read_text("utf-8"))
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return
    if b"truyvet" in command and b"serve" in command:
        os.kill(pid, signal.SIGTERM)
        for _ in range(100):
            if not Path(f"/proc/{pid}").exists():
                break
            time.sleep(0.2)
    (home / "server.pid").unlink(missing_ok=True)
