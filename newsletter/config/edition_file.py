"""editions/NAME.toml -> Decisions. What is wrong in it is a problem; the rest still counts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import newsletter.config.rules as rules
from newsletter.articles.characters import cleaned, one_line
from newsletter.articles.hashtags import hashtag, hashtags
from newsletter.config.document import Document, parse_document, read_text
from newsletter.config.names import shown
from newsletter.config.places import KeyPath
from newsletter.editions.decisions import UNDECIDED, Decisions, Mention, Override
from newsletter.errors import UnusableInput
from newsletter.printable import printable
from newsletter.problems import Place, Problem, did_you_mean, in_reading_order, warning
from newsletter.social.networks import NETWORKS

MAX_BYTES = 256 * 1024
KEYS = ("subject", "preheader", "intro", "reply_to", "articles", "exclude", "overrides")
OVERRIDE_KEYS = ("title", "summary", "tags", "post", "utm")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True, slots=True)
class LoadedEdition:
    """What an edition's file decides, as far as it can be read, and what is wrong with it."""

    decisions: Decisions
    problems: tuple[Problem, ...] = ()


def load_edition(path: Path, shown: str) -> LoadedEdition:
    """Read the edition's file at ``path``; problems name it ``shown``."""
    try:
        text = read_text(path, shown, MAX_BYTES)
    except UnusableInput as error:
        return LoadedEdition(UNDECIDED, error.problems)
    return parse_edition(text, shown)


def parse_edition(text: str, file: str) -> LoadedEdition:
    """Read the text of an edition's file; problems name it ``file``."""
    try:
        reader = _Reader(parse_document(text, file))
    except UnusableInput as error:
        return LoadedEdition(UNDECIDED, error.problems)
    decisions = reader.decisions()
    return LoadedEdition(decisions, tuple(in_reading_order(reader.problems)))


