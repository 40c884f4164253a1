"""Workers on other computers: a cluster of Dask, or any executor of `concurrent.futures` that somebody has.

Contents travel with the work, so no worker needs the folder; what was encrypted is opened here and travels open.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor
from importlib.metadata import version
from typing import Any

from checklist.errors import MachineFault, machine_fault, wrong_usage
from checklist.extras import needed
from checklist.language import _
from checklist.safetext import one_line, shortened, visible
from checklist.secretariat.progress import say

_PROGRAM = "palermo-checklist"
_CONNECT = 10.0
"""Seconds that a scheduler has to answer,"""
_GATHER = 60.0
"""and in which a first worker has to come, or another one when all are gone."""


class Cluster:
    """The workers of a scheduler of Dask, by its address, such as `tcp://host:8786`."""

    here = False

    def __init__(self, address: str) -> None:
        """Raises `ChecklistError` if the library is not there."""
        self._dask = needed("distributed")
        self._address = address
        self._client: Any = None

    @contextlib.contextmanager
    def begin(self) -> Iterator[Executor]:
        """Connect to the scheduler, and wait for a worker."""
        try:
            client = self._dask.Client(self._address, timeout=_CONNECT, set_as_default=False)
        except (OSError, TimeoutError, ValueError, RuntimeError) as error:
            message = _("the scheduler does not answer: {reason}").format(reason=_first_line(error))
            remedy = _("start `dask scheduler` there, or check the address: tcp://HOST:8786")
            raise machine_fault(message, remedy, visible(self._address)) from None
        with client:
            self._client = client
            if not client.nthreads():
                say(_("Waiting for workers of {address} …").format(address=self._address))
            self._gather()
            self._require_program()
            # The same work twice is not the same: a hash of it would be reckoned for nothing.
            yield client.get_executor(pure=False)

    def _gather(self) -> None:
        """Wait until somebody works for the scheduler."""
        try:
            self._client.wait_for_workers(1, timeout=_GATHER)
        except TimeoutError:
            message = _("nobody works for the scheduler")
            remedy = _("start `dask worker {address}` on the computers that are to work; its log says why one ends")
            remedy = remedy.format(address=self._address)
            raise machine_fault(message, remedy, visible(self._address)) from None

    def _require_program(self) -> None:
        """Raise `MachineFault` if a worker does not have the program: it would end over the first work that it gets."""
        for worker, found in self._client.run(version, _PROGRAM, on_error="return").items():
            if found != version(_PROGRAM):
                message = _("a worker does not have this edition of the program")
                raise machine_fault(
                    message, _("install the same edition on every computer that works"), visible(worker)
                )

    def ahead(self) -> int:
        """Return how many batches are given out at a time: workers may come and go."""
        threads: dict[str, int] = self._client.nthreads()
        return 3 * max(1, sum(threads.values()))

    def attend(self) -> None:
        """Wait for others if all workers are gone; raises `MachineFault` if none come."""
        if not self._client.nthreads():
            self._gather()

    def fault(self, error: BaseException) -> MachineFault | None:
        """Return what an error means that is not of the work."""
        if isinstance(error, self._dask.KilledWorker):
            message = _(
                "several workers ended over the same files, one after the other; perhaps they have too little memory"
            )
            return machine_fault(message, _("give the workers more memory, or look into their logs"), self._address)
        return _fault(error, visible(self._address))


class OwnExecutor:
    """An executor that a function gives which somebody names: `module:function`, without arguments."""

    here = False

    def __init__(self, name: str, ahead: int) -> None:
        """`ahead` is how many batches are given out at a time. Raises `ChecklistError` if there is no such function."""
        self._name, self._ahead = name, ahead
        self._made = _function(name)

    @contextlib.contextmanager
    def begin(self) -> Iterator[Executor]:
        """Call the function; what it gives is an executor, or a context that gives one."""
        try:
            made: Any = self._made()
        except Exception as error:
            message = _("`{name}` cannot be called: {reason}")
            message = message.format(name=visible(self._name), reason=_first_line(error))
            raise wrong_usage(message, _("it takes no arguments, and gives an executor")) from error
        with made if hasattr(made, "__enter__") else contextlib.nullcontext(made) as executor:
            if not hasattr(executor, "submit"):
                message = _("`{name}` gives no executor of concurrent.futures").format(name=visible(self._name))
                raise wrong_usage(message, _("let it return what has a method `submit`, or a context that yields it"))
            yield executor

    def ahead(self) -> int:
        """Return how many batches are given out at a time."""
        return self._ahead

    def attend(self) -> None:
        """Do nothing: the executor knows its workers."""

    def fault(self, error: BaseException) -> MachineFault | None:
        """Return what an error means that is not of the work."""
        return _fault(error, visible(self._name))


def _fault(error: BaseException, whose: str) -> MachineFault | None:
    """Return the fault if an error is of those who work, and not of the work."""
    if isinstance(error, BrokenExecutor | CancelledError | OSError):
        message = _("those who work are gone: {reason}").format(reason=_first_line(error))
        return machine_fault(message, _("look whether they still run, and start the command again"), whose)
    if isinstance(error, ImportError):
        message = _("a worker does not have this edition of the program")
        return machine_fault(message, _("install the same edition on every computer that works"), whose)
    return None


def _first_line(error: BaseException) -> str:
    lines = str(error).splitlines() or [type(error).__name__]
    return shortened(one_line(lines[0]), 160)


def _function(name: str) -> Callable[[], object]:
    """Return what a name such as `module:function` means; modules of the current folder are found as well."""
    module, _colon, attribute = name.partition(":")
    if not module or not attribute:
        raise wrong_usage(_("`{name}` names no function").format(name=visible(name)), _("write it as MODULE:FUNCTION"))
    if os.getcwd() not in sys.path:
        sys.path.append(os.getcwd())
    try:
        function = getattr(importlib.import_module(module), attribute)
    except Exception as error:  # noqa: BLE001 - a module of somebody's own may be wrong in any way
        message = _("`{name}` cannot be loaded: {reason}").format(name=visible(name), reason=_first_line(error))
        raise wrong_usage(
            message, _("check the name, and that the module is installed or lies in this folder")
        ) from None
    if not callable(function):
        raise wrong_usage(_("`{name}` names no function").format(name=visible(name)), _("write it as MODULE:FUNCTION"))
    made: Callable[[], object] = function
    return made
