"""A program on a pseudo terminal: keys in, picture out, and every way of ending it."""

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
    """A child process on a terminal of 80 columns and 24 lines; reads block until what is awaited has come."""

    def __init__(self, command: Sequence[str], **environment: str) -> None:
        self._pid, self._handle = pty.fork()
        if self._pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            os.environ |= {"TERM": "xterm-256color", **environment}
            os.execvp(command[0], list(command))

    def until(self, wanted: str) -> None:
        """Read until the output holds `wanted`."""
        seen, patience = "", time.monotonic() + 30
        while wanted not in seen:
            ready, _, _ = select.select([self._handle], [], [], 30)
            # A blinking cursor draws for ever.
            assert ready, f"{wanted!r} did not appear; last output: {seen[-1500:]!r}"
            assert time.monotonic() < patience, f"{wanted!r} did not appear; last output: {seen[-1500:]!r}"
            try:
                seen += os.read(self._handle, 65536).decode("utf-8", "replace")
            except OSError:
                raise AssertionError(f"the program ended before {wanted!r} appeared: {seen[-2000:]!r}") from None

    def send(self, keys: str) -> None:
        """Press keys."""
        os.write(self._handle, keys.encode())

    def end(self, how: str) -> int:
        """Kill the program, close its terminal, or press Ctrl-C; return its exit code."""
        if how == "kill":
            os.kill(self._pid, signal.SIGKILL)
        elif how == "interrupt":
            self.send("\x03")
        else:
            os.close(self._handle)
            self._handle = -1
        return self.wait()

    def wait(self) -> int:
        """Read what is left and return the exit code, negative for a signal."""
        while self._handle >= 0:
            try:
                if not os.read(self._handle, 65536):
                    break
            except OSError:
                break
        _pid, status = os.waitpid(self._pid, 0)
        if self._handle >= 0:
            os.close(self._handle)
        return os.waitstatus_to_exitcode(status)
