"""The fields that front matter may hold, each read from a value of the right type."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time

import regex

from newsletter.articles.addresses import picture_address, web_address
from newsletter.articles.characters import cleaned
from newsletter.articles.dates import published
from newsletter.articles.hashtags import hashtag, hashtags
from newsletter.model import NETWORK_NAMES, Direction
from newsletter.problems import Place, Problem, did_you_mean, warning

TEXTS = ("title", "author", "summary", "description", "image_alt")
ADDRESSES = ("url", "canonical_url")
SWITCHES = ("thread", "pinned", "exclude", "utm")
KEYS = (*TEXTS, *ADDRESSES, *SWITCHES, "date", "tags", "image", "lang", "dir", "post")
_LANGUAGE = regex.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Entry:
    """A value as YAML or TOML understood it, and as it is written: ``no``, not False."""

    value: object
    place: Place
    written: str | None = None


@dataclass(slots=True)
class Fields:
    """What the front matter says; None or empty is what it does not say."""

    texts: dict[str, str] = field(default_factory=dict)
    switches: dict[str, bool] = field(default_factory=dict)
    published: date | None = None
    tags: tuple[str, ...] = ()
    posts: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def direction(self) -> Direction | None:
        """The writing direction, if it is given."""
        given = self.texts.get("dir")
        return "rtl" if given == "rtl" else "ltr" if given == "ltr" else None


def fields(entries: Mapping[str, Entry]) -> Fields:
    """Every entry that is right as its field, every other one as a problem with its place."""
    found = Fields()
    for key, entry in entries.items():
        if entry.value is None:
            continue
        found.places[key] = entry.place
        found.problems += _take(found, key, entry)
    return found


def _take(found: Fields, key: str, entry: Entry) -> Iterator[Problem]:
    network = key.removeprefix("post.")
    if key in TEXTS or key in ("lang", "dir", "image") or key in ADDRESSES:
        yield from _text(found, key, entry)
    elif key in SWITCHES:
        yield from _switch(found, key, entry)
    elif key == "date":
        yield from _date(found, entry)
    elif key == "tags":
        yield from _tags(found, entry)
    elif key == "post":
        yield from _posts(found, NETWORK_NAMES, key, entry)
    elif network in NETWORK_NAMES:
        yield from _posts(found, (network,), key, entry)
    elif network != key:
        yield _unknown_network(network, entry)
    else:
        yield _unknown_key(key, entry)


def _text(found: Fields, key: str, entry: Entry) -> Iterator[Problem]:
    text = _as_text(entry)
    if text is None:
        yield _type(key, "text", entry)
    elif key in ADDRESSES or key == "image":
        yield from _address(found, key, text, entry)
    elif key == "dir" and text not in ("ltr", "rtl"):
        hint = did_you_mean(text, ("ltr", "rtl")) or "Leave it out, and the text decides."
        yield Problem(
            "front-matter-type", f"'dir' is 'ltr' or 'rtl', not '{text}'.", hint, entry.place
        )
    elif key == "lang" and not _LANGUAGE.fullmatch(text.replace("_", "-")):
        hint = "Write a language code, such as en, de or pt-BR."
        yield Problem("front-matter-type", f"'{text}' is no language code.", hint, entry.place)
    elif text:
        found.texts[key] = text.replace("_", "-") if key == "lang" else text


def _address(found: Fields, key: str, text: str, entry: Entry) -> Iterator[Problem]:
    address = picture_address(text) if key == "image" else web_address(text)
    if address:
        found.texts[key] = address
        return
    guess = web_address(f"https://{text}") if "." in text.partition("/")[0] else None
    hint = f"Write {guess or 'it in full, beginning with https://'}."
    yield Problem("url-invalid", f"'{key}' is no web address: '{text}'.", hint, entry.place)


def _switch(found: Fields, key: str, entry: Entry) -> Iterator[Problem]:
    if isinstance(entry.value, bool):
        found.switches[key] = entry.value
    else:
        yield _type(key, "true or false", entry)


def _date(found: Fields, entry: Entry) -> Iterator[Problem]:
    value = entry.value
    found.published = value if isinstance(value, date) else published(_as_text(entry) or "")
    if found.published is None:
        written = entry.written or _as_text(entry) or type(value).__name__
        hint = "Write it as 2026-11-05, or with the hour as 2026-11-05T09:00:00+01:00."
        yield Problem("date-invalid", f"'{written}' is no date.", hint, entry.place)


def _tags(found: Fields, entry: Entry) -> Iterator[Problem]:
    value = entry.value
    if isinstance(value, list):
        given = [str(tag) for tag in value if not isinstance(tag, (list, dict)) and tag is not None]
        bad_items = len(given) < len(value)
    else:
        given, bad_items = _split_tags(_as_text(entry) or ""), _as_text(entry) is None
    if bad_items:
        yield _type("tags", "a list of words", entry)
    found.tags = hashtags(given)
    for tag in given:
        if tag.strip() and hashtag(tag) is None:
            hint = "A hashtag needs a letter."
            yield warning("hashtag-invalid", f"'{tag}' cannot be a hashtag.", hint, entry.place)


def _split_tags(text: str) -> list[str]:
    if "," in text or ";" in text:
        return text.replace(";", ",").split(",")
    return text.split()


def _posts(found: Fields, networks: tuple[str, ...], key: str, entry: Entry) -> Iterator[Problem]:
    text = _as_text(entry)
    if text is None:
        yield _type(key, "text", entry)
        return
    for network in networks:
        is_general = len(networks) > 1
        if text and not (is_general and network in found.posts):
            found.posts[network] = text
            found.places.setdefault(f"post.{network}", entry.place)


def _as_text(entry: Entry) -> str | None:
    """The words of a single value; None for a list, a table, or what TOML says is no text."""
    text = entry.value if entry.written is None else entry.written
    return cleaned(text).strip() if isinstance(text, str) else None


def _type(key: str, wanted: str, entry: Entry) -> Problem:
    names = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "a table",
        time: "a time",
    }
    got = names.get(type(entry.value), "text")
    text = f"'{key}' must be {wanted}, not {got}."
    hint = "Put the value in quotation marks." if wanted == "text" else f"Write {wanted}."
    return Problem("front-matter-type", text, hint, entry.place)


def _unknown_key(key: str, entry: Entry) -> Problem:
    hint = did_you_mean(key, KEYS) or "It is not used here; remove it if it is a mistake."
    return warning(
        "front-matter-unknown-key", f"'{key}' is no key of an article.", hint, entry.place
    )


def _unknown_network(network: str, entry: Entry) -> Problem:
    hint = did_you_mean(network, NETWORK_NAMES) or f"The networks are {', '.join(NETWORK_NAMES)}."
    return Problem("unknown-network", f"'{network}' is no network.", hint, entry.place)
