"""Which tests took most of the processor, that of the children they waited for among it: `bin/test PART --dearest N`.

Unlike seconds by the clock (`pytest --durations`) these do not grow when the machine has other things to do.
"""

import os
from collections import Counter
from collections.abc import Generator

import pytest

_told = 0.0  # up to here the time of this process was ascribed to a test
_taken = Counter[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--dearest", type=int, default=0, metavar="N", help="show the N tests that took most processor time"
    )


def _used() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def pytest_collection_finish() -> None:
    global _told
    _told = _used()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    global _told
    report = yield
    now = _used()
    vars(report)["worked"] = now - _told  # a worker's report takes it along
    _told = now
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _taken[report.nodeid] += report.worked


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    terminalreporter.section(f"dearest tests: seconds of the processor, {sum(_taken.values()):.1f} in all of them")
    for nodeid, seconds in _taken.most_common(config.getoption("dearest")):
        terminalreporter.write_line(f"{seconds:8.2f} s  {nodeid}")
