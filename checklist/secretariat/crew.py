"""Those who work for the secretariat: they are given batches, and what they lose is given out again.

Who they are is the matter of an engine: processes of this computer (here), a cluster or any other executor of
`concurrent.futures` (`engines`).
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from typing import Generic, Protocol, TypeVar

from checklist.errors import MachineFault, machine_fault
from checklist.language import _
from checklist.system import processes

Batch = TypeVar("Batch", bound=Sized)
Result = TypeVar("Result")
_ATTEMPTS = 3
"""Times that batches are given out again, when all workers are gone before any came back."""
_PATIENCE = 5.0
"""Seconds without an answer after which an engine is asked whether anybody is there."""


class Engine(Protocol):
    """What brings workers."""

    @property
    def here(self) -> bool:
        """Whether they are processes of this computer that see what the program sees."""

    def begin(self) -> contextlib.AbstractContextManager[Executor]:
        """Return what brings them together and lets them go. Raises `ChecklistError`."""

    def ahead(self) -> int:
        """Return how many batches are given out at a time."""

    def attend(self) -> None:
        """Raise `MachineFault` if nobody is there any more."""

    def fault(self, error: BaseException) -> MachineFault | None:
        """Return what an error means if it is not of the work, but of those who do it."""


class Processes:
    """An engine: so many processes of this computer; `prepare` is done before they begin, so that all have it."""

    here = True

    def __init__(self, number: int, prepare: Callable[[], object] = lambda: None) -> None:
        self._number, self._prepare = number, prepare

    @contextlib.contextmanager
    def begin(self) -> Iterator[Executor]:
        """Start the processes."""
        method = processes.start_method()
        if method == "fork":
            self._prepare()
        context = multiprocessing.get_context(method)
        executor = ProcessPoolExecutor(processes.at_most(self._number), context, initializer=_quiet)
        try:
            yield executor
        except BaseException:
            executor.shutdown(wait=True, cancel_futures=True)
            raise
        executor.shutdown()

    def ahead(self) -> int:
        """Return how many batches are given out at a time."""
        return 2 * self._number

    def attend(self) -> None:
        """Do nothing: a process that ends is noticed."""

    def fault(self, error: BaseException) -> MachineFault | None:
        """Return what it means when processes end again and again."""
        if not isinstance(error, BrokenExecutor):
            return None
        message = _("the system ended a process that reads, again and again; perhaps it has too little memory")
        return machine_fault(message, _("close other programs, or add `--workers 1`"), "")


def _quiet() -> None:
    """Work for the program that started this worker, and leave the collection of garbage to its end."""
    processes.follow_parent()
    gc.disable()


class Crew:
    """Workers that are brought together when there is work for them, and used in a `with` block."""

    def __init__(self, engine: Engine | None) -> None:
        """Without an engine, the program works alone."""
        self._engine = engine
        self._executor: Executor | None = None
        self._begun = contextlib.ExitStack()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *exc: object) -> None:
        self._begun.__exit__(*exc)  # type: ignore[arg-type]

    @property
    def is_here(self) -> bool:
        """Whether whoever works sees what the program sees."""
        return self._engine is None or self._engine.here

    def begin(self) -> None:
        """Bring the workers together, if they are not yet."""
        if self._engine and self._executor is None:
            self._executor = self._begun.enter_context(self._engine.begin())

    def each(
        self, work: Callable[[Batch], Result], batches: Iterable[Batch], few: int = 1
    ) -> Iterator[tuple[Batch, Result]]:
        """Yield each batch and the result of `work` on it, in their order.

        No more batches are under way than the engine wants, so that memory does not grow with their number. Up to `few`
        pieces are worth no worker. Raises whatever `work` does, and `MachineFault` if those who work are at fault.
        """
        batches = iter(batches)
        first: list[Batch] = []
        if self._executor is None:
            for batch in batches:
                first.append(batch)
                if sum(map(len, first)) > few:
                    break
        if self._engine is None or (self._executor is None and sum(map(len, first)) <= few):
            for batch in _chained(first, batches):
                yield batch, work(batch)
            return
        self.begin()
        yield from _Out(self, self._engine, work).all(_chained(first, batches))

    def submit(self, work: Callable[[Batch], Result], batch: Batch) -> Future[Result]:
        """Give a batch out."""
        self.begin()
        assert self._executor is not None
        return self._executor.submit(work, batch)

    def renew(self) -> None:
        """Let those go who are left, and bring others together."""
        self._executor = None
        with contextlib.suppress(BrokenExecutor):
            self._begun.close()
        self.begin()


def _chained(first: Sequence[Batch], following: Iterator[Batch]) -> Iterator[Batch]:
    yield from first
    yield from following


class _Out(Generic[Batch, Result]):
    """Batches that are given out and not back yet, in their order."""

    def __init__(self, crew: Crew, engine: Engine, work: Callable[[Batch], Result]) -> None:
        self._crew, self._engine, self._work = crew, engine, work
        self._waiting: deque[tuple[Batch, Future[Result] | None]] = deque()
        self._broken = 0
        """How often all workers were gone since the last result."""

    def all(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Result]]:
        for batch in batches:
            self._waiting.append((batch, self._given(batch)))
            while len(self._waiting) >= self._engine.ahead():
                yield self._next()
        while self._waiting:
            yield self._next()

    def _given(self, batch: Batch) -> Future[Result] | None:
        """Give a batch out; None if nobody is there, which shows when its turn comes."""
        try:
            return self._crew.submit(self._work, batch)
        except BrokenExecutor:
            return None

    def _next(self) -> tuple[Batch, Result]:
        while True:
            batch, future = self._waiting[0]
            try:
                if future is None:
                    raise BrokenExecutor
                while not wait([future], _PATIENCE).done:
                    self._engine.attend()
                result = future.result()
            except BrokenExecutor as error:
                self._again(error)
            except Exception as error:
                if fault := self._engine.fault(error):
                    raise fault from error
                raise
            else:
                self._waiting.popleft()
                self._broken = 0
                return batch, result

    def _again(self, error: BrokenExecutor) -> None:
        """Give everything out again that is not back."""
        self._broken += 1
        if self._broken > _ATTEMPTS:
            raise self._engine.fault(error) or error
        self._crew.renew()
        self._waiting = deque((batch, self._given(batch)) for batch, _future in self._waiting)
