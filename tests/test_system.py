from __future__ import annotations

import signal

import pytest

from checklist import system

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows closes no terminals by a signal")


def test_a_signal_calls_what_was_asked_for_and_afterwards_what_was_there() -> None:
    before, heard = signal.getsignal(signal.SIGHUP), list[int]()
    with system.signals_to(heard.append, signal.SIGHUP):
        signal.raise_signal(signal.SIGHUP)
    assert heard == [signal.SIGHUP]
    assert signal.getsignal(signal.SIGHUP) is before


def test_a_signal_that_is_ignored_stays_ignored_as_after_nohup() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with system.ending_in_order():
            signal.raise_signal(signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_wish_to_end_waits_while_nothing_may_be_interrupted() -> None:
    done = []

    def work() -> None:
        with system.ending_in_order():
            with system.uninterrupted():
                signal.raise_signal(signal.SIGTERM)
                done.append("the rest")
            done.append("more")

    with pytest.raises(SystemExit) as ended:
        work()
    assert ended.value.code == 128 + signal.SIGTERM
    assert done == ["the rest"]
