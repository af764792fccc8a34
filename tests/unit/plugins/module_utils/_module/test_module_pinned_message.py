# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of zoho.cliq.pinned_message: it pins only what is not pinned, and check mode sends nothing."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._module.pinned_message import BODY
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import Zoho, raw_channel, run_body
from ansible_collections.zoho.cliq.tests.unit.plugins.message_helper import CHAT, MESSAGE, NOW, stopped_clock

__all__ = ["stopped_clock"]
pytestmark = pytest.mark.usefixtures("stopped_clock")

STICKY = f"/chats/{CHAT}/stickymessage"
TASK = {"chat_id": CHAT, "message_id": "1599387839188 229293271789"}
SOON = NOW + 3_600_000
SENT = {"id": MESSAGE, "expiry_time": -1}
FOREVER = {"message_id": MESSAGE, "expires": "never"}


def pinned(message_id: str = MESSAGE, expiry_time: int = -1) -> dict[str, t.Any]:
    """The answer to the question what is pinned."""
    message = {"msg": "Rules", "msguid": message_id.replace("_", "%20"), "time": message_id.split("_")[0]}
    data = {"expiry_time": expiry_time, "creator": {"name": "Scott Fisher", "id": "7"}, "message": message}
    return {"json": {"type": "stickymessage", "data": data}}


NOTHING: dict[str, t.Any] = {"status": 204}


def failed(result: dict[str, t.Any], code: str = "invalid_input") -> str:
    assert result["failed"] is True and result["changed"] is False
    assert result["failure"]["code"] == code
    return str(result["msg"])


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({"chat_id": CHAT}, "message_id is needed"),
        ({"chat_id": CHAT, "message_id": "rules"}, "is not a message id"),
        ({"chat_id": "O1864232000000076001", "message_id": MESSAGE}, "is a channel id"),
        ({**TASK, "expires": "tomorrow"}, "expires 'tomorrow' is no time"),
        ({**TASK, "expires": "2099-01-01T00:00:00"}, "does not say in which time zone"),
        ({**TASK, "expires": "2020-01-01T00:00:00Z"}, "is in the past"),
        ({**TASK, "expires": str(NOW - 1)}, "is in the past"),
        ({"chat_id": CHAT, "state": "absent", "expires": "never"}, "expires is for a message that shall be pinned"),
    ],
)
def test_what_cannot_be_right_is_refused_before_the_first_request(
    zoho: Zoho, task: dict[str, t.Any], words: str
) -> None:
    assert words in failed(run_body(BODY, task))


@pytest.mark.parametrize("there", [NOTHING, pinned("1_1")], ids=["nothing", "another"])
@pytest.mark.parametrize("check", [False, True], ids=["run", "check"])
def test_a_message_is_pinned(zoho: Zoho, there: dict[str, t.Any], check: bool) -> None:
    zoho.cliq("GET", STICKY, **there)
    if not check:
        zoho.cliq("POST", STICKY, sends=SENT, **pinned())
    guards: list[str] = []
    result = run_body(BODY, TASK, check=check, guards=guards)
    before = {} if there is NOTHING else {"message_id": "1_1", "expires": "never"}
    assert result["changed"] is True and result["chat_id"] == CHAT
    assert result["diff"] == {"before": before, "after": FOREVER}
    told = {} if check else {"text": "Rules", "pinned_by": {"name": "Scott Fisher", "id": "7"}}
    assert result["pinned_message"] == {**FOREVER, **told}
    assert guards == ([] if check else [f"pinned message {CHAT}"])


@pytest.mark.parametrize("until", [-1, SOON])
def test_what_is_pinned_stays_pinned(zoho: Zoho, until: int) -> None:
    zoho.cliq("GET", STICKY, **pinned(expiry_time=until))
    result = run_body(BODY, TASK)
    assert result["changed"] is False and result["diff"]["before"] == result["diff"]["after"]
    assert result["pinned_message"]["text"] == "Rules"


