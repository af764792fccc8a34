# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The one resolver of the collection's shared options, for actions and lookups alike.

Option ``x`` is also the variable ``zoho_cliq_x``, the environment variable ``ZOHO_CLIQ_X`` and the key ``x`` of the section
``[zoho_cliq]`` of ansible.cfg. The task's option wins, then the variable, the task's environment, the process's environment
and ansible.cfg. Settings that decide where secrets go are never taken from a variable, because a managed host can set
variables by returning facts.
"""

from __future__ import annotations

import configparser
import dataclasses
import functools
import os
import typing as t
from collections.abc import Mapping

from ansible.module_utils.parsing.convert_bool import boolean
from ansible.template import is_trusted_as_template
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput

# Shared options that may come from variables, and those that say where secrets go and may not.
FROM_VARIABLES = (
    "access_token",
    "client_id",
    "client_secret",
    "credentials_file",
    "data_center",
    "min_validity",
    "network",
    "pace_requests",
    "quota_group",
    "rate_limit_wait",
    "redirect_uri",
    "refresh_token",
    "scopes",
    "state_store_password",
    "state_store_password_file",
    "state_store_user",
    "timeout",
    "vault_id",
)
# What credentials files hold beside the options; it is no option, so that it is none of a module either.
BOOKKEEPING = ("user_id",)
NEVER_FROM_VARIABLES = (
    "accounts_url",
    "api_url",
    "ca_path",
    "state_store",
    "state_store_allow_plaintext",
    "state_store_ca_path",
    "validate_certs",
)
SHARED = frozenset(FROM_VARIABLES + NEVER_FROM_VARIABLES)
INI_SECTION = "zoho_cliq"
TRUSTED_HOSTS = "trusted_hosts"
TRUSTED_HOSTS_VARIABLE = "ZOHO_CLIQ_TRUSTED_HOSTS"

_PLAIN_TYPES = frozenset({str, bool, int, float, type(None)})
# The places that a value can come from, most specific first.
OPTION, VARIABLE, ENVIRONMENT, INI = "option", "variable", "environment", "ansible.cfg"
PLACES = (OPTION, VARIABLE, ENVIRONMENT, INI)


@dataclasses.dataclass(frozen=True)
class Found:
    """A value and the place where it was found; ``label`` names it in messages."""

    value: t.Any
    place: str
    label: str


class Options:
    """
    The values of the shared options for one task or lookup.

    ``given`` are the templated options of the task, ``variables`` its untemplated variables, ``template`` the function that
    templates one of them, ``environment`` the task's own environment.
    """

    def __init__(
        self,
        given: t.Mapping[str, t.Any],
        variables: t.Mapping[str, t.Any],
        template: t.Callable[[t.Any], t.Any],
        *,
        environment: t.Mapping[str, t.Any] | None = None,
        ini_file: str | None = None,
    ) -> None:
        self._given = given
        self._variables = variables
        self._template = template
        self._environment = environment or {}
        self._ini = _read_ini(ini_file)
        # A variable is templated once, however often it is asked for.
        self._found: dict[tuple[str, str], Found | None] = {}

    def find(self, name: str) -> Found | None:
        """Return the value of option ``name`` from the most specific place that has one; raises InvalidInput."""
        for place in PLACES:
            found = self.at(place, name)
            if found is not None:
                return found
        return None

    def at(self, place: str, name: str) -> Found | None:
        """Return the value that option ``name`` has at one place; None and empty text count as not given."""
        key = place, name
        if key not in self._found:
            self._found[key] = self._at(place, name)
        return self._found[key]

    def _at(self, place: str, name: str) -> Found | None:
        if place == OPTION:
            found = Found(self._given.get(name), place, name)
        elif place == VARIABLE:
            found = self._variable(name)
        elif place == ENVIRONMENT:
            found = self._from_environment(f"ZOHO_CLIQ_{name.upper()}")
        else:
            found = Found(self._ini.get(name), place, f"{name} in the section [{INI_SECTION}] of ansible.cfg")
        return None if found.value is None or found.value == "" else found

    def _from_environment(self, name: str) -> Found:
        if name in self._environment:
            return Found(str(self._environment[name]), ENVIRONMENT, name)
        return Found(os.environ.get(name), ENVIRONMENT, name)

    def _variable(self, name: str) -> Found:
        variable = f"zoho_cliq_{name}"
        label = f"the variable {variable}"
        if name not in FROM_VARIABLES + BOOKKEEPING or variable not in self._variables:
            return Found(None, VARIABLE, label)
        raw = self._variables[variable]
        # Numbers and booleans carry no trust, so what a host has returned as a fact is looked up among the facts.
        facts = self._variables.get("ansible_facts") or {}
        if not _is_trusted(raw) or (not isinstance(raw, str) and variable in facts and facts[variable] == raw):
            raise InvalidInput(
                f"The variable {variable} comes from a fact or from the result of a task, which managed hosts can "
                "influence, and is not used. Define it in a vars file, the inventory or the play, or give the option.",
                code="untrusted_variable",
            )
        # Most values are plain text, and there are loops in which templating them is what takes longest.
        value = raw if isinstance(raw, str) and "{" not in raw else self._template(raw)
        return Found(plain(value), VARIABLE, label)

    def text(self, name: str) -> str | None:
        """Return the value of option ``name`` as plain text, or None."""
        found = self.find(name)
        return None if found is None else str(found.value)

    def flag(self, name: str, default: bool) -> bool:
        """Return the value of option ``name`` as true or false; raises InvalidInput if it is neither."""
        found = self.find(name)
        if found is None:
            return default
        try:
            return bool(boolean(found.value))
        except TypeError:
            raise InvalidInput(f"{found.label} is neither true nor false.") from None

    def filled(self, names: t.Iterable[str]) -> dict[str, t.Any]:
        """Return the values of those options among ``names`` that have one, for the validation of the task's options."""
        values: dict[str, t.Any] = {}
        for name in names:
            found = self.find(name)
            if found is not None:
                values[name] = found.value
        return values

    def trusted_hosts(self) -> tuple[str, ...]:
        """
        Return the hosts beside Zoho's own that may be given secrets.

        They come from the environment of the process or from ansible.cfg only: a task's environment can be templated.
        """
        text = os.environ.get(TRUSTED_HOSTS_VARIABLE) or self._ini.get(TRUSTED_HOSTS) or ""
        return tuple(host.strip() for host in text.split(",") if host.strip())


