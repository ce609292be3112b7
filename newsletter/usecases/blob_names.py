"""The names of the bytes that a plan keeps for its channels."""

SEGMENTS = "segments"
"""The compiled mail of a channel of email; see `newsletter.email.stored_segments`."""

TEXT = "text"
"""The text part of a mail, to compare plans with."""

POSTS = "posts"
"""The posts of a social channel, as JSON."""

HANDOVER = "handover"
"""The edition as it is handed to a platform, as JSON."""
