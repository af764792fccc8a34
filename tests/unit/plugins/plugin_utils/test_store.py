# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which state store a task gets, with which access to it, and what it is told about it."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
import typing as t

import pytest
from ansible import constants as C
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput, StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state import mounts
from ansible_collections.zoho.cliq.plugins.module_utils._state.memory import MemoryStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import ServerAccess, StateStore
from ansible_collections.zoho.cliq.plugins.plugin_utils import _store
from ansible_collections.zoho.cliq.tests.unit.plugins import process_helper, redis_helper
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import options, trusted

PASSWORD = "hunter2-hunter2"


class Opened:
    """What was opened, and the warnings that were given."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        self.settings: list[tuple[str, ServerAccess | None]] = []
        self.warnings: list[str] = []

    def opened(self, setting: str, *, default_directory: str, access: ServerAccess | None) -> StateStore:
        self.settings.append((setting, access))
        return MemoryStore()

    def store(self, *given: t.Any, **rest: t.Any) -> StateStore:
        return _store.store_of(
            options(*given, **rest), lambda path: str(self._folder / path), warn=self.warnings.append
        )


@pytest.fixture
def opened(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    monkeypatch.setattr(_store, "_STORES", {})
    return Opened(tmp_path)


@pytest.fixture
def pretended(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> Opened:
    monkeypatch.setattr(_store, "open_store", opened.opened)
    return opened


@pytest.mark.parametrize(
    ("setting", "is_opened"),
    [
        (None, "HOME/zoho_cliq"),
        ("/state", "/state"),
        ("~/state", "~/state"),
        ("none", "none"),
        ("state", "FOLDER/state"),
        ("ftp://host", "ftp://host"),
    ],
)
def test_a_directory_has_no_access(
    pretended: Opened, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, setting: str | None, is_opened: str
) -> None:
    monkeypatch.setattr(C.config, "get_config_value", lambda _name: "/home/me/.ansible")
    pretended.store({"state_store": setting, "state_store_password": PASSWORD})
    expected = is_opened.replace("FOLDER", str(tmp_path)).replace("HOME", "/home/me/.ansible")
    assert pretended.settings == [(expected, None)]


def test_the_access_to_a_server_comes_from_everywhere(pretended: Opened, tmp_path: pathlib.Path) -> None:
    ini = tmp_path / "ansible.cfg"
    ini.write_text("[zoho_cliq]\nstate_store_allow_plaintext = yes\n")
    environment = {"ZOHO_CLIQ_STATE_STORE": "redis://redis.example.com", "ZOHO_CLIQ_STATE_STORE_CA_PATH": "ca.pem"}
    variables = trusted(
        {
            "zoho_cliq_state_store_password": "{{ vaulted }}",
            "vaulted": PASSWORD,
            # These decide where secrets go.
            "zoho_cliq_state_store": "redis://evil.example.com",
            "zoho_cliq_state_store_ca_path": "/evil.pem",
        }
    )
    pretended.store({"state_store_user": "me"}, variables, environment=environment, ini_file=ini)
    access = ServerAccess("me", PASSWORD, str(tmp_path / "ca.pem"), True)
    assert pretended.settings == [("redis://redis.example.com", access)]


def test_a_permission_for_plain_text_is_no_variable(pretended: Opened) -> None:
    variables = trusted({"zoho_cliq_state_store_allow_plaintext": True})
    pretended.store({"state_store": "redis://redis.example.com"}, variables)
    assert pretended.settings[0][1] == ServerAccess()
    with pytest.raises(InvalidInput, match="neither true nor false"):
        pretended.store({"state_store": "redis://localhost", "state_store_allow_plaintext": "perhaps"})


def test_a_password_that_a_host_has_returned_is_refused(pretended: Opened) -> None:
    with pytest.raises(InvalidInput, match="managed hosts can influence"):
        pretended.store({"state_store": "redis://localhost"}, {"zoho_cliq_state_store_password": PASSWORD})


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_password_comes_from_a_file(
    pretended: Opened, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    told: list[str] = []
    monkeypatch.setattr(_store, "register_secret", told.append)
    (tmp_path / "password").write_text(f" {PASSWORD} {end}", newline="")
    environment = {"ZOHO_CLIQ_STATE_STORE_PASSWORD_FILE": "password"}
    pretended.store({"state_store": "redis://localhost"}, environment=environment)
    assert pretended.settings[0][1] == ServerAccess(password=f" {PASSWORD} ")
    assert told == [f" {PASSWORD} "]


def test_a_password_that_is_given_is_not_looked_for_in_a_file(pretended: Opened, tmp_path: pathlib.Path) -> None:
    given = {"state_store": "redis://localhost", "state_store_password_file": str(tmp_path / "none")}
    pretended.store(given, environment={"ZOHO_CLIQ_STATE_STORE_PASSWORD": PASSWORD})
    assert pretended.settings[0][1] == ServerAccess(password=PASSWORD)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "password cannot be read: No such file or directory. Name a file"),
        (b"\xff\xfe", "password cannot be read: it is not text. Name a file"),
        (b"\n", "password is empty: write the password into it"),
    ],
)
def test_a_file_without_a_password_is_an_error(
    pretended: Opened, tmp_path: pathlib.Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "password").write_bytes(content)
    with pytest.raises(InvalidInput, match=said):
        pretended.store({"state_store": "redis://localhost", "state_store_password_file": "password"})
    assert pretended.settings == []


def test_the_password_is_told_to_ansible_as_a_secret(pretended: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(_store, "register_secret", told.append)
    pretended.store({"state_store": "redis://localhost", "state_store_password": PASSWORD})
    assert told == [PASSWORD]


def test_a_store_is_opened_once_for_each_access(pretended: Opened) -> None:
    first = pretended.store({"state_store": "redis://localhost"})
    assert pretended.store({"state_store": "redis://localhost"}) is first
    assert pretended.store({"state_store": "redis://localhost", "state_store_password": PASSWORD}) is not first
    assert pretended.store({"state_store": "redis://127.0.0.1"}) is not first
    assert len(pretended.settings) == 3


def test_a_mistake_in_the_url_is_told_without_the_password(opened: Opened) -> None:
    with pytest.raises(StateStoreError) as caught:
        opened.store({"state_store": f"redis://:{PASSWORD}@localhost"})
    assert PASSWORD not in caught.value.message


# --- warnings ------------------------------------------------------------------------------------------------------------


def test_a_policy_that_drops_data_is_warned_of_once(
    opened: Opened, new_redis: t.Callable[..., redis_helper.Server]
) -> None:
    server = new_redis("--maxmemory-policy", "allkeys-lru")
    for _time in range(2):
        opened.store({"state_store": server.url})
    (warning,) = opened.warnings
    assert "maxmemory-policy" in warning


MOUNTS = """\
1 0 0:1 / / rw - {kind} root rw
2 1 0:2 / /runner rw - xfs /dev/sda1 rw
3 1 0:3 / {volume} rw - ext4 /dev/sdb1 rw
"""


@pytest.fixture
def root(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> t.Callable[[str], None]:
    for name in ("AWX_PRIVATE_DATA_DIR", "AWX_ISOLATED_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)

    def mounted(kind: str) -> None:
        path = tmp_path / "mountinfo"
        path.write_text(MOUNTS.format(kind=kind, volume=(tmp_path / "volume").resolve()))
        monkeypatch.setattr(mounts, "_MOUNTINFO", str(path))

    return mounted


@pytest.mark.parametrize(
    ("kind", "place", "warned"),
    [
        ("overlay", "state", True),
        ("fuse.fuse-overlayfs", "state", True),
        ("overlay", "volume/state", False),
        ("ext4", "state", False),
    ],
)
def test_the_disk_of_a_container_is_warned_of(
    opened: Opened, tmp_path: pathlib.Path, root: t.Callable[[str], None], kind: str, place: str, warned: bool
) -> None:
    root(kind)
    (tmp_path / "volume").mkdir()
    opened.store({"state_store": str(tmp_path / place)})
    if not warned:
        assert opened.warnings == []
        return
    (warning,) = opened.warnings
    assert f"{tmp_path}/state is on the writable layer of a container" in warning
    assert "at the 11th within 10 minutes" in warning
    assert "Redis" in warning


@pytest.mark.parametrize(
    ("path", "variable", "found"),
    [
        ("/runner/.ansible/zoho_cliq", "AWX_PRIVATE_DATA_DIR", "the directory of a single job"),
        # A directory that somebody keeps for several runs of ansible-runner is mounted there as well.
        ("/runner/.ansible/zoho_cliq", "AWX_ISOLATED_DATA_DIR", None),
        ("/runners/state", "AWX_PRIVATE_DATA_DIR", None),
        ("/var/lib/state", "AWX_PRIVATE_DATA_DIR", None),
    ],
)
def test_the_directory_of_a_job_of_awx_is_ephemeral(
    root: t.Callable[[str], None], monkeypatch: pytest.MonkeyPatch, path: str, variable: str, found: str | None
) -> None:
    root("xfs")
    monkeypatch.setenv(variable, "/tmp/awx_41_wvyqohly")
    assert mounts.ephemeral_disk(path) == found


# --- the library -------------------------------------------------------------------------------------------------------

IMPORT = """
from ansible.plugins.loader import init_plugin_loader
init_plugin_loader([sys.argv[1]])
from ansible_collections.zoho.cliq.plugins.plugin_utils import _action, _lookup
say([name for name in ("redis",) if name in sys.modules])
"""


@pytest.mark.parametrize(
    ("environment", "ini", "imported"),
    [
        ({}, "", False),
        ({"ZOHO_CLIQ_STATE_STORE": "/state"}, "", False),
        ({"ZOHO_CLIQ_STATE_STORE": "redis://localhost"}, "", True),
        ({}, "[zoho_cliq]\nstate_store = unix:///run/redis.sock\n", True),
    ],
)
def test_the_library_is_imported_only_for_a_store_that_needs_it(
    tmp_path: pathlib.Path, environment: dict[str, str], ini: str, imported: bool
) -> None:
    pytest.importorskip("redis")
    (tmp_path / "ansible.cfg").write_text(f"[defaults]\n{ini}")
    own = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "PYTEST_"))}
    path = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(
        [sys.executable, "-c", process_helper.PRELUDE + IMPORT, str(process_helper.ROOT)],
        capture_output=True,
        text=True,
        env={**own, "PYTHONPATH": path, "ANSIBLE_HOME": str(tmp_path), **environment},
        timeout=60,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ('["redis"]\n' if imported else "[]\n")
