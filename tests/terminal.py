"""A program on a pseudo terminal: keys in, picture out, the time it took, and every way of ending it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence

from tests.conftest import PATIENCE

_STEERING = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """A child process on a terminal of 80 columns and 24 lines; reads block until what is awaited has come."""

    def __init__(self, command: Sequence[str], **environment: str) -> None:
        self.began = time.perf_counter()
        self._pid, self._handle = pty.fork()
        if self._pid == 0:
            # A shell starts what is to run in the background with these ignored.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            signal.signal(signal.SIGQUIT, signal.SIG_DFL)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            os.environ |= {"TERM": "xterm-256color", **environment}
            os.execvp(command[0], list(command))

    def _read(self) -> bytes:
        ready, _, _ = select.select([self._handle], [], [], PATIENCE)
        assert ready, "the program shows nothing"
        return os.read(self._handle, 65536)

    def ready(self, seconds: float) -> bool:
        """Tell whether the program draws something within a time."""
        return bool(select.select([self._handle], [], [], seconds)[0])

    def until(self, wanted: str) -> float:
        """Read until the output holds `wanted`; return the seconds since the last keys, or the start."""
        seen, patience = b"", time.monotonic() + PATIENCE
        # A busy computer draws a line in pieces, with the cursor set between them.
        while wanted.encode() not in seen and wanted.encode() not in _STEERING.sub(b"", seen):
            # A blinking cursor draws for ever.
            assert time.monotonic() < patience, f"{wanted!r} did not appear; last output: {seen[-1500:]!r}"
            try:
                seen += self._read()
            except OSError:
                _pid, status = os.waitpid(self._pid, 0)
                code = os.waitstatus_to_exitcode(status)
                told = f"the program ended with {code} before {wanted!r} appeared: {seen[-2000:]!r}"
                raise AssertionError(told) from None
        return time.perf_counter() - self.began

    def first_output(self) -> float:
        """Wait until anything is drawn; return the seconds since the last keys."""
        self._read()
        return time.perf_counter() - self.began

    def rest(self) -> None:
        """Read until the program has been quiet for a moment."""
        while select.select([self._handle], [], [], 0.15)[0]:
            os.read(self._handle, 65536)

    def send(self, keys: str) -> None:
        """Press keys."""
        self.began = time.perf_counter()
        os.write(self._handle, keys.encode())

    def end(self, how: str) -> int:
        """End the program and return its exit code.

        `kill` it, ask it to end (`terminate`), close its terminal (`hang_up`), or press Ctrl-C twice (`interrupt`).
        """
        if how in ("kill", "terminate"):
            os.kill(self._pid, signal.SIGKILL if how == "kill" else signal.SIGTERM)
        elif how == "interrupt":
            self.send("\x03\x03")
        else:
            os.close(self._handle)
            self._handle = -1
        return self.wait()

    def wait(self) -> int:
        """Read what is left and return the exit code, negative for a signal."""
        while self._handle >= 0:
            try:
                if not self._read():
                    break
            except OSError:
                break
        _pid, status = os.waitpid(self._pid, 0)
        if self._handle >= 0:
            os.close(self._handle)
        return os.waitstatus_to_exitcode(status)
