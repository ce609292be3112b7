"""Small pictures for tests of senders."""

from io import BytesIO

from PIL import Image


def png(width: int = 8, height: int = 8) -> bytes:
    """A picture of one colour."""
    into = BytesIO()
    Image.new("RGB", (width, height), "teal").save(into, "PNG")
    return into.getvalue()
