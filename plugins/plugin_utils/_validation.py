# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The options of a task, validated as AnsibleModule does it, with messages that say where something is wrong."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from ansible.module_utils.common.arg_spec import ModuleArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body, Params
from ansible_collections.zoho.cliq.plugins.plugin_utils._options import plain

Spec = t.Mapping[str, t.Mapping[str, t.Any]]
# Options that tell an element of a list from the others.
_NAMES = ("name", "channel_id", "email", "user_id")


def validated(body: Body, arguments: t.Mapping[str, t.Any], secrets: set[str]) -> Params:
    """
    Return the options of a task for ``body``; adds the values that must not be shown to ``secrets``.

    Raises InvalidInput with the code ``invalid_options``.
    """
    given = without_nulls(arguments, body.argument_spec)
    _check_kinds(given, body.argument_spec, "")
    validator = _validator(body.argument_spec, body.constraints)
    result = validator.validate(given)
    secrets.update(result._no_log_values)
    if result.error_messages:
        unsupported = f"Unsupported parameters for (zoho.cliq.{body.name}) module: "
        elements = _messages_of_elements(given, body.argument_spec)
        messages = [
            (unsupported if isinstance(error, UnsupportedError) else "") + str(error.msg)
            for error in result.errors.errors
            if not _is_about_an_element(str(error.msg), elements)
        ]
        messages += [message for of_option in elements.values() for message in of_option]
        raise InvalidInput("; ".join(messages), code="invalid_options")
    return t.cast(Params, plain(result.validated_parameters))


def without_nulls(arguments: t.Mapping[str, t.Any], spec: Spec) -> dict[str, t.Any]:
    """
    Return the options without those that are null, suboptions too: to a user, null means that an option is not given.

    Ansible itself counts them as given where options exclude or need each other. The content of an option without suboptions
    is left alone.
    """
    result: dict[str, t.Any] = {}
    for name, value in arguments.items():
        if value is None and (name in spec or any(name in option.get("aliases", ()) for option in spec.values())):
            continue
        inner = spec.get(name, {}).get("options")
        if inner and isinstance(value, Mapping):
            value = without_nulls(value, inner)
        elif inner and isinstance(value, list):
            value = [without_nulls(one, inner) if isinstance(one, Mapping) else one for one in value]
        result[name] = value
    return result


def _validator(spec: Spec, constraints: t.Mapping[str, t.Any]) -> ModuleArgumentSpecValidator:
    return ModuleArgumentSpecValidator(
        spec,
        constraints.get("mutually_exclusive"),
        constraints.get("required_together"),
        constraints.get("required_one_of"),
        constraints.get("required_if"),
        constraints.get("required_by"),
    )


def _check_kinds(arguments: t.Mapping[str, t.Any], spec: Spec, where: str) -> None:
    """
    Refuse what Ansible gets wrong.

    It makes text of lists and mappings where text belongs, brackets and all, and it fails without a message where a number or a
    list stands for a mapping with suboptions inside of other suboptions.
    """
    for name, value in arguments.items():
        option = spec.get(name, {})
        kind = option.get("type", "str")
        label = f"{where}{name}"
        if kind == "str" and name in spec and isinstance(value, (list, Mapping)):
            raise InvalidInput(f"{label} must be text, and {_kind_of(value)} was given.", code="invalid_options")
        inner = option.get("options")
        if inner and kind == "dict" and not isinstance(value, (str, Mapping)):
            raise InvalidInput(f"{label} must be a mapping, and {_kind_of(value)} was given.", code="invalid_options")
        if inner and isinstance(value, Mapping):
            _check_kinds(value, inner, f"{label}.")
        elif inner and isinstance(value, list):
            for number, one in enumerate(value):
                if isinstance(one, Mapping):
                    _check_kinds(one, inner, f"{label}[{number}].")


def _kind_of(value: t.Any) -> str:
    if isinstance(value, list):
        return "a list"
    return "a mapping" if isinstance(value, Mapping) else f"{value!r}"


def _is_about_an_element(message: str, options: t.Iterable[str]) -> bool:
    """Tell whether a message of Ansible is about an element of one of the options, whichever it is."""
    return any(f"found in {name}" in message or message.startswith(f"{name}.") for name in options)


def _messages_of_elements(arguments: t.Mapping[str, t.Any], spec: Spec) -> dict[str, list[str]]:
    """Return what is wrong with the elements of each list, with their numbers and names, which Ansible leaves out."""
    messages: dict[str, list[str]] = {}
    for name, option in spec.items():
        elements = arguments.get(name)
        if not option.get("options") or option.get("elements") != "dict" or not isinstance(elements, list):
            continue
        for number, element in enumerate(elements):
            if not isinstance(element, Mapping):
                continue
            result = _validator(option["options"], option).validate(dict(element))
            own = next((f" ({element[key]})" for key in _NAMES if element.get(key)), "")
            for error in result.errors.errors:
                unsupported = "Unsupported parameters: " if isinstance(error, UnsupportedError) else ""
                messages.setdefault(name, []).append(f"{name}[{number}]{own}: {unsupported}{error.msg}")
    return messages