class _Reader:
    """Takes what is right out of a document; ``problems`` are about everything else."""

    def __init__(self, document: Document) -> None:
        self._data = document.data
        self._places = document.places
        self.problems: list[Problem] = []

    def decisions(self) -> Decisions:
        self._known((), self._data, KEYS)
        data = self._data
        return Decisions(
            subject=self._line(("subject",), data),
            preheader=self._line(("preheader",), data),
            intro=_paragraphs(self._text(("intro",), data) or ""),
            reply_to=self._mailbox(("reply_to",), data),
            articles=self._mentions(("articles",), data),
            exclude=self._mentions(("exclude",), data) or (),
            overrides=tuple(self._overrides()),
        )

    def _overrides(self) -> Iterator[Override]:
        for ref, table in self._table(("overrides",), self._data).items():
            path = ("overrides", ref)
            if isinstance(table, Mapping):
                yield self._override(path, table)
            else:
                self._must_be(path, f'a section, like [overrides."{printable(ref)}"]', table)

    def _override(self, path: KeyPath, table: Mapping[str, object]) -> Override:
        self._known(path, table, OVERRIDE_KEYS)
        title = self._line((*path, "title"), table)
        summary = one_line(self._text((*path, "summary"), table) or "") or None
        tags = self._tags((*path, "tags"), table)
        posts = dict(self._posts((*path, "post"), table))
        found = {"title": title, "summary": summary, "tags": tags}
        given: list[tuple[str, ...]] = [(key,) for key, value in found.items() if value is not None]
        given += [("post", network) for network in posts]
        return Override(
            article=Mention(str(path[-1]), self._places.key(path)),
            title=title,
            summary=summary,
            tags=tags,
            posts=posts,
            utm=self._switch((*path, "utm"), table),
            places={".".join(keys): self._places.key((*path, *keys)) for keys in given},
        )

    def _posts(self, path: KeyPath, table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
        posts = self._table(path, table)
        for network in posts:
            if network not in NETWORKS:
                self._unknown_network(network, self._places.key((*path, network)))
            elif text := self._text((*path, network), posts):
                yield network, text

    def _unknown_network(self, name: str, place: Place) -> None:
        hint = did_you_mean(name, NETWORKS) or f"The networks are {', '.join(NETWORKS)}."
        text = f"'{printable(name)}' is no network."
        self.problems.append(Problem("unknown-network", text, hint, place))

    def _text(self, path: KeyPath, table: Mapping[str, object]) -> str | None:
        """Text of one line or more, without the characters that do not belong into copy."""
        value = table.get(str(path[-1]))
        if value is None:
            return None
        if not isinstance(value, str):
            self._must_be(path, "text in double quotes", value)
            return None
        text = cleaned(value).strip()
        empty = rules.filled(text, _start(path), self._places.value(path))
        self.problems += [empty] if empty else []
        return text or None

    def _line(self, path: KeyPath, table: Mapping[str, object]) -> str | None:
        text = self._text(path, table)
        if text is None:
            return None
        value = str(table[str(path[-1])])
        broken = rules.one_line(value.strip(), _start(path), self._places.value(path))
        self.problems += [broken] if broken else []
        return None if broken else text

    def _mailbox(self, path: KeyPath, table: Mapping[str, object]) -> str | None:
        text = self._line(path, table)
        wrong = text and rules.mailbox(text, _start(path), self._places.value(path))
        self.problems += [wrong] if wrong else []
        return None if wrong else text

    def _switch(self, path: KeyPath, table: Mapping[str, object]) -> bool | None:
        value = table.get(str(path[-1]))
        if value is None or isinstance(value, bool):
            return value
        self._must_be(path, "true or false, without quotes", value)
        return None

    def _list(self, path: KeyPath, table: Mapping[str, object]) -> list[tuple[KeyPath, str]] | None:
        """The texts of a list, each with its path."""
        value = table.get(str(path[-1]))
        if value is None:
            return None
        if not isinstance(value, list):
            self._must_be(path, 'a list of texts, like ["a", "b"]', value)
            return None
        entries = [((*path, number), entry) for number, entry in enumerate(value)]
        for at, entry in entries:
            if not isinstance(entry, str):
                self._must_be(at, "text in double quotes", entry)
        return [(at, entry) for at, entry in entries if isinstance(entry, str)]

    def _mentions(self, path: KeyPath, table: Mapping[str, object]) -> tuple[Mention, ...] | None:
        entries = self._list(path, table)
        if entries is None:
            return None
        return tuple(Mention(entry, self._places.value(at)) for at, entry in entries)

    def _tags(self, path: KeyPath, table: Mapping[str, object]) -> tuple[str, ...] | None:
        entries = self._list(path, table)
        if entries is None:
            return None
        for at, words in entries:
            if hashtag(words) is None:
                text = f"'{printable(words)}' cannot be a hashtag."
                place = self._places.value(at)
                self.problems.append(
                    warning("hashtag-invalid", text, "A hashtag needs a letter.", place)
                )
        return hashtags(words for _, words in entries)

    def _table(self, path: KeyPath, table: Mapping[str, object]) -> Mapping[str, object]:
        value = table.get(str(path[-1]), {})
        if isinstance(value, Mapping):
            return value
        example = 'post.x = "..."' if path[-1] == "post" else '[overrides."articles/a.md"]'
        self._must_be(path, f"a section, like {example}", value)
        return {}

    def _must_be(self, path: KeyPath, expected: str, value: object) -> None:
        text = f"{_start(path)} must be {expected}, not {shown(value)}."
        self.problems.append(Problem("setting-invalid", text, None, self._places.value(path)))

    def _known(self, path: KeyPath, table: Mapping[str, object], known: tuple[str, ...]) -> None:
        for name in table:
            if name not in known:
                found = _unknown_key(name, known, is_override=bool(path))
                place = self._places.key((*path, name))
                self.problems.append(replace(found, place=place))


def _unknown_key(name: str, known: tuple[str, ...], *, is_override: bool) -> Problem:
    of = "an override" if is_override else "an edition"
    hint = did_you_mean(name, known)
    if is_override and name in KEYS:
        hint = "It is a setting of the edition: write it above the first [overrides]."
    if not is_override and name in OVERRIDE_KEYS:
        hint = 'It is a setting of an override: write it below [overrides."articles/a.md"].'
    hint = hint or f"{of[0].upper()}{of[1:]} knows: {', '.join(known)}."
    return Problem("unknown-key", f"'{printable(name)}' is not a setting of {of}.", hint)


def _start(path: KeyPath) -> str:
    """A setting at the start of a sentence: ``'title' of [overrides."articles/a.md"]``."""
    names = [printable(str(part)) for part in path if isinstance(part, str)]
    numbers = [part + 1 for part in path if isinstance(part, int)]
    entry = f"Entry {numbers[-1]} of " if numbers else ""
    if names[0] != "overrides" or len(names) == 1:
        return f"{entry}'{names[0]}'"
    section = f'[overrides."{names[1]}"]'
    return f"{entry}'{'.'.join(names[2:])}' of {section}" if names[2:] else section


def _paragraphs(text: str) -> str:
    """``text`` with each paragraph on one line, and one blank line between them."""
    return "\n\n".join(filter(None, map(one_line, _BLANK_LINES.split(text))))
