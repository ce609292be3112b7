"""What people call the things that a channel carries."""

from collections.abc import Mapping

from newsletter.ports import SenderKind

NOUNS: Mapping[SenderKind, str] = {"email": "recipient", "social": "post", "platform": "edition"}
