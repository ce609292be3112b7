"""The line of hashtags that closes a pasted article."""

import re

import regex

from newsletter.articles.hashtags import SIGNS, hashtags
from newsletter.articles.headings import ends_a_sentence

_BETWEEN = " \t,;.·|"
_TOKEN = re.compile(rf"[{SIGNS}][^\s,;{SIGNS}]+")
_EMOJI = regex.compile(r"(?<!\S)[\p{Extended_Pictographic}\p{RI}\p{EMod}\ufe0f\u200d]++(?!\S)")
_LABEL = regex.compile(
    r"[*_]{0,2}(?:(?:hash)?tags|keywords|schlagw(?:ö|oe)rter|stichw(?:ö|oe)rter|etiquetas"
    r"|palabras clave|mots[- ]cl[ée]s|palavras[- ]chave|タグ|标签|الوسوم)[*_]{0,2}"
    r"\s*[:：][*_]{0,2}\s*",
    regex.IGNORECASE,
)
_MAY_HOLD_TAGS = re.compile(rf"[{SIGNS}:：]")
_COMMA = re.compile("[,;、，；،؛]")
_WORDS_OF_A_TAG = 4


def tag_line(line: str) -> tuple[str, ...]:
    """The hashtags of ``line`` if it holds nothing else and at least two of them, else ().

    Emoji may stand among them. Behind a label such as ``Tags:`` one is enough, and words with
    commas between them are tags, too.
    """
    if not _MAY_HOLD_TAGS.search(line):
        return ()
    line = _EMOJI.sub(" ", line).strip()
    if label := _LABEL.match(line):
        return _signed(line[label.end() :]) or _listed(line[label.end() :])
    tags = _signed(line)
    return tags if len(_TOKEN.findall(line)) > 1 else ()


def lone_tag(line: str) -> tuple[str, ...]:
    """The hashtag that ``line`` is, else (). Only where it stands makes it the article's."""
    line = _EMOJI.sub(" ", line).strip()
    return hashtags([line]) if _TOKEN.fullmatch(line) else ()


def _signed(line: str) -> tuple[str, ...]:
    given = _TOKEN.findall(line) if line.lstrip(_BETWEEN).startswith(tuple(SIGNS)) else []
    return () if not given or _TOKEN.sub("", line).strip(_BETWEEN) else hashtags(given)


def _listed(line: str) -> tuple[str, ...]:
    words = _COMMA.split(line)
    is_sentence = ends_a_sentence(line) or any(len(tag.split()) > _WORDS_OF_A_TAG for tag in words)
    return () if is_sentence else hashtags(words)
