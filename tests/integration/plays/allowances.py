# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Where a secret is allowed to be: each place with a reason, and with as little around it as possible.

There are two. Who asks for ``encrypt: none`` gets a credentials file with two secrets in plain text; and the argument file of a
module has what the task gives to the module: an access token, for the collection's modules on another host, for
``ansible.builtin.uri``, whose header the user writes, and for ``ansible.builtin.command``, which hands it on. All of them are for
the eyes of their owner only.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path

from ansible_collections.zoho.cliq.tests.integration.plays import documented

_ENCRYPT = re.compile(r"^\s*(?:- )?encrypt: (\w+)", re.MULTILINE)
_PLAIN_VALUE = re.compile(rb"(?m)^(zoho_cliq_(?:client_secret|refresh_token)): .*$")
_ANSWER = re.compile(rb'"answer": "(?:[^"\\]|\\.)*"')
# One line of the file says for which module it is, another has the arguments.
_ARGUMENTS = re.compile(rb"(?m)^ansible_module='([a-z_.]+)',$")
_TOKEN = rb"1000\.[0-9a-f]{32}\.[0-9a-f]{32}"
# ansible-core 2.22 repeats on a line of its own which of the arguments are secrets.
_REPEATED = rb"(?m)^(secrets=frozenset\(\{')" + _TOKEN + rb"(?='\}\),$)"
_AS_OPTION = rb'("access_token": ")' + _TOKEN + rb'(?=")'
_AS_HEADER = rb'("Authorization": "Zoho-oauthtoken )' + _TOKEN + rb'(?=")'
_AS_INPUT = rb'("stdin": ")' + _TOKEN + rb'(?=")'
_MODULES_WITH_A_TOKEN = {
    **{f"{documented.PREFIX}{name}".encode(): _AS_OPTION for name in documented.names() if documented.calls_cliq(name)},
    b"ansible.legacy.uri": _AS_HEADER,
    b"ansible.legacy.command": _AS_INPUT,
}


def encrypt_words(play: Path) -> set[str]:
    """How credentials files are to be protected, in the words of a play."""
    return set(_ENCRYPT.findall(play.read_text())) if play.exists() else set()


def without_plain_credentials(path: Path, content: bytes) -> bytes:
    """The content of a credentials file that nobody encrypts, or of its journal, without what belongs there."""
    if content.startswith(b"---\n# Credentials for Zoho Cliq"):
        _assert_private(path)
        return _PLAIN_VALUE.sub(rb"\1:", content)
    if path.name.endswith(".exchange"):
        _assert_private(path)
        return _ANSWER.sub(b"", content)
    return content


def without_injected_token(where: str, content: bytes, private: bool) -> bytes:
    """The content of a file, without the access token if it is the argument file of a module that is given one."""
    module = _ARGUMENTS.search(content)
    place = _MODULES_WITH_A_TOKEN.get(module[1]) if module else None
    if place is None:
        return content
    assert private, f"others can read {where}, which has an access token in it"
    return re.sub(_REPEATED, rb"\1", re.sub(place, rb"\1", content))


def is_private(path: Path) -> bool:
    """Whether only the owner can read a file, because of its own mode or because of that of its folder."""
    return any(not stat.S_IMODE(one.stat().st_mode) & 0o077 for one in (path, path.parent))


def _assert_private(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    assert not mode & 0o077, f"{path}, which has secrets in it, has the mode {mode:o}"
