"""A feed of full items, made up by rule."""

from html import escape

from benchmarks.articles import article

ITEM = (
    "<item><guid isPermaLink='false'>{number}</guid><title>News, number {number}</title>"
    "<link>https://example.org/news/{number}</link>"
    "<pubDate>Tue, 24 Nov 2026 09:00:00 +0000</pubDate><description>{body}</description></item>"
)


def feed(items: int, size: int = 3_500) -> str:
    """An RSS feed of ``items`` items, each with a text of about ``size`` characters."""
    paragraphs = article(0).partition("## What was said\n\n")[2][:size].split("\n\n")
    body = escape("".join(f"<p>{text}</p>" for text in paragraphs))
    listed = "".join(ITEM.format(number=number, body=body) for number in range(items))
    return f'<rss version="2.0"><channel><title>News</title>{listed}</channel></rss>'
