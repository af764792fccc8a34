# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Real runs of ansible-playbook against a real emulator.

Each worker of pytest has one emulator on a free port, put back to its seed before each test. Each test has a folder of its own:
``project`` with the play and what the user gives, ``home`` with everything that Ansible and the collection write by themselves.
After each run, everything that it wrote anywhere is searched for secrets; ``leaks.py`` says for which and in which forms,
``allowances.py`` where one may be.
"""

from __future__ import annotations

import pytest
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import Emulator
from ansible_collections.zoho.cliq.tests.integration.plays.internet import HOSTS, Internet
from ansible_collections.zoho.cliq.tests.integration.plays.live_run import Person
from ansible_collections.zoho.cliq.tests.integration.plays.playbook_runner import Playbook
from ansible_collections.zoho.cliq.tests.integration.plays.reader import DATA_CENTER, Reader
from ansible_collections.zoho.cliq.tests.unit.plugins.receiver_helper import free_port


@pytest.fixture(scope="session")
def running_emulator(tmp_path_factory):
    emulator = Emulator(tmp_path_factory.mktemp("emulator"))
    yield emulator
    emulator.stop()


@pytest.fixture
def emulator(running_emulator):
    running_emulator.reset()
    return running_emulator


@pytest.fixture
def playbook(tmp_path, emulator):
    return Playbook(tmp_path, emulator)


@pytest.fixture
def person(playbook):
    """Somebody who runs the playbooks at a terminal and consents in a browser, with a free port for the redirect."""
    with free_port() as port:
        yield Person(playbook, port)


@pytest.fixture
def signed_in(playbook):
    """The runner of plays, with credentials for everything about channels and no token yet."""
    playbook.sign_in()
    return playbook


EVERY = "--every"


def pytest_addoption(parser):
    parser.addoption(EVERY, type=int, default=1, metavar="N", help="run one test in N, of each file at least one")


def pytest_collection_modifyitems(config, items):
    of_file = {}
    chosen = []
    for item in items:
        number = of_file[item.path] = of_file.get(item.path, -1) + 1
        if number % config.getoption(EVERY) == 0:
            chosen.append(item)
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


@pytest.fixture(scope="module")
def zoho(tmp_path_factory):
    """All data centers by their own names: the emulator, which is in that of the examples, and the way to it."""
    others = [center for center in HOSTS if center != DATA_CENTER]
    emulator = Emulator(tmp_path_factory.mktemp("zoho"), [DATA_CENTER, *others])
    internet = Internet(emulator.urls, tmp_path_factory.mktemp("internet"))
    yield emulator, internet
    internet.stop()
    emulator.stop()


@pytest.fixture
def reader(tmp_path, zoho):
    """Somebody who copies examples out of the documentation."""
    emulator, internet = zoho
    emulator.reset()
    client = emulator.client
    with free_port() as port:
        yield Reader(Playbook(tmp_path, emulator), internet, port)
    emulator.client = client
