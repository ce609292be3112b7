"""Sources for real: a server on this computer has feeds and pages, and they are pulled."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from newsletter.errors import UsageError
from newsletter.problems import Problem
from newsletter.store.opening import Store
from newsletter.usecases.building import BuildRequest, build_edition
from newsletter.usecases.creating import new_edition
from newsletter.usecases.projects import open_project, store_of
from newsletter.usecases.pulling import Pulled, PullResult, pull_sources
from newsletter.usecases.stored import all_stored
from tests.web.wire import Wire, answered, running

Write = Callable[[str, str], Path]
START = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = START

    def now(self) -> datetime:
        return self.time

    def wait(self, **length: float) -> None:
        self.time += timedelta(**length)


@pytest.fixture
def wire() -> Iterator[Wire]:
    with running() as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(project: Path) -> Iterator[Store]:
    with store_of(open_project(None)) as opened:
        yield opened


class Sources:
    """The sources of a project, pulled whenever a test likes."""

    def __init__(self, project: Path, store: Store, clock: Clock) -> None:
        self._file = project / "newsletter.toml"
        self._store = store
        self._clock = clock

    def add(self, name: str, kind: str, where: str) -> None:
        key = "path" if kind == "folder" else "url"
        section = f'\n[sources.{name}]\nkind = "{kind}"\n{key} = "{where}"\n'
        self._file.write_text(self._file.read_text("utf-8") + section, "utf-8")

    def pull(self, *names: str, insist: bool = False) -> PullResult:
        workspace = open_project(None)
        return pull_sources(workspace, self._store, self._clock, names or None, insist=insist)

    def counts(self) -> dict[str, tuple[int, int, int]]:
        """Items, new ones and edited ones of each source."""
        return {one.name: (one.items, one.new, one.changed) for one in self.pull().sources}

    def refs(self) -> list[str]:
        return [one.article.ref for one in all_stored(self._store)]

    def titles(self) -> list[str]:
        return [one.article.title for one in all_stored(self._store)]


@pytest.fixture
def sources(project: Path, store: Store, clock: Clock) -> Sources:
    return Sources(project, store, clock)


@pytest.fixture
def blog(sources: Sources, wire: Wire) -> Sources:
    """A project whose source is a feed at /feed."""
    sources.add("blog", "feed", wire.address("/feed"))
    return sources


def item(name: str, title: str = "", link: str = "") -> str:
    return (
        f"<item><guid isPermaLink='false'>{name}</guid><title>{title or name}</title>"
        f"<link>{link or f'/{name}'}</link><description>About {title or name}.</description></item>"
    )


def feed(*items: str, head: str = "", **headers: str) -> bytes:
    body = f'<rss version="2.0"><channel><title>B</title>{head}{"".join(items)}</channel></rss>'
    return answered(200, body.encode(), **{"content_type": "application/rss+xml", **headers})


def codes(result: PullResult) -> list[tuple[str, str]]:
    return [(problem.code, problem.severity) for problem in result.problems]


def only(result: PullResult) -> Problem:
    (problem,) = result.problems
    return problem


def test_the_items_of_a_feed_are_stored(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = feed(item("1"), item("2"))
    result = blog.pull()
    assert result == PullResult((Pulled(name="blog", kind="feed", items=2, new=2),), ())
    assert blog.refs() == ["feed:blog/1", "feed:blog/2"]


def test_a_second_pull_brings_what_is_new_and_what_was_edited(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = feed(item("1"), item("2"))
    blog.pull()
    wire.answers["/feed"] = feed(item("3"), item("2", "Two"), item("1"))
    assert blog.counts() == {"blog": (3, 1, 1)}
    assert blog.titles() == ["1", "Two", "3"]


def test_links_and_pictures_of_a_feed_are_complete(blog: Sources, wire: Wire) -> None:
    picture = "<description>&lt;p>A&lt;/p>&lt;img src='secret.png' alt='x'></description>"
    wire.answers["/feed"] = feed(f"<item><title>A</title><link>/a</link>{picture}</item>")
    blog.pull()
    (stored,) = all_stored(blog._store)
    assert stored.article.url == wire.address("/a")
    assert stored.article.image == wire.address("/secret.png")


def test_a_server_is_asked_for_what_is_newer(blog: Sources, wire: Wire) -> None:
    when = format_datetime(START, usegmt=True)
    wire.answers["/feed"] = feed(item("1"), etag='W/"7"', last_modified=when)
    blog.pull()
    wire.answers["/feed"] = answered(304)
    assert blog.counts() == {"blog": (1, 0, 0)}
    assert {'If-None-Match: W/"7"', f"If-Modified-Since: {when}"} <= set(wire.asked[1])


def test_another_address_in_the_file_begins_anew(blog: Sources, wire: Wire, project: Path) -> None:
    wire.answers["/feed"] = feed(item("1"), etag='"7"')
    blog.pull()
    wire.answers["/other"] = feed(item("1"), item("2"))
    file = project / "newsletter.toml"
    file.write_text(file.read_text("utf-8").replace("/feed", "/other"), "utf-8")
    assert blog.counts() == {"blog": (2, 1, 0)}
    assert not any(line.startswith("If-") for line in wire.asked[1])


def test_one_that_fails_stops_no_other(blog: Sources, wire: Wire) -> None:
    blog.add("down", "feed", wire.address("/down"))
    blog.add("news", "feed", wire.address("/news"))
    wire.answers |= {"/feed": feed(item("1")), "/news": feed(item("3"), item("4"))}
    wire.answers["/down"] = answered(500)
    result = blog.pull()
    assert [(one.name, one.new, one.is_failed) for one in result.sources] == [
        ("blog", 1, False),
        ("down", 0, True),
        ("news", 2, False),
    ]
    assert codes(result) == [("source-failed", "error")]


def test_a_failure_is_told_at_its_place(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = answered(404)
    problem = only(blog.pull())
    assert (problem.place.file, problem.place.line, problem.place.column) == (
        "newsletter.toml",
        11,
        7,
    )
    assert problem.text == (
        f"The source 'blog' could not be read: {wire.address('/feed')} answered 404."
    )


def test_what_was_read_before_a_failure_is_still_there(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = feed(item("1"))
    blog.pull()
    wire.answers["/feed"] = answered(500)
    blog.pull()
    assert blog.refs() == ["feed:blog/1"]


def test_a_page_in_the_feeds_place_says_what_is_wrong(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = answered(200, b"<html><p>hello</p></html>", content_type="text/html")
    result = blog.pull()
    assert codes(result) == [("feed-is-html", "error")]
    assert only(result).place.file == wire.address("/feed")
    assert result.sources[0].is_failed


def test_a_feed_that_failed_is_asked_again_when_its_time_has_come(
    blog: Sources, wire: Wire, clock: Clock
) -> None:
    wire.answers["/feed"] = answered(500)
    blog.pull()
    clock.wait(minutes=4, seconds=59)
    blog.pull()
    assert len(wire.asked) == 1
    clock.wait(seconds=1)
    blog.pull()
    assert len(wire.asked) == 2


def test_a_source_that_is_left_alone_says_until_when_and_why(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = answered(500)
    blog.pull()
    result = blog.pull()
    assert codes(result) == [("source-waiting", "warning")]
    text = "The source 'blog' is left alone until 2026-11-24 09:05 UTC: it answered 500."
    assert only(result).text == text
    assert len(wire.asked) == 1


def test_a_person_who_asks_is_served_at_once(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = answered(500)
    blog.pull()
    wire.answers["/feed"] = feed(item("1"))
    assert blog.pull(insist=True).sources[0].new == 1


def test_after_a_success_there_is_no_more_waiting(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = answered(500)
    blog.pull()
    wire.answers["/feed"] = feed(item("1"))
    blog.pull(insist=True)
    assert codes(blog.pull()) == []


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    "after", ["7200", format_datetime(START + timedelta(hours=2), usegmt=True)]
)
def test_a_server_that_names_a_time_is_obeyed_even_then(
    blog: Sources, wire: Wire, clock: Clock, status: int, after: str
) -> None:
    wire.answers["/feed"] = answered(status, retry_after=after)
    blog.pull()
    clock.wait(hours=1, minutes=59)
    assert codes(blog.pull(insist=True)) == [("source-waiting", "error")]
    clock.wait(minutes=1)
    assert codes(blog.pull(insist=True)) == [("source-failed", "error")]


def test_a_feed_that_is_gone_is_told_and_asked_once_a_week(
    blog: Sources, wire: Wire, clock: Clock
) -> None:
    wire.answers["/feed"] = answered(410)
    assert codes(blog.pull()) == [("source-gone", "error")]
    clock.wait(days=6)
    assert codes(blog.pull()) == [("source-waiting", "warning")]
    clock.wait(days=1)
    assert codes(blog.pull()) == [("source-gone", "error")]


@pytest.mark.parametrize("status", [301, 308])
def test_a_feed_that_moved_is_read_where_it_is_now(blog: Sources, wire: Wire, status: int) -> None:
    wire.answers["/feed"] = answered(status, location="/new")
    wire.answers["/new"] = feed(item("1"))
    result = blog.pull()
    assert codes(result) == [("source-moved", "warning")]
    assert only(result).hint == f'Write there: url = "{wire.address("/new")}"'
    assert result.sources[0].new == 1
    blog.pull()
    assert wire.paths() == ["/feed", "/new", "/new"]


def test_a_move_that_was_wrong_is_forgotten_after_a_failure(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = answered(301, location="/new")
    wire.answers["/new"] = feed(item("1"))
    blog.pull()
    wire.answers |= {"/feed": feed(item("1")), "/new": answered(404)}
    blog.pull()
    assert codes(blog.pull(insist=True)) == []


def test_a_redirect_for_now_is_no_move(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = answered(302, location="/new")
    wire.answers["/new"] = feed(item("1"))
    assert codes(blog.pull()) == []


def test_a_feed_cannot_lead_into_the_network(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = answered(301, location="http://169.254.169.254/latest/meta-data")
    assert "169.254.169.254 is inside a private network" in only(blog.pull()).text


def next_link(path: str) -> str:
    return f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="{path}"/>'


def test_older_items_are_read_page_by_page(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = feed(item("3"), head=next_link("/feed?page=2"))
    wire.answers["/feed?page=2"] = feed(item("2"), item("1"))
    assert blog.counts() == {"blog": (3, 3, 0)}


def test_pages_without_anything_new_are_not_read_on(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = feed(item("1"), head=next_link("/2"))
    wire.answers["/2"] = feed(item("0"))
    blog.pull()
    blog.pull()
    assert wire.paths() == ["/feed", "/2", "/feed"]


def test_pages_without_end_are_cut_and_told(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = feed(item("0"), head=next_link("/1"))
    for number in range(1, 40):
        wire.answers[f"/{number}"] = feed(item(str(number)), head=next_link(f"/{number + 1}"))
    result = blog.pull()
    assert (result.sources[0].new, codes(result)) == (10, [("source-pages", "warning")])


def test_pages_in_a_circle_end(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = feed(item("1"), head=next_link("/feed"))
    assert blog.counts() == {"blog": (1, 1, 0)}
    assert wire.paths() == ["/feed"]


def test_a_next_page_inside_the_network_is_not_read(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = feed(item("1"), head=next_link("http://10.0.0.1/feed"))
    result = blog.pull()
    assert (result.sources[0].new, codes(result)) == (1, [("source-pages", "warning")])


def test_items_that_cannot_be_used_are_counted_as_skipped(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = feed(item("1"), "<item><link>/x</link></item>")
    (pulled,) = blog.pull().sources
    assert (pulled.items, pulled.new, pulled.skipped) == (2, 1, 1)


def test_an_id_that_is_an_address_is_kept_as_it_is(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = feed(item("https://acme.example/?p=1#x"), item("a" * 4000))
    blog.pull()
    long, short = sorted(blog.refs(), key=len, reverse=True)
    assert short == "feed:blog/https://acme.example/?p=1#x"
    assert len(long) < 60


PAGE = (
    b"<html lang='en'><title>%s</title><meta property='og:image' content='p.png'>"
    b"<body><p>The pier is old.</p></body></html>"
)


def test_a_page_is_one_article(sources: Sources, wire: Wire) -> None:
    sources.add("about", "page", wire.address("/about"))
    wire.answers["/about"] = answered(200, PAGE % b"About", content_type="text/html")
    assert sources.counts() == {"about": (1, 1, 0)}
    (stored,) = all_stored(sources._store)
    assert stored.article.url == wire.address("/about")
    assert stored.article.image == wire.address("/p.png")
    wire.answers["/about"] = answered(200, PAGE % b"About us", content_type="text/html")
    assert sources.counts() == {"about": (1, 0, 1)}


def test_what_is_no_page_is_told(sources: Sources, wire: Wire) -> None:
    sources.add("about", "page", wire.address("/about"))
    wire.answers["/about"] = answered(200, b"%PDF-1.7", content_type="application/pdf")
    assert "is of the type application/pdf" in only(sources.pull()).text


def test_the_files_of_a_folder_are_read_again_when_they_change(
    sources: Sources, write: Write
) -> None:
    sources.add("ours", "folder", "articles")
    assert sources.counts() == {"ours": (2, 2, 0)}
    assert sources.counts() == {"ours": (2, 0, 0)}
    write("articles/a.md", "---\ntitle: Oldest\n---\nOne boat came in.\n")
    assert sources.counts() == {"ours": (2, 0, 1)}
    assert sources.titles() == ["Newer", "Oldest"]


def test_an_article_whose_file_was_taken_away_is_gone(sources: Sources, project: Path) -> None:
    sources.add("ours", "folder", "articles")
    sources.pull()
    (project / "articles/a.md").unlink()
    assert sources.counts() == {"ours": (1, 0, 0)}
    assert sources.refs() == ["articles/b.md"]


def test_a_file_that_cannot_be_used_is_told_until_it_is_mended(
    sources: Sources, project: Path
) -> None:
    sources.add("ours", "folder", "articles")
    sources.pull()
    (project / "articles/a.md").write_bytes(b"\x00\x01\x02")
    for _ in range(2):
        assert codes(sources.pull()) == [("not-text", "error")]
    assert sources.refs() == ["articles/b.md", "articles/a.md"]


def test_a_folder_that_is_not_there_takes_nothing_away(sources: Sources, project: Path) -> None:
    sources.add("ours", "folder", "articles")
    sources.pull()
    (project / "articles").rename(project / "elsewhere")
    result = sources.pull()
    assert result.sources[0].is_failed
    assert len(sources.refs()) == 2


def test_a_source_may_be_pulled_by_its_name(blog: Sources, wire: Wire) -> None:
    blog.add("ours", "folder", "articles")
    assert [one.name for one in blog.pull("ours").sources] == ["ours"]
    assert wire.asked == []


def test_an_unknown_name_is_refused_with_a_guess(blog: Sources) -> None:
    with pytest.raises(UsageError, match="Did you mean 'blog'"):
        blog.pull("blgo")


def test_without_a_source_there_is_nothing_to_read(sources: Sources) -> None:
    result = sources.pull()
    assert (result.sources, codes(result)) == ((), [("source-none", "note")])


def titles(edition: str = "2026-12-01", **options: bool) -> list[str]:
    build = build_edition(BuildRequest(edition=edition, **options))  # type: ignore[arg-type]
    return [article.title for article in build.edition.articles]


def test_stored_articles_stand_in_a_new_edition_with_a_summary(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = feed(item("1", "Oats"))
    blog.pull()
    build = build_edition(BuildRequest(edition="2026-12-01"))
    assert [one.title for one in build.edition.articles] == ["Newer", "Older", "Oats"]
    summary = build.edition.articles[2].summary
    assert summary is not None
    assert summary.digest == "About Oats."


def test_an_editions_file_names_a_stored_article_and_gives_it_words(
    blog: Sources, wire: Wire, write: Write
) -> None:
    wire.answers["/feed"] = feed(item("1", "Oats"), item("https://a.example//x?y#z", "Rye"))
    blog.pull()
    write(
        "editions/2026-12-01.toml",
        'articles = ["feed:blog/https://a.example//x?y#z", "articles/a.md", "feed:blog/1"]\n'
        '[overrides."feed:blog/1"]\ntitle = "Oatmeal"\n',
    )
    assert titles() == ["Rye", "Older", "Oatmeal"]


def test_a_stored_article_that_is_excluded_stays_out(
    blog: Sources, wire: Wire, write: Write
) -> None:
    wire.answers["/feed"] = feed(item("1", "Oats"), item("2", "Rye"))
    blog.pull()
    write("editions/2026-12-01.toml", 'exclude = ["feed:blog/1"]\n')
    assert titles() == ["Newer", "Older", "Rye"]


def test_articles_of_a_source_that_was_taken_out_of_the_file_are_not_chosen(
    blog: Sources, wire: Wire, project: Path
) -> None:
    wire.answers["/feed"] = feed(item("1", "Oats"))
    blog.pull()
    file = project / "newsletter.toml"
    file.write_text(file.read_text("utf-8").partition("\n[sources")[0], "utf-8")
    assert titles() == ["Newer", "Older"]


def test_a_pulled_folder_is_not_used_twice(sources: Sources) -> None:
    sources.add("ours", "folder", "articles")
    sources.pull()
    assert titles() == ["Newer", "Older"]


def test_a_project_of_a_feed_alone_needs_no_files(blog: Sources, wire: Wire, project: Path) -> None:
    wire.answers["/feed"] = feed(item("1", "Oats"))
    blog.pull()
    for file in (project / "articles").iterdir():
        file.unlink()
    build = build_edition(BuildRequest(edition="2026-12-01"))
    assert [one.title for one in build.edition.articles] == ["Oats"]
    assert build.problems == ()


def test_two_feeds_that_have_the_same_page_bring_it_once(blog: Sources, wire: Wire) -> None:
    blog.add("mirror", "feed", wire.address("/mirror"))
    wire.answers["/feed"] = feed(item("1", link="/oats"))
    wire.answers["/mirror"] = feed(item("a", link="/oats?utm_source=mirror"))
    assert blog.counts() == {"blog": (1, 1, 0), "mirror": (1, 0, 0)}
    assert blog.refs() == ["feed:blog/1"]


def test_a_feed_full_of_mistakes_does_not_flood_the_screen(blog: Sources, wire: Wire) -> None:
    wire.answers["/feed"] = feed(*["<item><link>/x</link></item>"] * 100, item("1"))
    result = blog.pull()
    assert [problem.code for problem in result.problems].count("article-no-title") == 20
    assert result.problems[-1].text == "The source 'blog' has 80 more problems like these."
    assert result.sources[0].new == 1


@pytest.mark.parametrize("day", ["Fri, 31 Dec 9999 23:59:59 -2300", "0001-01-01T00:00:00+23:00"])
def test_a_day_at_the_end_of_time_does_not_end_the_build(
    blog: Sources, wire: Wire, day: str
) -> None:
    wire.answers["/feed"] = feed(f"<item><title>A</title><pubDate>{day}</pubDate></item>")
    assert ("date-invalid", "warning") in codes(blog.pull())
    assert "A" in titles()


def test_a_new_editions_file_lists_stored_articles_and_shows_how_to_change_one(
    blog: Sources, wire: Wire, project: Path
) -> None:
    wire.answers["/feed"] = feed(item("1", "Oats"))
    blog.pull()
    new_edition(None, "2026-12-01")
    text = (project / "editions/2026-12-01.toml").read_text("utf-8")
    assert '#   "feed:blog/1",  # Oats\n' in text
    assert '# [overrides."feed:blog/1"]' in text
