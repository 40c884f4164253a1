"""A program in a terminal of its own: send keys, and take the time until something appears."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence


class Terminal:
    """A child process on a pseudo terminal of 80 columns and 24 lines."""

    def __init__(self, command: Sequence[str], rows: int = 24, columns: int = 80) -> None:
        self.began = time.perf_counter()
        self._pid, self._handle = pty.fork()
        if self._pid == 0:
            os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
            os.execvp(command[0], list(command))
        fcntl.ioctl(self._handle, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def until(self, wanted: bytes, timeout: float = 20) -> float:
        """Return seconds since the last `send` (or the start) until the output holds `wanted`."""
        seen = b""
        while wanted not in seen:
            ready, _, _ = select.select([self._handle], [], [], timeout)
            if not ready:
                raise TimeoutError(f"{wanted!r} did not appear; last output: {seen[-300:]!r}")
            seen += os.read(self._handle, 65536)
        return time.perf_counter() - self.began

    def rest(self) -> None:
        """Read until the program has been quiet for a moment."""
        while select.select([self._handle], [], [], 0.15)[0]:
            os.read(self._handle, 65536)

    def send(self, keys: bytes) -> None:
        """Press keys."""
        self.began = time.perf_counter()
        os.write(self._handle, keys)

    def first_output(self) -> float:
        """Return seconds since the last `send` until anything is drawn."""
        select.select([self._handle], [], [], 20)
        os.read(self._handle, 65536)
        return time.perf_counter() - self.began

    def kill(self) -> None:
        """End the program at once, as a power cut would."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._handle)
