# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The credentials file: a YAML vars file whose secrets are encrypted with Ansible Vault, replaced as a whole or not at all.

What is written is limited to characters without a meaning in YAML or Jinja, because Ansible trusts the values of vars files
as templates.
"""

from __future__ import annotations

import dataclasses
import os
import re
import stat
import typing as t

import yaml
from ansible_collections.zoho.cliq.plugins.module_utils._errors import CredentialsFileError, InvalidInput
from ansible_collections.zoho.cliq.plugins.plugin_utils._files import why_unreadable
from ansible_collections.zoho.cliq.plugins.plugin_utils._vault import DEFAULT_ID, Vault

PREFIX = "zoho_cliq_"
SECRETS = ("client_secret", "refresh_token")
REQUIRED = ("client_id", "client_secret", "refresh_token", "data_center")
LISTS = ("scopes", "exchange_times")
# In the order in which they are written; after those that are required come the facts that later runs need.
KEYS = (
    *REQUIRED,
    "scopes",
    "user_id",
    "user_email",
    "consent_data_center",
    "exchange_times",
    "code_digest",
)
_SAFE = re.compile(r"[A-Za-z0-9._~+/=:@?&,-]{1,2048}")
_HEADER = """\
---
# Credentials for Zoho Cliq, written by the module zoho.cliq.credentials. Load it with vars_files or -e @FILE,
# or name it in credentials_file. Keep it out of public places even when its secrets are encrypted.
"""


class _Ciphertext(str):
    """A vaulted value as it stands in the file."""


class _Loader(yaml.SafeLoader):
    """Reads plain YAML and ``!vault`` values, and nothing else."""


def _vaulted(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> _Ciphertext:
    return _Ciphertext(loader.construct_scalar(node))


_Loader.add_constructor("!vault", _vaulted)


@dataclasses.dataclass
class Stored:
    """
    What a credentials file says.

    ``values`` are keyed without the prefix ``zoho_cliq_``, decrypted. ``encrypt`` is how the file is protected (``values``,
    ``file`` or ``none``), ``vault_id`` with which secret. ``ciphertexts`` are kept for values that do not change. ``foreign``
    are the keys that are not of this collection. ``open`` says that others than the owner can read or write the file.
    """

    values: dict[str, t.Any] = dataclasses.field(repr=False)
    encrypt: str
    vault_id: str | None = None
    ciphertexts: dict[str, str] = dataclasses.field(default_factory=dict, repr=False)
    foreign: list[str] = dataclasses.field(default_factory=list)
    open: bool = False


def read(path: str, vault: Vault) -> Stored | None:
    """
    Return the contents of a credentials file, or None if there is no file.

    Raises CredentialsFileError for a file that cannot be read, decrypted or understood.
    """
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
            mode = os.fstat(file.fileno()).st_mode
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as exc:
        raise CredentialsFileError(
            f"The credentials file {path} cannot be read: {why_unreadable(exc)}. Name a file that this user can read."
        ) from exc
    stored = parse(text, path, vault)
    stored.open = bool(mode & (stat.S_IRWXG | stat.S_IRWXO))
    return stored


def parse(text: str, path: str, vault: Vault) -> Stored:
    """Return what ``text``, the contents of the credentials file ``path``, says; raises CredentialsFileError."""
    stored = Stored(values={}, encrypt="none")
    if Vault.is_encrypted(text):
        text, stored.vault_id = vault.decrypt(text, f"The credentials file {path}")
        stored.encrypt = "file"
    try:
        data = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None)
        line = f" (line {mark.line + 1})" if mark is not None else ""
        raise CredentialsFileError(
            f"The credentials file {path} is not valid YAML{line}: correct it, or restore it."
        ) from exc
    if not isinstance(data, dict):
        raise CredentialsFileError(
            f"The credentials file {path} is not a vars file with {PREFIX}client_id and the like: write it with "
            "zoho.cliq.credentials."
        )
    for key, value in data.items():
        name = str(key).removeprefix(PREFIX)
        if name not in KEYS or not str(key).startswith(PREFIX):
            stored.foreign.append(str(key))
            continue
        if isinstance(value, _Ciphertext):
            plain, vault_id = vault.decrypt(str(value), f"{key} in the credentials file {path}")
            stored.ciphertexts[name] = str(value)
            if name in SECRETS:
                stored.encrypt, stored.vault_id = "values", vault_id
            stored.values[name] = plain
        else:
            stored.values[name] = value
    missing = [PREFIX + name for name in REQUIRED if not isinstance(stored.values.get(name), str)]
    if missing:
        raise CredentialsFileError(
            f"The credentials file {path} lacks {' and '.join(missing)}: write it with zoho.cliq.credentials."
        )
    for name in LISTS:
        value = stored.values.get(name) or []
        stored.values[name] = [str(item) for item in value] if isinstance(value, list) else [str(value)]
    return stored


def render(
    values: t.Mapping[str, t.Any],
    encrypt: str,
    vault: Vault,
    vault_id: str | None,
    old: Stored | None,
    header: str = _HEADER,
) -> str:
    """
    Return the text of a credentials file with ``values``, protected as ``encrypt`` says.

    A value that is encrypted with the same vault id already and does not change keeps its ciphertext.
    """
    lines = [header]
    for name in KEYS:
        value = values.get(name)
        if value is None or value == []:
            continue
        if isinstance(value, list):
            lines.append(f"{PREFIX}{name}:\n" + "".join(f'  - "{_safe(name, item)}"\n' for item in value))
        elif name in SECRETS and encrypt == "values":
            lines.append(f"{PREFIX}{name}: !vault |\n" + _indented(_ciphertext(name, value, vault, vault_id, old)))
        else:
            lines.append(f'{PREFIX}{name}: "{_safe(name, value)}"\n')
    text = "".join(lines)
    if encrypt == "file":
        return vault.encrypt(text, vault_id or DEFAULT_ID)
    return text


def _ciphertext(name: str, value: str, vault: Vault, vault_id: str | None, old: Stored | None) -> str:
    _safe(name, value)
    if old is not None and old.vault_id == vault_id and name in old.ciphertexts and old.values.get(name) == value:
        return old.ciphertexts[name]
    return vault.encrypt(value, vault_id or DEFAULT_ID)


def _indented(ciphertext: str) -> str:
    return "".join(f"  {line.strip()}\n" for line in ciphertext.strip().splitlines())


def is_safe(text: str) -> bool:
    """Tell whether ``text`` may be written to a credentials file."""
    return _SAFE.fullmatch(text) is not None


def _safe(name: str, value: t.Any) -> str:
    text = str(value)
    if not is_safe(text):
        raise InvalidInput(
            f"{name} has characters that are not written to a credentials file, because vars files are templates. "
            "Values of Zoho consist of letters, digits and a few signs: check where it comes from.",
            code="unsafe_value",
        )
    return text
