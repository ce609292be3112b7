"""Feeds: RSS, Atom and JSON Feed, whole and broken."""

import json
from datetime import UTC, datetime

import pytest

from newsletter.articles import Reading, read
from newsletter.model import Article
from newsletter.problems import Problem

CONTENT = "<p>Oats are eaten in the <a href='/morning'>morning</a>.</p><p>They keep you going.</p>"
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
)
ITEM = f"""<item>
<title>Oats &amp;amp; milk</title>
<link>/oats</link>
<guid isPermaLink="false">id-1</guid>
<pubDate>Thu, 05 Nov 2026 09:00:00 GMT</pubDate>
<dc:creator>Jo Day</dc:creator>
<category>public health</category><category>Uncategorized</category><category>Oats</category>
<description>Why a bowl is enough.</description>
<content:encoded><![CDATA[{CONTENT}]]></content:encoded>
<media:content url="https://a.example/oats.jpg" medium="image">
<media:description>A bowl</media:description></media:content>
</item>"""


def rss(*items: str, head: str = "") -> str:
    channel = (
        f"<title>F</title><link>https://a.example/</link><language>en-gb</language>{''.join(items)}"
    )
    return f'{head}<rss version="2.0" {NAMESPACES}><channel>{channel}</channel></rss>'


def item(inner: str, title: str = "Oats") -> str:
    return f"<item><title>{title}</title>{inner}</item>"


ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://a.example/blog/">
<title>F</title><author><name>Jo Tag</name></author>
<entry xml:base="2026/">
<id>tag:a.example,2026:1</id>
<title type="html">Hafer &amp;amp; Milch</title>
<link rel="self" href="x.atom"/><link href="hafer"/>
<link rel="enclosure" type="image/jpeg" href="hafer.jpg"/>
<published>2026-11-05T09:00:00Z</published><updated>2026-11-06T09:00:00Z</updated>
<category term="h" label="Hafer"/>
<summary>Warum eine Schale reicht.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Hafer &amp; <b>Milch</b></p>
<ul><li>eins</li></ul></div></content>
</entry></feed>"""

JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "F",
    "home_page_url": "https://a.example/",
    "language": "en",
    "authors": [{"name": "Jo & Al"}],
    "items": [
        {
            "id": 7,
            "url": "oats",
            "title": "Oats < milk",
            "content_html": CONTENT,
            "summary": "Why a bowl is enough.",
            "date_published": "2026-11-05T09:00:00+00:00",
            "tags": ["public health", 3],
            "image": "https://a.example/oats.jpg",
        },
        {"id": "8", "title": "Rye", "content_text": "One.\n\nTwo < three."},
    ],
}


def feed(text: str | bytes, name: str = "f.xml") -> Reading:
    return read(text.encode() if isinstance(text, str) else text, name=name)


def only(text: str) -> Article:
    found = feed(text)
    assert found.problems == ()
    return found.articles[0]


def problem_of(text: str | bytes, name: str = "f.xml") -> Problem:
    found = feed(text, name)
    assert len(found.problems) == 1, found.problems
    return found.problems[0]


def test_an_item_of_rss_is_an_article() -> None:
    found = only(rss(ITEM))
    assert found.ref == "f.xml#id-1"
    assert found.title == "Oats & milk"
    assert found.url == "https://a.example/oats"
    assert found.author == "Jo Day"
    assert found.published == datetime(2026, 11, 5, 9, tzinfo=UTC)
    assert found.lang == "en-gb"
    assert found.hashtags.tags == ("#PublicHealth", "#Oats")
    assert found.summary is not None
    assert found.summary.text == "Why a bowl is enough."
    assert (found.image, found.image_alt) == ("https://a.example/oats.jpg", "A bowl")
    assert [block.text for block in found.body] == [
        "Oats are eaten in the morning.",
        "They keep you going.",
    ]
    assert 'href="https://a.example/morning"' in found.html


def test_an_item_has_the_place_where_it_begins() -> None:
    place = only(rss("\n\n  " + ITEM)).place()
    assert (place.file, place.line, place.column) == ("f.xml", 3, 3)


def test_an_entry_of_atom_is_an_article() -> None:
    found = only(ATOM)
    assert found.ref == "f.xml#tag:a.example,2026:1"
    assert found.title == "Hafer & Milch"
    assert found.url == "https://a.example/blog/2026/hafer"
    assert found.author == "Jo Tag"
    assert found.published == datetime(2026, 11, 5, 9, tzinfo=UTC)
    assert found.lang == "de"
    assert found.hashtags.tags == ("#Hafer",)
    assert found.summary is not None
    assert found.image == "https://a.example/blog/2026/hafer.jpg"
    assert [(block.kind, block.text) for block in found.body] == [
        ("paragraph", "Hafer & Milch"),
        ("list", "eins"),
    ]


def test_items_of_json_feed_are_articles() -> None:
    found = feed(json.dumps(JSON), "f.json")
    assert found.problems == ()
    first, second = found.articles
    assert (first.ref, first.title, first.url) == (
        "f.json#7",
        "Oats < milk",
        "https://a.example/oats",
    )
    assert (first.author, first.lang) == ("Jo & Al", "en")
    assert first.hashtags.tags == ("#PublicHealth",)
    assert first.published == datetime(2026, 11, 5, 9, tzinfo=UTC)
    assert [block.text for block in second.body] == ["One.", "Two < three."]


def test_rss_1_is_read() -> None:
    found = only(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>F</title></channel>'
        '<item rdf:about="https://a.example/1"><title>Oats</title><link>https://a.example/1</link>'
        "<dc:date>2026-11-05</dc:date><description>Text.</description></item></rdf:RDF>"
    )
    assert (found.url, found.ref) == ("https://a.example/1", "f.xml#https://a.example/1")
    assert found.prose == "Text."


@pytest.mark.parametrize(
    ("inner", "address"),
    [
        ("<link>https://a.example/x</link>", "https://a.example/x"),
        ("<guid>https://a.example/x</guid>", "https://a.example/x"),
        ('<guid isPermaLink="false">https://a.example/x</guid>', None),
        ('<atom:link href="https://a.example/x"/>', "https://a.example/x"),
        ("", None),
    ],
)
def test_the_link_of_an_item(inner: str, address: str | None) -> None:
    assert only(rss(item(inner + "<description>Text.</description>"))).url == address


@pytest.mark.parametrize(
    ("inner", "author"),
    [
        ("<author>jo@a.example (Jo Day)</author>", "Jo Day"),
        ("<author>jo@a.example</author>", None),
        ("<author>Jo Day</author>", "Jo Day"),
    ],
)
def test_an_address_is_no_author(inner: str, author: str | None) -> None:
    assert only(rss(item(inner + "<description>Text.</description>"))).author == author


@pytest.mark.parametrize(
    "inner",
    [
        '<enclosure type="image/png" url="/p.png" length="1"/>',
        '<media:thumbnail url="/p.png"/>',
        '<media:group><media:content type="image/png" url="/p.png"/></media:group>',
    ],
)
def test_the_picture_of_an_item(inner: str) -> None:
    assert (
        only(rss(item(inner + "<description>Text.</description>"))).image
        == "https://a.example/p.png"
    )


def test_a_sound_is_no_picture() -> None:
    inner = '<enclosure type="audio/mpeg" url="/p.mp3" length="1"/><description>Text.</description>'
    assert only(rss(item(inner))).image is None


@pytest.mark.parametrize(
    "excerpt",
    [
        "Oats are eaten in the morning.",
        "Oats are eaten in…",
        "Some other words [...]",
        "Some words. Continue reading Oats",
        "&lt;p&gt;Oats are eaten in the morning.&lt;/p&gt;&lt;p&gt;They keep you going.&lt;/p&gt;",
    ],
)
def test_an_excerpt_that_only_begins_like_the_content_is_no_summary(excerpt: str) -> None:
    content = f"<content:encoded><![CDATA[{CONTENT}]]></content:encoded>"
    assert only(rss(item(f"<description>{excerpt}</description>{content}"))).summary is None


def test_a_signature_of_the_system_is_no_part_of_the_summary() -> None:
    content = f"<content:encoded><![CDATA[{CONTENT}]]></content:encoded>"
    excerpt = "A bowl is enough. The post Oats appeared first on Site."
    found = only(rss(item(f"<description>{excerpt}</description>{content}"))).summary
    assert found is not None
    assert found.text == "A bowl is enough."


def test_content_is_sanitised() -> None:
    attack = "&lt;p onclick=x&gt;Hi&lt;script&gt;alert(1)&lt;/script&gt;"
    found = only(rss(item(f"<description>{attack}</description>")))
    assert found.html == "<p>Hi</p>"


def test_a_title_cannot_hold_a_line_break_or_a_tag() -> None:
    found = only(
        rss(item("<description>Text.</description>", title="Oats\r\nBcc: &lt;b&gt;all&lt;/b&gt;"))
    )
    assert found.title == "Oats Bcc: all"


@pytest.mark.parametrize(
    "again", ["<guid>1</guid>", "<guid>2</guid><link>https://a.example/1</link>"]
)
def test_an_item_that_comes_again_is_left_out_with_a_warning(again: str) -> None:
    first = item("<guid>1</guid><link>https://a.example/1</link><description>First.</description>")
    found = feed(rss(first, item(f"{again}<description>Second.</description>")))
    assert [article.prose for article in found.articles] == ["First."]
    assert [(problem.code, problem.severity) for problem in found.problems] == [
        ("article-duplicate", "warning")
    ]


def test_an_item_without_a_title_is_skipped_with_a_warning() -> None:
    found = feed(rss("<item><description>Text.</description></item>", ITEM))
    assert len(found.articles) == 1
    assert [(problem.code, problem.severity) for problem in found.problems] == [
        ("article-no-title", "warning")
    ]


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ("<pubDate>soon</pubDate>", "date-invalid"),
        ("<link>javascript:alert(1)</link>", "url-invalid"),
    ],
)
def test_a_wrong_date_or_link_is_a_warning(inner: str, code: str) -> None:
    problem = problem_of(rss(item(inner + "<description>Text.</description>")))
    assert (problem.code, problem.severity) == (code, "warning")


def test_a_deep_item_does_not_take_the_others_with_it() -> None:
    deep = item(f"<description>{'&lt;div&gt;' * 5000}Deep.</description>", title="Deep")
    found = feed(rss(deep, ITEM))
    assert [article.title for article in found.articles] == ["Deep", "Oats & milk"]
    assert [problem.code for problem in found.problems] == ["html-too-deep"]


def test_a_feed_without_items_is_a_warning() -> None:
    problem = problem_of(rss())
    assert (problem.code, problem.severity) == ("feed-no-items", "warning")


def test_a_number_without_end_in_json_feed_is_named() -> None:
    text = '{"version": "https://jsonfeed.org/version/1", "items": [{"id": 1' + "0" * 5000 + "}]}"
    assert "far too long" in problem_of(text, "f.json").text


def test_half_a_surrogate_pair_in_json_feed_is_read_all_the_same() -> None:
    odd = {"title": "a \ud800 b", "content_html": "<p>\udfff Oats.</p>", "tags": ["oats\ud800"]}
    article = feed(json.dumps(JSON | {"items": [odd]}), "f.json").articles[0]
    assert article.title == "a \ufffd b"
    assert article.body[0].text == "\ufffd Oats."
    assert article.hashtags.tags == ("#oats",)


@pytest.mark.parametrize("reference", ["&#xd800;", "&#55296;", "&#x110000;", "&#" + "9" * 5000])
def test_a_reference_to_no_character_in_a_broken_feed_is_read_all_the_same(reference: str) -> None:
    broken = item("<description>A bowl & more.</description>", title=f"Oats {reference}")
    assert feed(rss(broken)).articles[0].title.startswith("Oats")


@pytest.mark.parametrize("version", ['{"version": "https://jsonfeed.org/version/1", "items": []}'])
def test_a_json_feed_without_items_is_a_warning(version: str) -> None:
    assert problem_of(version, "f.json").code == "feed-no-items"


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("<!doctype html><title>x</title>", "f.xml", "feed-is-html"),
        (
            "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>",
            "f.rss",
            "feed-is-html",
        ),
        ("<opml><body/></opml>", "f.xml", "feed-unknown"),
        ('{"items": []}', "f.json", "feed-unknown"),
        ("[1]", "f.json", "feed-unknown"),
        ('{"version": ', "f.json", "feed-malformed"),
        ("[" * 100_000, "f.json", "feed-malformed"),
        ("words", "f.xml", "feed-malformed"),
        ("", "f.xml", "article-empty"),
    ],
)
def test_what_is_no_feed_is_an_error(text: str, name: str, code: str) -> None:
    found = feed(text, name)
    assert found.articles == ()
    assert [(problem.code, problem.severity) for problem in found.problems] == [(code, "error")]


def test_a_page_s_own_feed_is_named_in_the_hint() -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="https://a.example/feed.xml">'
    assert "https://a.example/feed.xml" in (problem_of(f"<!doctype html>{link}").hint or "")


BOMB = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "text",
    [
        rss(item("<description>&b;</description>"), head=f'<?xml version="1.0"?>{BOMB}'),
        rss(item("<description>&b; & more</description>"), head=BOMB),
        rss(ITEM, head='<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        rss(ITEM, head=f"<!-- <rss -->{BOMB}"),
    ],
)
def test_entities_of_its_own_are_refused(text: str) -> None:
    problem = problem_of(text)
    assert (problem.code, problem.severity) == ("feed-entities", "error")


def test_a_document_type_without_entities_is_read() -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://a.example/rss.dtd">'
    assert only(rss(ITEM, head=doctype)).title == "Oats & milk"


@pytest.mark.parametrize(
    "broken",
    [
        rss(item("<description>Oats&nbsp;are &eacute;aten.</description>")),
        rss(item("<description>Oats & milk are eaten.</description>")),
        rss(item("<description>Oats are eaten.</description>"))[:-20],
        rss(item("<description>Oats are <b>eaten.</description>")),
        rss(item("<description>Oats are eaten.</description>")).replace("xmlns:dc=", "xmlns-dc=")
        .replace("<item>", "<item><dc:creator>Jo</dc:creator>"),
    ],
)  # fmt: skip
def test_a_feed_that_is_not_well_formed_is_read_with_a_warning(broken: str) -> None:
    found = feed(broken)
    assert [(problem.code, problem.severity) for problem in found.problems] == [
        ("feed-malformed", "warning")
    ]
    assert found.problems[0].place.line is not None
    assert found.articles[0].title == "Oats"
    assert found.articles[0].prose.startswith("Oats")
    assert found.articles[0].prose.endswith("ten.")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (rss(ITEM).replace("Oats are", "Oats\x08 are\x1f"), "f.xml"),
        ("\n\n" + rss(ITEM), "f.xml"),
        (rss(ITEM, head='<?xml version="1.0" encoding="utf-16"?>'), "f.xml"),
        (rss(ITEM), "f.html"),
        (rss(ITEM), "f.txt"),
        (rss(ITEM), "-"),
        (rss(ITEM), "feed"),
    ],
)
def test_control_characters_and_wrong_labels_do_not_matter(text: str, name: str) -> None:
    found = feed(text, name)
    assert [problem for problem in found.problems if problem.severity == "error"] == []
    assert found.articles[0].prose.startswith("Oats are")


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        ('<?xml version="1.0" encoding="windows-1252"?>', []),
        ('<?xml version="1.0" encoding="utf-8"?>', ["encoding-assumed"]),
        ("", ["encoding-assumed"]),
    ],
)
def test_windows_1252_is_read_whatever_is_declared(head: str, codes: list[str]) -> None:
    text = rss(item("<description>“Häfen”</description>"), head=head)
    found = feed(text.encode("cp1252"))
    assert [problem.code for problem in found.problems] == codes
    assert found.articles[0].prose == "“Häfen”"


def test_elements_that_are_nested_too_deep_are_no_crash() -> None:
    found = feed(rss(item("<x>" * 5000 + "</x>" * 5000 + "<description>Text.</description>")))
    assert [problem.code for problem in found.problems] == ["feed-malformed"]
