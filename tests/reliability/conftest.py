# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of reliability share: how much of them runs, from which seed, and what they tell for the page of results."""

from __future__ import annotations

import os
import pathlib
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
from ansible_collections.zoho.cliq.tests.reliability.leaks import Search

DEFAULT_SEED = 20260
FULL, SEED = "--full", "--reliability-seed"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("reliability")
    group.addoption(FULL, action="store_true", help="all of it; without, a sample that takes a minute")
    group.addoption(
        SEED, type=int, default=DEFAULT_SEED, help="of the sample and of random times (default %(default)s)"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "only_full: takes longer than a sample may")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption(FULL):
        return
    left = [item for item in items if item.get_closest_marker("only_full")]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


def pytest_report_header(config: pytest.Config) -> str:
    much = "all of it" if config.getoption(FULL) else "a sample"
    return f"reliability: {much}, seed {config.getoption(SEED)}"


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> bool:
    """Whether all of it runs."""
    return bool(request.config.getoption(FULL))


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption(SEED))


@pytest.fixture
def tell(record_property: t.Callable[[str, t.Any], None]) -> t.Callable[..., None]:
    """Tell figures for the page: counts, by what they count."""

    def count(part: str, **counts: int) -> None:
        for name, number in counts.items():
            record_property(f"{part}: {name}", number)

    return count


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
