# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Validation: null is not given, text is text, and a message says which element of a list is meant."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._module import api, channel, channel_members, channels, message
from ansible_collections.zoho.cliq.plugins.plugin_utils._validation import validated, without_nulls


def refusal(body: t.Any, arguments: dict[str, t.Any]) -> str:
    with pytest.raises(InvalidInput) as caught:
        validated(body, arguments, set())
    assert caught.value.code == "invalid_options"
    return caught.value.message


@pytest.mark.parametrize(
    ("body", "arguments"),
    [
        (channel.BODY, {"name": None, "level": "private"}),
        (channel.BODY, {"name": None, "channel_id": None}),
        (channels.BODY, {"channels": [{"name": None}]}),
        (channel_members.BODY, {"channel": None, "email_ids": ["a@b.c"]}),
        (message.BODY, {"channel": None, "text": "x"}),
    ],
)
def test_null_is_not_given(body: t.Any, arguments: dict[str, t.Any]) -> None:
    assert "one of the following is required" in refusal(body, arguments)


def test_null_excludes_nothing() -> None:
    params = validated(channel_members.BODY, {"name": "x", "channel_id": None, "email_ids": ["a@b.c"]}, set())
    assert (params["name"], params["channel_id"]) == ("x", None)


def test_an_unknown_option_is_unknown_although_it_is_null() -> None:
    assert "nmae" in refusal(channel.BODY, {"name": "x", "nmae": None})


def test_what_cliq_is_sent_as_it_is_keeps_its_nulls() -> None:
    body = {"a": None, "b": [{"c": None}]}
    arguments = {"path": "/x", "method": "POST", "body": body}
    assert without_nulls(arguments, api.BODY.argument_spec)["body"] == body


def test_suboptions_that_validation_has_filled_up_are_not_passed_on() -> None:
    params = validated(channels.BODY, {"channels": [{"name": "x", "email_ids": ["a@b.c"]}]}, set())
    assert params["channels"][0]["user_ids"] is None
    (passed_on,) = without_nulls(params, channels.BODY.argument_spec)["channels"]
    assert "user_ids" not in passed_on and passed_on["email_ids"] == ["a@b.c"]
    # They can be validated once more.
    validated(channels.BODY, {"channels": [passed_on]}, set())


@pytest.mark.parametrize(
    ("body", "arguments", "words"),
    [
        (channel.BODY, {"name": ["a", "b"]}, "name must be text, and a list was given"),
        (channel.BODY, {"name": {"a": "b"}}, "name must be text, and a mapping was given"),
        (message.BODY, {"channel": "x", "text": ["a"]}, "text must be text"),
        (channels.BODY, {"channels": [{"name": "x"}, {"name": ["y"]}]}, "channels[1].name must be text"),
        (channel.BODY, {"name": "x", "config": {"reply_mode": []}}, "config.reply_mode must be text"),
    ],
)
def test_only_text_is_text(body: t.Any, arguments: dict[str, t.Any], words: str) -> None:
    assert words in refusal(body, arguments)


@pytest.mark.parametrize(
    ("element", "words"),
    [
        ({"name": "other", "descripton": "x"}, "channels[1] (other): Unsupported parameters: descripton"),
        ({"name": "other", "level": "privat"}, "channels[1] (other): value of level must be one of"),
        ({"description": "x"}, "channels[1]: one of the following is required: name, channel_id"),
        ({"name": "other", "member_permission": {"send_mesage": True}}, "channels[1] (other): "),
    ],
)
def test_a_message_says_which_element_is_meant(element: dict[str, t.Any], words: str) -> None:
    message = refusal(channels.BODY, {"channels": [{"name": "fine"}, element], "prune": "all"})
    assert words in message
    assert "value of prune must be one of" in message
    assert "found in channels" not in message


def test_secret_options_are_told() -> None:
    secrets: set[str] = set()
    validated(channel.BODY, {"name": "x", "client_secret": "cafecafe", "access_token": "1000.beef"}, secrets)
    assert secrets == {"cafecafe", "1000.beef"}


@pytest.mark.parametrize(
    ("config", "kind"),
    [(5, "5"), (True, "True"), (["threads"], "a list"), (1.5, "1.5"), ([{"reply_mode": "x"}], "a list")],
)
def test_what_stands_for_a_mapping_is_told_and_no_fault_of_ours(config: t.Any, kind: str) -> None:
    wanted = f"config must be a mapping, and {kind} was given."
    assert refusal(channel.BODY, {"name": "x", "config": config}) == wanted
    assert refusal(channels.BODY, {"channels": [{"name": "x", "config": config}]}) == f"channels[0].{wanted}"
