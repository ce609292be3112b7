"""TLS in front of a sink, as a process of its own, so that only the client's share is measured.

    python -m benchmarks.tls_front CERTIFICATE KEY SINK_PORT

Its first line on standard output is its port; it ends with its standard input.
"""

import asyncio
import ssl
import sys
from contextlib import suppress


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hand on all bytes."""
    with suppress(OSError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    writer.close()


async def serve(certificate: str, key: str, sink: int) -> None:
    """Until the end of standard input."""

    async def front(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind = await asyncio.open_connection("127.0.0.1", sink)
        await asyncio.gather(copy(reader, behind[1]), copy(behind[0], writer))

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = await asyncio.start_server(front, "127.0.0.1", 0, ssl=context)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2], int(sys.argv[3])))
