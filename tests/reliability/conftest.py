# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of reliability share: how much of them runs, from which seed, and what they tell for the page of results."""

from __future__ import annotations

import os
import pathlib
import time
import typing as t

import pytest

if "ANSIBLE_CONTROLLER_MIN_PYTHON_VERSION" not in os.environ:
    import ansible_collections
    from ansible.plugins.loader import init_plugin_loader

    init_plugin_loader([str(pathlib.Path(next(iter(ansible_collections.__path__))).parent)])

from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import Emulator
from ansible_collections.zoho.cliq.tests.reliability import worker
from ansible_collections.zoho.cliq.tests.reliability.course import Stage
from ansible_collections.zoho.cliq.tests.reliability.faults import Door
from ansible_collections.zoho.cliq.tests.reliability.figures import MOST, SUM, Figures
from ansible_collections.zoho.cliq.tests.reliability.leaks import Search

DEFAULT_SEED = 20260
FULL, SEED, PAGE = "--full", "--reliability-seed", "--page"
# All of it has to be done by then, in seconds; what has not begun fails.
BOUND = 15 * 60.0
FIGURES, BEGUN = pytest.StashKey[Figures](), pytest.StashKey[float]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("reliability")
    group.addoption(FULL, action="store_true", help="all of it; without, a sample that takes a minute")
    group.addoption(
        SEED, type=int, default=DEFAULT_SEED, help="of the sample and of random times (default %(default)s)"
    )
    group.addoption(PAGE, type=pathlib.Path, help="write the figures into this page")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "only_full: takes longer than a sample may")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption(FULL):
        return
    left = [item for item in items if item.get_closest_marker("only_full")]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


class _Reports:
    """Takes the figures from the reports of tests, wherever they ran."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown":
            self._figures.take(report.user_properties)


def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.stash[BEGUN] = time.monotonic()
    figures = session.config.stash[FIGURES] = Figures()
    session.config.pluginmanager.register(_Reports(figures), "reliability-figures")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if time.monotonic() - item.config.stash[BEGUN] > BOUND:
        pytest.fail(f"{BOUND / 60:.0f} minutes are over", pytrace=False)


def _how_much(config: pytest.Config) -> str:
    return f"{'all of it' if config.getoption(FULL) else 'a sample'}, seed {config.getoption(SEED)}"


def pytest_terminal_summary(terminalreporter: t.Any, exitstatus: int, config: pytest.Config) -> None:
    figures = config.stash[FIGURES]
    if not figures:
        return
    seconds = time.monotonic() - config.stash[BEGUN]
    terminalreporter.section(f"reliability: {_how_much(config)}")
    for line in figures.lines():
        terminalreporter.line(line)
    page = config.getoption(PAGE)
    if page and exitstatus == pytest.ExitCode.OK:
        figures.write(page, f"Seed {config.getoption(SEED)}, {seconds / 60:.0f} minutes on {os.cpu_count()} cores.")


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> bool:
    """Whether all of it runs."""
    return bool(request.config.getoption(FULL))


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption(SEED))


Tell = t.Callable[..., None]


def _teller(kind: str) -> t.Any:
    @pytest.fixture
    def tell(record_property: t.Callable[[str, t.Any], None]) -> Tell:
        def told(part: str, **numbers: int) -> None:
            for name, number in numbers.items():
                record_property(f"{kind}{part}: {name}", number)

        return told

    return tell


# Figures for the page: sums, and the largest of all tests.
tell = _teller(SUM)
tell_the_most = _teller(MOST)


@pytest.fixture(autouse=True)
def searched(tell: Tell) -> t.Iterator[None]:
    """Tell how many places were searched for secrets."""
    before = Search.searched
    yield
    tell("leak scan", searched=Search.searched - before)


@pytest.fixture(scope="session")
def prepared() -> None:
    """Everything is imported that workers need."""
    worker.prepare()


@pytest.fixture(scope="session")
def unlimited(tmp_path_factory: pytest.TempPathFactory, prepared: None) -> t.Iterator[Emulator]:
    """An emulator without Zoho's limits."""
    emulator = Emulator(
        tmp_path_factory.mktemp("emulator"), ("us",), ("--limits", "off", "--quirk", "token-limits=off")
    )
    yield emulator
    emulator.stop()


@pytest.fixture(scope="session")
def stage(unlimited: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Where scenarios are played."""
    return Stage(unlimited, tmp_path_factory.mktemp("stage"))


@pytest.fixture(scope="session")
def door() -> t.Iterator[Door]:
    door = Door()
    yield door
    door.close()


@pytest.fixture(scope="session")
def search(unlimited: Emulator) -> Search:
    return Search(unlimited)
