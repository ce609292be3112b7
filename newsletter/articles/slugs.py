"""The words of a title as the name of a file."""

import unicodedata

import regex

LONGEST = 60
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_APOSTROPHE = regex.compile(r"(?<=\p{L})['’ʼ](?=\p{L})")
_LATIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def slug(title: str, lang: str = "") -> str:
    """``title`` in lower case with dashes, in at most 60 characters; '' when it has no letters.

    Latin letters lose their accents; in German, umlauts become ``ae``. Other scripts stay.
    """
    text = unicodedata.normalize("NFC", _APOSTROPHE.sub("", title))
    text = text.replace("İ", "i").lower()  # lower() alone would leave a dot without a letter
    if lang.partition("-")[0].lower() == "de":
        text = text.translate(_GERMAN)
    words = _WORD.findall("".join(map(_plain, text.translate(_LATIN))))
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        name = longer
    return name


def _plain(character: str) -> str:
    """The ASCII letters of a character, without its accents; the character where it has none."""
    if character.isascii():
        return character
    parts = unicodedata.normalize("NFKD", character)
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return bare.lower() if bare and bare.isascii() else character
