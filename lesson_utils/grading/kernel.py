"""A kernel that runs one submission. Nobody listens to what it prints, so a million lines cost nothing here."""

from __future__ import annotations

import ast
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from queue import Empty
from subprocess import DEVNULL
from tempfile import TemporaryDirectory
from typing import Any

from jupyter_client.manager import AsyncKernelManager

SECONDS_TO_START = 120
SECONDS_TO_STOP = 5  # after an interrupt
ATTEMPTS = 3  # to start


class KernelDiedError(Exception):
    """The kernel is gone: it ended itself, was killed, or did not heed an interrupt."""


class OverTimeError(Exception):
    """A cell ran too long and was interrupted; the kernel is alive."""


class Kernel:
    """A running kernel; see `running_kernel`."""

    def __init__(self, manager: AsyncKernelManager) -> None:
        self._manager = manager
        self._client = manager.client()
        self._client.start_channels(shell=True, iopub=False, stdin=False, hb=False, control=False)

    async def run(self, code: str, seconds: float) -> tuple[str, str] | None:
        """Run a cell; (name, message) of the error that it ends with, or None.

        Raises `OverTimeError` after `seconds`, and `KernelDiedError`.
        """
        request = self._client.execute(code, store_history=False, allow_stdin=False, stop_on_error=False)
        reply = await self.reply_to(request, seconds)
        if reply is None:
            await self._manager.interrupt_kernel()
            if await self.reply_to(request, SECONDS_TO_STOP) is None:
                await self._manager.shutdown_kernel(now=True)
                raise KernelDiedError
            raise OverTimeError
        return None if reply["status"] == "ok" else (str(reply.get("ename")), str(reply.get("evalue")))

    async def ask(self, expression: str) -> dict[str, Any] | None:
        """What an expression in the kernel gives, which is JSON; None if it gives none."""
        request = self._client.execute("", silent=True, store_history=False, user_expressions={"asked": expression},
                                       allow_stdin=False)
        reply = await self.reply_to(request, SECONDS_TO_STOP)
        asked = (reply or {}).get("user_expressions", {}).get("asked", {})
        try:
            return json.loads(ast.literal_eval(asked["data"]["text/plain"]))
        except (KeyError, ValueError, SyntaxError, TypeError):  # whatever a submission has made of it
            return None

    async def ready(self) -> None:
        """Wait until the kernel answers, and torch is loaded: that takes long on a busy machine, and is no fault."""
        if await self.reply_to(self._client.kernel_info(), SECONDS_TO_START) is None:
            raise KernelDiedError
        await self.run("__import__('torch')", SECONDS_TO_START)

    async def reply_to(self, request: str, seconds: float) -> dict | None:
        """The kernel's reply to a request, or None if there is none after `seconds`."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                reply = await self._client.get_shell_msg(timeout=min(left, 0.5))
            except Empty:
                if not await self._manager.is_alive():
                    raise KernelDiedError from None
            else:
                if reply["parent_header"].get("msg_id") == request:
                    return reply["content"]
        return None

    def close(self) -> None:
        """Close the channels."""
        self._client.stop_channels()


@asynccontextmanager
async def running_kernel() -> AsyncIterator[Kernel]:
    """A new Python kernel in an empty folder of its own, with one thread; it is gone afterwards."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        manager, kernel = await _started(folder)
        try:
            yield kernel
        finally:
            kernel.close()
            await manager.shutdown_kernel(now=True)


async def _started(folder: str) -> tuple[AsyncKernelManager, Kernel]:
    """A kernel that answers. Two that start at once may draw the same port, and one of them dies: it is tried again."""
    for _ in range(ATTEMPTS):
        manager = AsyncKernelManager(kernel_name="python3")
        await manager.start_kernel(cwd=folder, env=os.environ | {"OMP_NUM_THREADS": "1"}, stdout=DEVNULL,
                                   stderr=DEVNULL)
        kernel = Kernel(manager)
        try:
            await kernel.ready()
        except (KernelDiedError, OverTimeError):
            kernel.close()
            await manager.shutdown_kernel(now=True)
        else:
            return manager, kernel
    raise KernelDiedError
