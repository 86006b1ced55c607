"""The nginx block of deploy/nginx.conf, in a real nginx before a small server: it starts, and its log keeps silent."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
NAME = "truyvet.example.gov.vn"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = [
    pytest.mark.skipif(not NGINX, reason="Debian's package nginx is not here"),
    pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not here"),
]


class Upstream(BaseHTTPRequestHandler):
    """Stands for the server: gives back the headers that it got."""

    protocol_version = "HTTP/1.1"

    is_away = False

    def do_GET(self) -> None:
        self.close_connection = Upstream.is_away
        if Upstream.is_away:
            return
        body = json.dumps(dict(self.headers)).encode()
        self.send_response(503 if self.path == "/busy/" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@dataclass
class Front:
    """A running nginx."""

    port: int
    plain_port: int
    folder: Path

    def get(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, str]:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        line = http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=5)
        line.request("GET", path, headers={"Host": NAME, **headers})
        answer = line.getresponse()
        return answer.status, answer.headers, answer.read().decode()

    def log(self, lines: int) -> str:
        """What nginx wrote, once it has written so many lines."""
        file, until = self.folder / "truyvet.log", time.monotonic() + 5
        while time.monotonic() < until and file.read_text().count("\n") < lines:
            time.sleep(0.01)
        return file.read_text() + (self.folder / "truyvet-error.log").read_text()


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Our block as it stands, but for ports and folders."""
    folder = tmp_path_factory.mktemp("nginx")
    folder.chmod(0o755)
    upstream = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    port, plain = free_ports(2)
    key = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem"), "-subj", f"/CN={NAME}"]
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    subprocess.run(["openssl", "req", "-x509", *curve, "-nodes", "-days", "2", *key], check=True, capture_output=True)
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    changes = {
        "listen 443": f"listen 127.0.0.1:{port}", "listen 80": f"listen 127.0.0.1:{plain}",
        "127.0.0.1:8000": f"127.0.0.1:{upstream.server_port}",
        "/etc/ssl/truyvet": str(folder), "/etc/nginx/truyvet": str(folder), "/var/log/nginx": str(folder),
    }  # fmt: skip
    for was, becomes in changes.items():
        assert was in text, was
        text = text.replace(was, becomes)
    # A machine of tests may be without IPv6.
    text = "\n".join(line for line in text.splitlines() if "listen [::]" not in line)
    for page in ("unreachable.html", "maintenance.html"):
        shutil.copy(DEPLOY / page, folder)
        (folder / page).chmod(0o644)
    temporary = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    conf = folder / "nginx.conf"
    user = "user root;\n" if os.getuid() == 0 else ""  # pytest's folders are for the one who runs the tests alone
    conf.write_text(f"{user}pid {folder}/pid;\nworker_processes 1;\nevents {{}}\nhttp {{\n{temporary}\n{text}\n}}\n", "utf-8")
    command = [str(NGINX), "-c", str(conf), "-e", str(folder / "start.log")]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr, checked.stderr
    running = subprocess.Popen([*command, "-g", "daemon off;"])
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.02)
    yield Front(port, plain, folder)
    running.terminate()
    running.wait(10)
    upstream.shutdown()
    upstream.server_close()


def test_what_a_reader_claims_of_itself_does_not_arrive(front: Front) -> None:
    claims = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "for=203.0.113.9",
    }
    status, _, body = front.get("/khai-bao/", **claims)
    got = json.loads(body)
    assert status == 200
    assert (got["X-Forwarded-For"], got["X-Forwarded-Proto"], got["Host"]) == ("127.0.0.1", "https", NAME)
    assert not {"X-Forwarded-Host", "Forwarded"} & set(got)


def test_the_log_names_no_link_no_code_and_no_reader(front: Front) -> None:
    secrets = ("tokenOfAnInvitation", "VENUECODE77", "0912345678", "queryvalue", "refererpage", "BG-0001")
    for path in ("/moi/tokenOfAnInvitation/", "/d/VENUECODE77", "/0912345678", "/nguoi/?q=queryvalue", "/ca-benh/BG-0001/"):
        front.get(path, Referer="https://x/refererpage")
    log = front.log(5)
    assert log.count("\n") >= 5 and "GET /moi/ 200" in log and "GET /d/ 200" in log
    assert not [secret for secret in (*secrets, "127.0.0.1") if secret in log]


def test_metrics_and_plain_requests(front: Front) -> None:
    assert front.get("/metrics")[0] == 404
    line = http.client.HTTPConnection("127.0.0.1", front.plain_port, timeout=5)
    line.request("GET", "/khai-bao/?a=1", headers={"Host": "evil.example"})
    answer = line.getresponse()
    assert (answer.status, answer.getheader("Location")) == (301, f"https://{NAME}/khai-bao/?a=1")


def test_maintenance_has_a_page_and_an_answer_of_the_server_stays_its_own(front: Front) -> None:
    flag = front.folder / "maintenance"
    flag.touch()
    flag.chmod(0o644)
    try:
        status, headers, body = front.get("/khai-bao/")
    finally:
        flag.unlink()
    assert (status, headers["Retry-After"]) == (503, "600")
    assert "bảo trì" in body and "health station" in body
    status, headers, body = front.get("/busy/")
    assert status == 503 and "Retry-After" not in headers and "X-Forwarded-For" in json.loads(body)


def test_while_the_server_is_away_a_page_says_what_was_kept(front: Front) -> None:
    Upstream.is_away = True
    status, headers, body = front.get("/khai-bao/")
    Upstream.is_away = False
    assert (status, headers["Retry-After"]) == (502, "30")
    assert "không trả lời" in body and "trạm y tế" in body and "not be stored" in body
    assert front.get("/khai-bao/")[0] == 200


def test_slow_senders_of_one_address_hold_nobody_up(front: Front) -> None:
    """200 connections that never end their headers are of no account to another request; they are closed after 10 s."""
    lines = [socket.create_connection(("127.0.0.1", front.port), 5) for _ in range(200)]
    began = time.monotonic()
    assert front.get("/khai-bao/")[0] == 200
    assert time.monotonic() - began < 5
    for line in lines:
        line.close()
