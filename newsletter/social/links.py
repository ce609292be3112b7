"""Links on networks that publish no rule: what begins with http:// or https://."""

import re

from newsletter.social.spans import Span

# A link ends at a space, at a sign that no address may hold (RFC 3986), and at the punctuation
# that Chinese and Japanese text sets without a space.
_LINK = re.compile(
    r"""(?<![A-Za-z0-9])https?://[^\s\u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\x00-\x1f\x7f<>"“”„«»‹›{}|\\^`、。，；：？！（）「」『』【】《》〈〉]++""",
    re.IGNORECASE | re.ASCII,
)
_CLOSERS = {")": "(", "]": "["}
_SENTENCE_MARKS = ".,;:!?'’*…"


def web_links(text: str) -> tuple[Span, ...]:
    """The http and https links of ``text``, without the punctuation of the sentence around them."""
    spans = (
        Span.of(text, match.start(), match.start() + len(_trimmed(match[0])))
        for match in _LINK.finditer(text)
    )
    return tuple(span for span in spans if not span.text.endswith("://"))


def _trimmed(link: str) -> str:
    """``link`` without marks at its end; a closing bracket stays if it closes one in the link."""
    surplus = {closer: link.count(closer) - link.count(_CLOSERS[closer]) for closer in _CLOSERS}
    end = len(link)
    while link[end - 1] in _SENTENCE_MARKS or surplus.get(link[end - 1], 0) > 0:
        end -= 1
        if link[end] in surplus:
            surplus[link[end]] -= 1
    return link[:end]
