"""A link of a chosen length on one machine: a TCP proxy on loopback that delays each direction by half a round trip.

What is under way does not wait for what is before it, so throughput is not limited. Bytes of the kernel's websocket are
counted on their way to the page.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from types import TracebackType

SIZE = 1 << 16  # bytes that are read at a time
KERNEL = b"/channels?"  # in the request that opens a kernel's websocket


class Delay:
    """Stands at `port` of its own before the server at `target`; `round_trip`, in seconds, may be changed at any time.

    >>> import socket
    >>> from time import perf_counter
    >>> with socket.create_server(("127.0.0.1", 0)) as server, Delay(server.getsockname()[1], 0.1) as delay:
    ...     near = socket.create_connection(("127.0.0.1", delay.port))
    ...     start = perf_counter()
    ...     near.sendall(b"there and back")
    ...     far, _ = server.accept()
    ...     far.sendall(far.recv(100))
    ...     near.recv(100), 0.1 <= perf_counter() - start < 1
    (b'there and back', True)
    >>> far.recv(100), near.close(), far.close()  # it has hung up
    (b'', None, None)
    """

    def __init__(self, target: int, round_trip: float = 0.0) -> None:
        self.target, self.round_trip = target, round_trip
        self.port = 0
        self.received = 0  # bytes from kernels to the page
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Delay:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> asyncio.Server:
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _hang_up(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)  # for the connections to close

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with suppress(OSError, asyncio.CancelledError):
            try:
                there, back = await asyncio.open_connection("127.0.0.1", self.target)
            except OSError:
                writer.close()
                raise
            kernels: list[bool] = []  # not empty: this connection is a kernel's
            try:
                await asyncio.gather(self._carry(reader, back, kernels, up=True),
                                     self._carry(there, writer, kernels, up=False))
            finally:
                writer.close()
                back.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kernels: list[bool],
                     up: bool) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        arriving = asyncio.create_task(self._arrive(under_way, writer))
        try:
            data = b"."
            while data:
                data = await reader.read(SIZE)
                if up and KERNEL in data:
                    kernels.append(True)
                if kernels and not up:
                    self.received += len(data)
                under_way.put_nowait((self._loop.time() + self.round_trip / 2, data))
            await arriving
        finally:
            arriving.cancel()

    async def _arrive(self, under_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
        while True:
            due, data = await under_way.get()
            left = due - self._loop.time()
            if left > 0:
                await asyncio.sleep(left)
            if not data:
                with suppress(OSError):
                    writer.write_eof()
                return
            writer.write(data)
            await writer.drain()
