"""A partner's certificate, and the file that only it can open: CMS (RFC 5652), which ``openssl cms -decrypt`` reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from truyvet.core.refusal import Refusal, Refused

MIN_KEY_BITS = 2048


class PartnerRefused(Refused):
    """A partner that cannot be made, or a file for one."""


def read_certificate(pem: str, now: datetime) -> x509.Certificate:
    """Returns the certificate of a partner. Raises PartnerRefused: "certificate", "certificate_key" (RSA of 2,048 bits is needed),
    "certificate_over"."""
    try:
        found = x509.load_pem_x509_certificate(pem.encode())
    except ValueError:
        raise PartnerRefused(Refusal("certificate", "certificate")) from None
    key = found.public_key()
    if not isinstance(key, RSAPublicKey) or key.key_size < MIN_KEY_BITS:
        raise PartnerRefused(Refusal("certificate_key", "certificate"))
    if not found.not_valid_before_utc <= now <= found.not_valid_after_utc:
        raise PartnerRefused(Refusal("certificate_over", "certificate"))
    return found


def sealed_file(lines: Iterable[tuple[str, str]], certificate: x509.Certificate) -> bytes:
    """Returns a CSV of telephone and text, encrypted so that the holder of the certificate's key alone reads it (DER)."""
    text = io.StringIO()
    csv.writer(text).writerows([("phone", "text"), *lines])
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(text.getvalue().encode()).add_recipient(certificate)
    return builder.encrypt(Encoding.DER, [pkcs7.PKCS7Options.Binary])
