"""Who works on batches: in order, not all at once, and again where somebody was lost."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from checklist.errors import MachineFault
from checklist.secretariat.crew import Crew, Processes


class Threads:
    """An engine of threads, which knows how many batches were under way at most."""

    here = False

    def __init__(self, ahead: int = 4) -> None:
        self._ahead = ahead
        self.under_way = self.most = self.begun = 0

    @contextlib.contextmanager
    def begin(self) -> Iterator[Executor]:
        self.begun += 1
        with ThreadPoolExecutor(2) as executor:
            submit = executor.submit

            def counted(*arguments: object) -> Future[object]:
                self.under_way += 1
                self.most = max(self.most, self.under_way)
                return submit(*arguments)  # type: ignore[arg-type]

            executor.submit = counted  # type: ignore[assignment,method-assign]
            yield executor

    def ahead(self) -> int:
        return self._ahead

    def attend(self) -> None:
        pass

    def fault(self, error: BaseException) -> MachineFault | None:
        return None


def test_batches_come_back_in_their_order_and_are_not_all_under_way_at_once() -> None:
    engine = Threads(ahead=4)

    def slow_at_first(batch: range) -> range:
        time.sleep(0.02 if batch[0] == 0 else 0)
        return batch

    came: list[int] = []
    with Crew(engine) as crew:
        for batch, result in crew.each(slow_at_first, (range(first, first + 3) for first in range(0, 150, 3))):
            engine.under_way -= 1
            assert batch == result
            came += result
    assert came == list(range(150))
    assert 1 < engine.most <= 4


def test_a_little_work_is_done_by_the_program_itself() -> None:
    engine = Threads()
    with Crew(engine) as crew:
        assert list(crew.each(sum, [[1, 2], [3]], few=3)) == [([1, 2], 3), ([3], 3)]
        alone = engine.begun
        assert list(crew.each(sum, [[1, 2], [3, 4]], few=3)) == [([1, 2], 3), ([3, 4], 7)]
    assert (alone, engine.begun) == (0, 1)


def ended_by_the_system(batch: list[str]) -> str:
    """Work that kills its process the first time it meets a mark."""
    (name,) = batch
    mark = Path(name)
    if mark.suffix == ".once" and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if mark.suffix == ".always":
        os.kill(os.getpid(), signal.SIGKILL)
    return mark.name


@pytest.mark.slow
def test_what_a_process_lost_that_the_system_ended_is_done_again(tmp_path: Path) -> None:
    names = [f"{number}.{'once' if number in (3, 17) else 'plain'}" for number in range(30)]
    with Crew(Processes(2)) as crew:
        came = [result for _batch, result in crew.each(ended_by_the_system, ([str(tmp_path / one)] for one in names))]
    assert came == names


@pytest.mark.slow
def test_a_system_that_ends_every_process_is_told_of_as_a_fault_of_the_machine(tmp_path: Path) -> None:
    with Crew(Processes(2)) as crew, pytest.raises(MachineFault, match="the system ended a process") as told:
        list(crew.each(ended_by_the_system, [[str(tmp_path / "a.always")], [str(tmp_path / "b.plain")]]))
    assert "--workers 1" in told.value.problems[0].remedy


def test_a_mistake_in_the_work_itself_is_no_fault_of_the_machine() -> None:
    with Crew(Threads()) as crew, pytest.raises(ZeroDivisionError):
        list(crew.each(lambda batch: 1 // len(batch[0]), [[""], [""]]))


def test_what_is_broken_without_a_word_of_its_engine_is_told_as_it_is() -> None:
    class Gone(Threads):
        @contextlib.contextmanager
        def begin(self) -> Iterator[Executor]:
            self.begun += 1
            executor = ThreadPoolExecutor(1)

            def broken(*_arguments: object) -> Future[object]:
                raise BrokenExecutor("nobody is there")

            executor.submit = broken  # type: ignore[assignment,method-assign]
            yield executor

    engine = Gone()
    with Crew(engine) as crew, pytest.raises(BrokenExecutor):
        list(crew.each(len, [[1], [2]]))
    assert engine.begun == 4