@pytest.mark.parametrize(
    ("there", "expires", "sent"),
    [
        (-1, "never", None),
        (SOON, "never", -1),
        (SOON, "-1", -1),
        (-1, str(SOON), SOON),
        (SOON + 900, "2027-01-15T09:00:00Z", None),
        (SOON, "2027-01-15T14:30:00+05:30", None),
        (SOON, "2027-01-15T14:31:00+05:30", SOON + 60_000),
    ],
)
def test_the_time_until_when_it_is_pinned_is_kept(zoho: Zoho, there: int, expires: str, sent: int | None) -> None:
    zoho.cliq("GET", STICKY, **pinned(expiry_time=there))
    if sent is not None:
        sends = {"id": MESSAGE, "expiry_time": sent, "notify": True}
        zoho.cliq("POST", STICKY, sends=sends, **pinned(expiry_time=sent))
    result = run_body(BODY, {**TASK, "expires": expires, "notify": True})
    assert result["changed"] is (sent is not None)


@pytest.mark.parametrize("check", [False, True], ids=["run", "check"])
def test_a_message_is_unpinned(zoho: Zoho, check: bool) -> None:
    zoho.cliq("GET", STICKY, **pinned())
    if not check:
        zoho.cliq("DELETE", STICKY, status=204)
    result = run_body(BODY, {"chat_id": CHAT, "state": "absent"}, check=check)
    assert result["changed"] is True and "pinned_message" not in result
    assert result["diff"] == {"before": FOREVER, "after": {}}


@pytest.mark.parametrize("there", [NOTHING, pinned("1_1")], ids=["nothing", "another"])
def test_only_the_named_message_is_unpinned(zoho: Zoho, there: dict[str, t.Any]) -> None:
    zoho.cliq("GET", STICKY, **there)
    assert run_body(BODY, {**TASK, "state": "absent"})["changed"] is False


@pytest.mark.parametrize("arrived", [True, False])
def test_a_lost_answer_is_looked_after(zoho: Zoho, arrived: bool) -> None:
    zoho.cliq("GET", STICKY, **NOTHING)
    zoho.cliq("POST", STICKY, sends=SENT, status=502)
    zoho.cliq("GET", STICKY, **(pinned() if arrived else NOTHING))
    result = run_body(BODY, TASK)
    assert result["changed"] is True if arrived else failed(result, "outcome_unknown")
    zoho.cliq("GET", STICKY, **pinned())
    zoho.cliq("DELETE", STICKY, status=502)
    zoho.cliq("GET", STICKY, **(NOTHING if arrived else pinned()))
    result = run_body(BODY, {**TASK, "state": "absent"})
    assert result["changed"] is True if arrived else failed(result, "outcome_unknown")


def test_the_chat_of_a_channel_is_looked_up(zoho: Zoho) -> None:
    zoho.lists(raw_channel())
    zoho.cliq("GET", STICKY, **pinned())
    assert run_body(BODY, {"channel": "opsalerts", "message_id": MESSAGE})["chat_id"] == CHAT
    zoho.cliq("GET", "/channels/O1864232000000076001", json=raw_channel())
    zoho.cliq("GET", STICKY, **pinned())
    assert run_body(BODY, {"channel": "O1864232000000076001", "message_id": MESSAGE})["changed"] is False


def test_a_channel_that_is_not_there_yet_is_no_error_in_check_mode(zoho: Zoho) -> None:
    for state, changed in (("present", True), ("absent", False)):
        zoho.lists()
        zoho.lists()
        zoho.lists(status="archived")
        zoho.lists(status="pending")
        task = {"channel": "soon", "message_id": MESSAGE, "state": state}
        result = run_body(BODY, task, check=True)
        assert result["changed"] is changed and result["diff"]["after"] == (FOREVER if changed else {})


def test_cliqs_refusal_is_passed_on(zoho: Zoho) -> None:
    zoho.cliq("GET", STICKY, **NOTHING)
    zoho.cliq("POST", STICKY, sends=SENT, status=403, json={"code": "operation_not_allowed"})
    failed(run_body(BODY, TASK), "operation_not_allowed")
