"""``truyvet check``: may this installation go live? Run it before, and after each change of the settings."""

from __future__ import annotations

import json
import socket
import ssl
import sys
import urllib.error
import urllib.request
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from truyvet.cli.language import say
from truyvet.site.readiness import Finding, Level, findings
from truyvet.site.settings import CONFIG

MIN_CERTIFICATE_DAYS: Final = 14
"""certbot renews 30 days before the end: half of that has gone wrong."""
PATIENCE_S: Final = 10


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the options of the command to the parser."""
    parser.add_argument("--processes", type=int, default=3, help="of `truyvet serve` on one machine (3, as in the unit)")
    parser.add_argument("--threads", type=int, default=24, help="of each process (24)")
    parser.add_argument("--machines", type=int, default=1, help="that serve on this database (1)")
    parser.add_argument("--url", help="look from outside too: https://the-public-name")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(arguments: Namespace) -> int:
    """Exit status 0 without an error, 1 with one; warnings do not count."""
    found = list(findings(CONFIG, arguments.processes, arguments.threads, arguments.machines))
    if arguments.url:
        found += outside_findings(arguments.url)
    if arguments.json:
        sys.stdout.write(json.dumps([asdict(each) for each in found], ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(f"{_line(each)}\n" for each in found)
    return 1 if any(each.level is Level.ERROR for each in found) else 0


def _line(finding: Finding) -> str:
    return f"{say(finding.level):8} {finding.name}: {say(finding.text)}{_advice(finding)}"


def _advice(finding: Finding) -> str:
    return f". {say('Do')}: {say(finding.advice)}" if finding.advice else ""


def refuse_to_start(found: Iterable[Finding]) -> bool:
    """Says on standard error what keeps the program from starting; returns whether anything does."""
    stopping = [each for each in found if each.stops]
    for each in stopping:
        sys.stderr.write(f"{say('refused')}: {each.name}: {say(each.text)}{_advice(each)}\n")
    return bool(stopping)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Gives a redirection back as it is."""

    def redirect_request(self, *_: object) -> None:
        return None


def outside_findings(url: str) -> Iterator[Finding]:
    """Yields how long the certificate lives, and whether pages answer under their public name, not in a circle."""
    host, port = urlsplit(url).hostname or "", urlsplit(url).port or 443
    try:
        context = ssl.create_default_context()
        with socket.create_connection((host, port), PATIENCE_S) as line, context.wrap_socket(line, server_hostname=host) as secured:
            until = datetime.fromtimestamp(ssl.cert_time_to_seconds(str((secured.getpeercert() or {})["notAfter"])), UTC)
        days = (until - datetime.now(UTC)).days
        level = Level.OK if days >= MIN_CERTIFICATE_DAYS else Level.ERROR
        yield Finding("certificate", level, f"{days} days left", "" if level is Level.OK else "systemctl status certbot.timer")
        with urllib.request.build_opener(_NoRedirect).open(f"{url.rstrip('/')}/dang-nhap/", timeout=PATIENCE_S) as answer:
            yield Finding("outside", Level.OK, f"the sign-in page answers {answer.status}")
    except urllib.error.HTTPError as error:
        loops = error.code in (301, 302) and error.headers.get("Location", "").startswith(url.rstrip("/"))
        told = "sent to itself for ever: nginx sets no X-Forwarded-Proto, or TRUYVET_PROXIES is 0" if loops else f"answers {error.code}"
        yield Finding("outside", Level.ERROR, f"the sign-in page is {told}" if loops else f"the sign-in page {told}", "deploy/nginx.conf")
    except (OSError, KeyError) as error:
        yield Finding("outside", Level.ERROR, f"{url} does not answer: {error}", "name, firewall, nginx, certificate")
