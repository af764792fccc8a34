# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The values that hold secrets, and the characters that may be written to a file."""

from __future__ import annotations

import pickle

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import (
    Client,
    Credentials,
    check_client_id,
    check_secret_text,
)
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.datacenters import DATA_CENTERS
from hypothesis import given
from hypothesis import strategies as st

CLIENT = Client("1000.ABC", "secret-of-the-client")


def test_secrets_are_not_in_the_repr() -> None:
    credentials = Credentials(CLIENT, "secret-refresh-token", DATA_CENTERS["eu"], ("a.b",))
    for value in (CLIENT, credentials):
        assert "secret" not in repr(value).replace("client_secret", "")
        assert "1000.ABC" in repr(value)


def test_credentials_ask_their_data_center_unless_told_otherwise() -> None:
    credentials = Credentials(CLIENT, "r", DATA_CENTERS["eu"], ())
    assert credentials.accounts_url == "https://accounts.zoho.eu"
    assert credentials.user_id is None
    other = Credentials(CLIENT, "r", DATA_CENTERS["eu"], (), accounts_url="http://127.0.0.1:1")
    assert other.accounts_url == "http://127.0.0.1:1"
    assert pickle.loads(pickle.dumps(other)) == other


class Tagged(str):
    """A string as ansible-core hands them over: of a type of its own."""


def test_checks_return_plain_strings() -> None:
    value = "1000.AB-c_~+/="
    assert check_client_id(value) == check_secret_text(value, "code") == value
    assert not isinstance(check_client_id(Tagged(value)), Tagged)
    assert not isinstance(check_secret_text(Tagged(value), "code"), Tagged)


@pytest.mark.parametrize(
    "value",
    [
        "",
        " abc",
        "abc\n",
        "a b",
        "{{x}}",
        "{%x",
        "!vault",
        "a:b",
        "a#b",
        "a'b",
        'a"b',
        "a\\b",
        "\u00e4",
        "\u0663",
        "x" * 2049,
        7,
        None,
    ],
)
def test_checks_name_the_option_and_not_the_value(value: object) -> None:
    with pytest.raises(InvalidInput, match="client_id") as caught:
        check_client_id(value)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="refresh_token") as caught_secret:
        check_secret_text(value, "refresh_token")  # type: ignore[arg-type]
    for message in (caught.value.message, caught_secret.value.message):
        assert not value or str(value) not in message.replace("2048", "")


@given(st.text())
def test_only_safe_characters_pass(value: str) -> None:
    try:
        checked = check_secret_text(value, "code")
    except InvalidInput:
        return
    assert checked == value
    assert all(c.isascii() and (c.isalnum() or c in "._~+/=-") for c in checked)
