# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
Options of a task that are in a file.

Ansible templates every text of an argument, which takes longer than the work itself where there are thousands. Nothing of such a
file is a template.
"""

from __future__ import annotations

import typing as t

import yaml
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.plugin_utils._files import why_unreadable
from ansible_collections.zoho.cliq.plugins.plugin_utils._vault import Vault

_BASE: t.Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_BASE):
    """What Ansible marks as no template is text like any other here."""


class _VaultedValue(Exception):
    """A single value is encrypted."""


def _text(loader: t.Any, node: t.Any) -> t.Any:
    return loader.construct_scalar(node)


def _vaulted(loader: t.Any, node: t.Any) -> t.Any:
    raise _VaultedValue


_Loader.add_constructor("!unsafe", _text)
_Loader.add_constructor("!vault", _vaulted)


def read(path: str, allowed: t.Sequence[str], vault: Vault) -> dict[str, t.Any]:
    """
    Return the options that the YAML or JSON file ``path`` has, which may be encrypted as a whole.

    Raises InvalidInput with the code ``unusable_file`` for a file that cannot be read, decrypted or understood, or has other keys
    than those that are ``allowed``.
    """
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except FileNotFoundError:
        raise _unusable(f"There is no file {path}: correct src.") from None
    except (OSError, UnicodeDecodeError) as exc:
        raise _unusable(
            f"The file {path} cannot be read: {why_unreadable(exc)}. Name a file in src that this user can read."
        ) from exc
    if vault.is_encrypted(text):
        text, _vault_id = vault.decrypt(text, f"The file {path}")
    try:
        data = yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as exc:
        # A date that there is not, for example, is an error of the library that makes dates.
        mark = getattr(exc, "problem_mark", None)
        line = f" (line {mark.line + 1})" if mark is not None else ""
        raise _unusable(f"The file {path} is not valid YAML{line}: correct it.") from exc
    except _VaultedValue:
        raise _unusable(
            f"The file {path} has single values that are encrypted, which src does not read: encrypt the whole file, or load it "
            "with vars_files and give its content as an argument."
        ) from None
    if not isinstance(data, dict) or allowed[0] not in data or not set(data) <= set(allowed):
        found = ", ".join(str(key) for key in data) if isinstance(data, dict) else f"a {type(data).__name__}"
        raise _unusable(
            f"The file {path} must have the key {allowed[0]}, may have {', '.join(allowed[1:])}, and nothing else; it has "
            f"{found or 'nothing'}."
        )
    return data


def _unusable(message: str) -> InvalidInput:
    return InvalidInput(message, code="unusable_file")
