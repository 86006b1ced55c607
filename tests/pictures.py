"""Pictures as arrays, and the codes in them: PNG screenshots and pages of a PDF, without a picture library."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy
from numpy.typing import NDArray

Grey = NDArray[numpy.uint8]
CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}


def png(data: bytes) -> Grey:
    """An 8-bit PNG as Chromium writes it, in greys: (height, width)."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    place, packed, head = 8, b"", (0, 0, 0, 0)
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + length]
        if kind == b"IHDR":
            head = struct.unpack(">IIBB", body[:10])
        packed += body if kind == b"IDAT" else b""
        place += length + 12
    width, height, depth, colour = head
    assert depth == 8
    channels = CHANNELS[colour]
    rows = numpy.frombuffer(zlib.decompress(packed), numpy.uint8).reshape(height, 1 + width * channels)
    pixels = numpy.zeros((height + 1, width + 1, channels), numpy.int64)
    for y in range(height):
        _unfilter(pixels, y + 1, int(rows[y, 0]), rows[y, 1:].reshape(width, channels).astype(numpy.int64))
    colours = pixels[1:, 1:, : 3 if channels > 2 else 1]
    return colours.mean(axis=2).astype(numpy.uint8)


def _unfilter(pixels: NDArray[numpy.int64], y: int, kind: int, row: NDArray[numpy.int64]) -> None:
    above = pixels[y - 1, 1:]
    if kind == 0:
        pixels[y, 1:] = row
    elif kind == 1:
        pixels[y, 1:] = numpy.cumsum(row, axis=0) % 256
    elif kind == 2:
        pixels[y, 1:] = (row + above) % 256
    else:
        for x in range(1, pixels.shape[1]):
            left, up, corner = pixels[y, x - 1], pixels[y - 1, x], pixels[y - 1, x - 1]
            pixels[y, x] = (row[x - 1] + ((left + up) // 2 if kind == 3 else _paeth(left, up, corner))) % 256


def _paeth(left: Any, up: Any, corner: Any) -> Any:
    guess = left + up - corner
    a, b, c = abs(guess - left), abs(guess - up), abs(guess - corner)
    return numpy.where((a <= b) & (a <= c), left, numpy.where(b <= c, up, corner))


def codes(picture: Grey) -> list[str]:
    """The texts of every code that a camera would read."""
    import zxingcpp

    # Ours are all QR: in the noise of one a reader of every kind now and then sees a bar code.
    return [each.text for each in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def pdf_pages(data: bytes, dots: int = 200) -> list[Grey]:
    """The pages of a PDF as printed at ``dots`` to the inch."""
    import pypdfium2

    return [page.render(scale=dots / 72, grayscale=True).to_numpy().squeeze() for page in pypdfium2.PdfDocument(data)]
