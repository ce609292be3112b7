"""TLS of one connection, over bytes alone (RFC 3207, RFC 8314)."""

import ssl
from pathlib import Path

CHUNK = 65536


def tls_context(ca: Path | None = None) -> ssl.SSLContext:
    """Certificates and host names are verified, and TLS is 1.2 or newer.

    ``ca`` is a PEM file with authorities to trust besides the system's.

    Raises:
        OSError: ``ca`` cannot be read, or holds no certificate.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca is not None:
        context.load_verify_locations(ca)
    return context


class Tls:
    """Both directions of one TLS connection; the caller moves the bytes.

    asyncio's own TLS hides how much is still unsent, which decides whether a message may have
    gone out.
    """

    def __init__(self, context: ssl.SSLContext, host: str) -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        self.ready = False

    def begin(self) -> bytes:
        """Start the handshake; the bytes to send."""
        self._shake()
        return self._outgoing.read()

    def encrypt(self, data: bytes) -> bytes:
        """``data`` as bytes to send."""
        self._tls.write(data)
        return self._outgoing.read()

    def decrypt(self, data: bytes) -> tuple[bytes, bytes]:
        """What the server said in ``data``, and bytes to send because of it.

        Raises:
            ssl.SSLError: it cannot be trusted or understood.
        """
        self._incoming.write(data)
        if not self.ready:
            self._shake()
        clear = self._read() if self.ready else b""
        return clear, self._outgoing.read()

    def unsent(self) -> bytes:
        """What is left to send, such as an alert after an error."""
        return self._outgoing.read()

    def _shake(self) -> None:
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            return
        self.ready = True

    def _read(self) -> bytes:
        pieces = []
        try:
            while piece := self._tls.read(CHUNK):
                pieces.append(piece)
        except (ssl.SSLWantReadError, ssl.SSLZeroReturnError):
            pass
        return b"".join(pieces)
