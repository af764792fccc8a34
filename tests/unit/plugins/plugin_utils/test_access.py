# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who is counted together, and who shares records, going by the credentials of a task."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.plugin_utils._access import Access, access_to
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import VALUES, Controller, trusted

SET = {name: VALUES[name] for name in ("client_id", "client_secret", "refresh_token", "data_center")}


@pytest.fixture
def access(controller: Controller) -> t.Callable[..., Access]:
    """What a task with such options, variables and environment has."""

    def made(given: dict[str, t.Any], variables: dict[str, t.Any], environment: dict[str, str]) -> Access:
        services = controller.services(given, trusted(variables), environment=environment)
        return access_to(services, {"min_validity": 300, "quota_group": given.get("quota_group")})

    return made


def as_variables(values: dict[str, t.Any]) -> dict[str, t.Any]:
    return {f"zoho_cliq_{name}": value for name, value in values.items()}


def test_records_are_found_again_whatever_is_known_of_the_user(access: t.Callable[..., Access]) -> None:
    of_environment = access({}, {}, {f"ZOHO_CLIQ_{name.upper()}": value for name, value in SET.items()})
    of_variables = access({}, as_variables({**SET, "user_id": "62"}), {})
    after_a_consent = access({}, as_variables({**SET, "user_id": "62", "refresh_token": "1000.other"}), {})
    assert of_environment.whose_notes == of_variables.whose_notes == after_a_consent.whose_notes


def test_another_client_has_records_of_its_own(access: t.Callable[..., Access]) -> None:
    one, other = (access({**SET, "client_id": client}, {}, {}) for client in ("1000.A", "1000.B"))
    assert one.whose_notes != other.whose_notes


def test_all_of_whom_nobody_knows_who_they_are_are_counted_together(access: t.Callable[..., Access]) -> None:
    token = access({"access_token": "1000.x", "data_center": "eu"}, {}, {})
    unknown = access({}, as_variables(SET), {})
    known = access({}, as_variables({**SET, "user_id": "62"}), {})
    other = access({}, as_variables({**SET, "user_id": "63"}), {})
    assert token.whose_quota == unknown.whose_quota
    assert len({token.whose_quota, known.whose_quota, other.whose_quota}) == 3


def test_a_group_is_counted_by_itself_unless_the_user_is_known(access: t.Callable[..., Access]) -> None:
    group = {"quota_group": "pipelines"}
    token = access({"access_token": "1000.x", "data_center": "eu", **group}, {}, {})
    unknown = access(group, as_variables(SET), {})
    known = access(group, as_variables({**SET, "user_id": "62"}), {})
    assert token.whose_quota == unknown.whose_quota != access({}, as_variables(SET), {}).whose_quota
    assert known.whose_quota == access({}, as_variables({**SET, "user_id": "62"}), {}).whose_quota


def test_the_quota_stays_the_same_with_another_refresh_token(access: t.Callable[..., Access]) -> None:
    one, other = (
        access({}, as_variables({**SET, "user_id": "62", "refresh_token": token}), {}) for token in ("1000.a", "1000.b")
    )
    assert one.whose_quota == other.whose_quota
