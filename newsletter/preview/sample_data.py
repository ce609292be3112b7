"""Made-up articles and readers, to see how a design holds out. Nothing of it can be sent.

The articles are read as any file is, so that what the reader of articles makes of them is seen too.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from newsletter.articles import read
from newsletter.editions.context import SAMPLE_RECIPIENT, Recipient
from newsletter.model import Article
from newsletter.usecases.archive import ANYBODY
from newsletter.writing import complete

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "one": "1 article",
        "ten": "10 articles",
        "fifty": "50 articles",
        "long": "Long titles",
        "plain": "No pictures",
        "arabic": "Arabic",
        "hindi": "Hindi",
        "thai": "Thai",
        "emoji": "Joined emoji",
        "hostile": "Hostile HTML",
    }
)
"""What each set of sample articles is called."""
RECIPIENTS: Mapping[str, Recipient] = MappingProxyType(
    {
        "": SAMPLE_RECIPIENT,
        "nobody": ANYBODY,
        "none": Recipient("reader@example.invalid"),
        "long": Recipient(
            "wilhelmina.featherstonehaugh-cholmondeley@a-rather-long-name.example.invalid",
            "Wilhelmina Maximiliana Anastasia",
            "Featherstonehaugh-Cholmondeley von und zu Oberammergau",
        ),
    }
)
"""Readers by the word that the page knows them by."""

FIRST_DAY = date(2026, 11, 24)
PICTURE = "https://pictures.example.invalid/{number}.png"
_TITLES = (
    "The ferry runs on batteries now",
    "A quiet year for the lighthouse",
    "Who mends the harbour wall?",
    "Soup on Thursdays",
    "The library lends out telescopes",
)
_TEXT = """\
The harbour board decided it on Monday. The work takes eleven weeks and costs 48,000 euros. Nobody
has to move a boat before March.

## What comes next

The first stones arrive in January. Whoever wants to help finds a list at the harbour office.
"""
_LONG = (
    "Why the committee for the renewal of the lower harbour promenade has postponed its decision "
    "on planting forty-two lime trees until the question of the underground cables is settled"
)
_UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
_SCRIPTS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "arabic": (
            "ar",
            "العبّارة تعمل الآن بالبطاريات",
            "قرر مجلس الميناء ذلك يوم الاثنين. يستغرق العمل 11 أسبوعًا.",
        ),
        "hindi": (
            "hi",
            "अब नाव बैटरी से चलती है",
            "बंदरगाह समिति ने सोमवार को यह तय किया। काम में ग्यारह सप्ताह लगेंगे। पहले पत्थर जनवरी में आएँगे।",
        ),
        "thai": (
            "th",
            "ตอนนี้เรือข้ามฟากใช้แบตเตอรี่แล้ว",
            "คณะกรรมการท่าเรือตัดสินใจเมื่อวันจันทร์ งานใช้เวลาสิบเอ็ดสัปดาห์ หินก้อนแรกจะมาถึงในเดือนมกราคม",
        ),
    }
)
_EMOJI = "👩🏽‍🚀 lands, 👨‍👩‍👧‍👦 waves 🏳️‍🌈 and 🇪🇺, 1️⃣ of 👍🏿"
_HOSTILE = '</title><script>alert(1)</script> & "quotes" {{ 7 * 7 }} {% raw %} <b>bold</b>'
_HOSTILE_TEXT = """\
<script>alert(1)</script> <img src="https://evil.example/x.png" onerror=alert(1)> <iframe src="https://evil.example"></iframe>
<a href="javascript:alert(1)">a link</a> <style>* { display: none !important }</style>

{{ newsletter.__class__ }} {% for x in range(9999999) %} </td></tr></table></body></html> <!--

[A link](javascript:alert(1)) and ![a picture](data:text/html,x). The last sentence is harmless.
"""


def sample_articles(name: str) -> Sequence[Article]:
    """The articles of a set; there is none of another name.

    Raises:
        KeyError: there is no such set.
    """
    return [complete(one) for data, file in _files(name) for one in read(data, name=file).articles]


def _files(name: str) -> Iterator[tuple[bytes, str]]:
    if name in _SCRIPTS:
        return _in_script(name)
    if name in _COUNTS:
        return _written([_TITLES[n % len(_TITLES)] for n in range(_COUNTS[name])], _TEXT)
    return _ODD[name]()


def _in_script(script: str) -> Iterator[tuple[bytes, str]]:
    lang, title, text = _SCRIPTS[script]
    return _written([title] * 3, f"{text}\n\n{text}", lang=lang)


def _written(
    titles: Sequence[str], text: str, *, lang: str = "en", picture: bool = True
) -> Iterator[tuple[bytes, str]]:
    """Files of one article each, every other one with a picture."""
    for number, title in enumerate(titles, 1):
        quoted = title.replace("'", "''")
        day = FIRST_DAY - timedelta(days=number)
        lines = [
            f"title: '{quoted}'",
            f"url: https://harbour.example.invalid/{number}",
            f"date: {day.isoformat()}",
            f"lang: {lang}",
            "author: Ada Fisher",
        ]
        if picture and number % 2:
            lines.append(f"image: {PICTURE.format(number=number)}")
            lines.append("image_alt: A harbour with three boats")
        head = "\n".join(lines)
        yield f"---\n{head}\n---\n\n{text}".encode(), f"sample/{number:02}.md"


_COUNTS: Mapping[str, int] = MappingProxyType({"one": 1, "ten": 10, "fifty": 50})
_ODD: Mapping[str, Callable[[], Iterator[tuple[bytes, str]]]] = MappingProxyType(
    {
        "long": lambda: _written([_LONG, _UNBROKEN, f"{_LONG}, and {_UNBROKEN}"], _TEXT),
        "plain": lambda: _written(_TITLES, _TEXT, picture=False),
        "emoji": lambda: _written([_EMOJI, "👨‍👩‍👧‍👦" * 12], f"{_EMOJI}. {_TEXT}"),
        "hostile": lambda: _written([_HOSTILE, "Harmless"], _HOSTILE_TEXT, picture=False),
    }
)
