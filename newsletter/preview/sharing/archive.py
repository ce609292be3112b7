"""A ZIP archive whose bytes depend on what is in it alone."""

import io
import zipfile
from collections.abc import Mapping

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The earliest time that the format knows (APPNOTE.TXT 4.4.6)."""
UNIX, READABLE = 3, 0o100644 << 16


def archive(folder: str, files: Mapping[str, bytes]) -> bytes:
    """``files`` by their names, below ``folder``."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:
        for name in sorted(files):
            info = zipfile.ZipInfo(f"{folder}/{name}", LONG_AGO)
            info.create_system, info.external_attr = UNIX, READABLE
            info.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(info, files[name])
    return stream.getvalue()
