"""What an article did not bring along: its language, sentences, summary and hashtags. Pure."""

from newsletter.writing.complete import complete

__all__ = ["complete"]
