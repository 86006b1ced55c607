"""The closed day as PDF, and its signature. All words come as data, so nothing in a name is read as markup."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils.translation import gettext as _

from truyvet.reports.outputs.reported_day import ReportedDay
from truyvet.web.clock import local
from truyvet.web.display_format import number_words

CERTIFICATE_YEARS: Final = 5
FIELD: Final = "TruyVet"


def report_pdf(reported: ReportedDay, labels: dict[str, str]) -> bytes:
    """Returns the sheet of a closed day, unsigned."""
    import typst

    sums = [
        [label, number_words(reported.sums[code]) if code in reported.sums else _("chưa có"), str(reported.counted.get(code, 0))]
        for code, label in labels.items()
    ]
    have = len(reported.rows) - len(reported.missing)
    state = {"n": reported.number, "at": f"{local(reported.at):%H:%M %d/%m/%Y}", "have": have, "all": len(reported.rows)}
    missing = ", ".join(reported.missing)
    data = {
        "title": _("Báo cáo ngày %(day)s") % {"day": f"{reported.day:%d/%m/%Y}"},
        "unit": reported.name,
        "state": _("Bản %(n)s, lúc %(at)s: %(have)s trên %(all)s nơi đã báo cáo.") % state,
        "missing": _("Chưa báo cáo: %(names)s. Thiếu không tính là 0.") % {"names": missing} if missing else "",
        "heads": [_("Chỉ tiêu"), _("Tổng"), _("Từ bao nhiêu nơi")],
        "sums": sums,
        "foot": _("Ký bằng chứng thư của máy chủ Truy Vết, không của tổ chức chứng thực được cấp phép: chữ ký cho biết tệp không bị sửa."),
    }
    made: bytes = typst.compile(
        files("truyvet.reports").joinpath("outputs", "report.typ").read_bytes(), format="pdf", font_paths=[], ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, timestamp=int(reported.at.timestamp()),
    )  # fmt: skip
    return made


def new_certificate(name: str, now: datetime) -> tuple[str, str]:
    """Returns a certificate of this installation and its private key, both PEM. It is signed by itself: nobody vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * CERTIFICATE_YEARS))
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return made.public_bytes(serialization.Encoding.PEM).decode(), secret.decode()


def signed(pdf: bytes, certificate: str, private_key: str) -> bytes:
    """Returns the PDF with a PAdES signature (baseline B) over all of it."""
    from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    chain = list(load_certs_from_pemder_data(certificate.encode()))
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(chain)
    signer = signers.SimpleSigner(
        signing_cert=chain[0], signing_key=load_private_key_from_pemder_data(private_key.encode(), passphrase=None), cert_registry=store
    )
    meta = signers.PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES)
    out = io.BytesIO()
    signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, signer=signer, output=out)
    return out.getvalue()
