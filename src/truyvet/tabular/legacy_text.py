"""Recognises Vietnamese that was written before Unicode or decoded twice: TCVN3 (fonts .Vn…), VNI, and UTF-8 read as Windows-1252.

Source of the tables: TCVN 5712:1993 (VN3) and the VNI Windows encoding, from general knowledge; the tests write names in both.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

TCVN3: Final = "TCVN3"
VNI: Final = "VNI"
UTF8_TWICE: Final = "UTF-8 ×2"
"""Names of the encodings, as people and programs call them; the last one is UTF-8 that was taken for Windows-1252."""

_TCVN3_CODES: Final = "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ"
_TCVN3_LETTERS: Final = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
_TCVN3: Final = str.maketrans(_TCVN3_CODES, _TCVN3_LETTERS)
_VNI_ALONE: Final = dict(zip("ñÑöÖôÔæÆóÓòÒîÎ", "đĐưƯơƠỉỈĩĨịỊỵỴ", strict=True))
_HAT, _BREVE, _ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0302", "\u0306", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_VNI_MARKS: Final = {
    "ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT, "â": _HAT, "á": _HAT + _ACUTE, "à": _HAT + _GRAVE, "å": _HAT + _HOOK,
    "ã": _HAT + _TILDE, "ä": _HAT + _DOT, "ê": _BREVE, "é": _BREVE + _ACUTE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE, "ë": _BREVE + _DOT,
}  # fmt: skip
"""What follows a vowel in VNI, and the marks that it puts on it."""
_VNI_PAIR: Final = re.compile(f"([aeouyôöAEOUYÔÖ])([{''.join(_VNI_MARKS)}{''.join(_VNI_MARKS).upper()}])|([{''.join(_VNI_ALONE)}])")

_TONES: Final = re.compile(f"[{_ACUTE}{_GRAVE}{_HOOK}{_TILDE}{_DOT}]")
_SYLLABLE: Final = re.compile(
    "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?(?:"
    "(?:a|ă|â|e|ê|i|iê|yê|o|oa|oă|oe|oo|ô|ơ|u|uâ|uê|uô|uy|uyê|ư|ươ|y)(?:ch|ng|nh|[cmnpt])?"
    "|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|iêu|yêu|ya|oai|oao|oay|oeo|oi|ôi|ơi|ua|uây|ui|uơ|uôi|ưa|ưi|ưu|ươi|ươu|uya|uyu)"
)
_WORD: Final = re.compile(r"[^\s,.;:()/'\"-]+")


def legacy_encoding(text: str) -> str | None:
    """Returns the encoding in which a text was probably written, where read in it every strange word is a Vietnamese syllable.

    None for Unicode: Vietnamese, foreign names (Müller, José), anything else. A word alone that is Vietnamese both ways counts as Unicode.
    """
    if text.isascii():
        return None
    if _from_utf8_twice(text) is not None:  # no other text happens to be UTF-8 once more
        return UTF8_TWICE
    return next((name for name, read in _READINGS if _is_better(text, read(text))), None)


def _is_better(text: str, read: str) -> bool:
    if read == text:
        return False
    words, meant = _WORD.findall(unicodedata.normalize("NFC", text)), _WORD.findall(read)
    strange = [(word, other) for word, other in zip(words, meant, strict=False) if not word.isascii()]
    is_meant = len(words) == len(meant) and all(_is_syllable(other) for _, other in strange)
    # One strange word beside a foreign one may be foreign too: Loïc Martin.
    is_meant &= len(strange) > 1 or all(map(_is_syllable, meant))
    return is_meant and any(not _is_syllable(word) for word, _ in strange)


def _is_syllable(word: str) -> bool:
    """Says whether a word is spelt as a Vietnamese syllable: initial, vowels that go together, final, one tone at most."""
    marks = unicodedata.normalize("NFD", word.casefold())
    plain = unicodedata.normalize("NFC", _TONES.sub("", marks))
    return len(_TONES.findall(marks)) <= 1 and _SYLLABLE.fullmatch(plain) is not None


def _from_tcvn3(text: str) -> str:
    return text.translate(_TCVN3)


def _from_vni(text: str) -> str:
    def letter(found: re.Match[str]) -> str:
        if found[3]:
            return _VNI_ALONE[found[3]]
        vowel = _VNI_ALONE.get(found[1], found[1])
        return unicodedata.normalize("NFC", vowel + _VNI_MARKS[found[2].lower()])

    return _VNI_PAIR.sub(letter, unicodedata.normalize("NFC", text))


def _from_utf8_twice(text: str) -> str | None:
    """Undoes one wrong decoding. The bytes that Windows-1252 does not have stayed control characters."""
    try:
        return b"".join(_byte(letter) for letter in text).decode()
    except (UnicodeError, ValueError):
        return None


def _byte(letter: str) -> bytes:
    return bytes((ord(letter),)) if ord(letter) < 0xA0 else letter.encode("cp1252")


_READINGS: Final[tuple[tuple[str, Callable[[str], str]], ...]] = (
    (TCVN3, _from_tcvn3),
    (VNI, _from_vni),
)