def plain(value: t.Any) -> t.Any:
    """Return ``value`` as plain data, without the tags of ansible-core, which neither JSON, YAML nor requests know."""
    if type(value) in _PLAIN_TYPES:
        return value
    if isinstance(value, str):
        return "".join(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return str(value)


def _is_trusted(raw: t.Any) -> bool:
    """
    Tell whether the operator wrote ``raw``: its text is trusted as a template.

    Facts and registered results are not. A vaulted value is no text before it is decrypted, and only files have it.
    """
    if isinstance(raw, str):
        return is_trusted_as_template(raw)
    if isinstance(raw, (list, tuple)):
        return all(_is_trusted(item) for item in raw)
    if isinstance(raw, Mapping):
        return all(_is_trusted(item) for item in raw.values())
    return True


def _read_ini(path: str | None) -> dict[str, str]:
    """Return the collection's section of ansible.cfg; a file without it is an empty one."""
    if not path:
        return {}
    try:
        status = os.stat(path)
    except OSError:
        return _parse_ini(path, 0, 0)
    return _parse_ini(path, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=8)
def _parse_ini(path: str, _modified: int, _size: int) -> dict[str, str]:
    # Once per version: in a loop this takes longer than all else that a lookup does.
    parser = configparser.ConfigParser(interpolation=None, inline_comment_prefixes=(";",), strict=False)
    try:
        parser.read(path, encoding="utf-8")
    except (OSError, UnicodeDecodeError, configparser.Error) as exc:
        raise InvalidInput(f"The section [{INI_SECTION}] of {path} cannot be read ({type(exc).__name__}).") from exc
    return dict(parser[INI_SECTION]) if parser.has_section(INI_SECTION) else {}
