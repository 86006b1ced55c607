"""A push service and a browser of the tests. The browser opens what it gets by RFC 8291 and 8188 with plain primitives: by another library
than the one that sealed it."""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from truyvet.codes.cose_sign1 import is_signature_of


def text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def plain(value: str) -> bytes:
    return urlsafe_b64decode(value + "==")


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def open_sealed(body: bytes, key: ec.EllipticCurvePrivateKey, secret: bytes) -> bytes:
    """RFC 8188 §2.1 (header), RFC 8291 §3.4 (keys), RFC 8188 §2 (one record, ended by 0x02)."""
    salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
    sender, sealed = body[21 : 21 + length], body[21 + length :]
    assert len(sealed) <= size
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))

    def derived(length: int, salt: bytes, info: bytes, secret: bytes) -> bytes:
        return HKDF(hashes.SHA256(), length, salt, info).derive(secret)

    ikm = derived(32, secret, b"WebPush: info\0" + point(key.public_key()) + sender, shared)
    content, nonce = derived(16, salt, b"Content-Encoding: aes128gcm\0", ikm), derived(12, salt, b"Content-Encoding: nonce\0", ikm)
    opened = AESGCM(content).decrypt(nonce, sealed, None).rstrip(b"\0")
    assert opened[-1:] == b"\x02"
    return opened[:-1]


class Browser:
    def __init__(self, name: str) -> None:
        self.key, self.secret = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        self.endpoint = f"https://fcm.googleapis.com/fcm/send/{name}"

    def form(self, server_key: str) -> dict[str, str]:
        keys = {"browser_key": text(point(self.key.public_key())), "secret": text(self.secret), "server_key": server_key}
        return {"do": "push_on", "endpoint": self.endpoint, **keys}

    def read(self, body: bytes) -> dict[str, str]:
        found: dict[str, str] = json.loads(open_sealed(body, self.key, self.secret))
        return found


class PushService:
    """Keeps what it was sent. The last word of an endpoint says what it answers: a status, or "silent"."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.port = 0

    def claims(self, place: int) -> dict[str, Any]:
        """The claims of a request, whose signature is checked here by the key that it names."""
        kind, _, rest = self.got[place][1]["Authorization"].partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        signed, _, signature = parts["t"].rpartition(".")
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), plain(parts["k"]))
        assert kind == "vapid" and is_signature_of(key, signed.encode(), plain(signature))
        assert json.loads(plain(signed.split(".")[0])) == {"typ": "JWT", "alg": "ES256"}
        return {**json.loads(plain(signed.split(".")[1])), "k": parts["k"]}


@contextmanager
def push_service() -> Iterator[PushService]:
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.got.append((self.path, dict(self.headers), body))
            word = self.path.rpartition("-")[2]
            if word == "silent":
                self.close_connection = True
                return
            self.send_response(int(word) if word.isdecimal() else 201)
            if word == "429":
                self.send_header("Retry-After", "300")
            self.send_header("Location", "http://127.0.0.1:1/inside")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    service.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield service
    server.shutdown()
    server.server_close()
    thread.join()
