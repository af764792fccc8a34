# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The device flow: a device without a browser gets a code that somebody enters in one, and asks until that is done."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from .. import answers
from ..emulator import Emulator
from ..world.model import User
from . import authorization, device_pages
from .token_endpoint import TokenError, answered, first_answer, known_client
from .tokens import DeviceRequest

LIFETIME = 300
PAGE = "/oauth/v3/device"


def answer_code(emulator: Emulator, data_center: str, method: str, fields: dict[str, str]) -> web.Response:
    """POST /oauth/v3/device/code: what the device shows, and what it asks with afterwards."""
    return answered(emulator, method, fields, lambda: _begin(emulator, data_center, fields))


def _begin(emulator: Emulator, data_center: str, fields: dict[str, str]) -> dict[str, Any]:
    if fields["grant_type"] != "device_request":
        raise TokenError(emulator.quirks["grant-type-error"])
    client = emulator.world.clients.get(fields.get("client_id", ""))
    if client is None or client.kind != "device" or data_center not in client.secrets:
        raise TokenError("invalid_client")
    scopes = authorization.known_scopes(emulator, fields.get("scope", ""))
    if not scopes:
        raise TokenError("invalid_scope")
    asked = emulator.tokens.new_device_request(
        client,
        data_center,
        LIFETIME,
        scopes=scopes,
        offline=fields.get("access_type") == "offline",
        force_consent=fields.get("prompt") == "consent",
    )
    factor = 1 if emulator.quirks["device-times"] == "seconds" else 1000
    url = emulator.urls[data_center] + PAGE
    answer = {
        "user_code": asked.user_code,
        "device_code": asked.device_code,
        "interval": int(emulator.quirks["device-interval"]) * factor,
        "expires_in": LIFETIME * factor,
        "verification_url": url,
    }
    if emulator.quirks["device-complete-url"] == "present":
        answer["verification_uri_complete"] = f"{url}?user_code={asked.user_code}"
    return answer


def answer_token(emulator: Emulator, data_center: str, method: str, fields: dict[str, str]) -> web.Response:
    """POST /oauth/v3/device/token: not yet, never, elsewhere, or the tokens."""
    return answered(emulator, method, fields, lambda: _poll(emulator, data_center, fields))


def _poll(emulator: Emulator, data_center: str, fields: dict[str, str]) -> dict[str, Any]:
    if fields["grant_type"] != "device_token":
        raise TokenError(emulator.quirks["grant-type-error"])
    client = known_client(emulator, data_center, fields)
    asked = emulator.tokens.devices.get(fields.get("code", ""))
    if asked is None or asked.client is not client:
        raise TokenError("invalid_code")
    now = emulator.clock.steady()
    last = asked.polled.get(data_center)
    asked.polled[data_center] = now
    if last is not None and now < last + int(emulator.quirks["device-interval"]):
        raise TokenError("slow_down")
    if asked.denied:
        raise TokenError("access_denied")
    if asked.expires <= now:
        raise TokenError("expired")
    if asked.user is None:
        raise TokenError("authorization_pending")
    if asked.user.data_center != data_center:
        raise TokenError("other_dc", user_location=asked.user.data_center)
    user = asked.user
    wants = emulator.tokens.gives_refresh_token(client.client_id, user, asked.offline, asked.force_consent)
    return first_answer(
        emulator,
        data_center,
        client,
        user,
        asked.scopes,
        wants,
        spend=lambda: emulator.tokens.devices.pop(asked.device_code),
    )


# What the person sees


def page(emulator: Emulator, query: dict[str, str], people: list[User]) -> web.Response:
    """GET: enter the user code, then decide."""
    user_code = query.get("user_code", "")
    if not user_code:
        return answers.html(device_pages.code_page(PAGE))
    asked = _waiting(emulator, user_code)
    return answers.html(device_pages.consent_page(PAGE, asked, emulator.world.consenting_user, people))


def decide(emulator: Emulator, form: dict[str, str], user: User) -> web.Response:
    """POST: what a click on Accept or Reject does."""
    asked = _waiting(emulator, form.get("user_code", ""))
    if form.get("decision") != "allow":
        asked.denied = True
        return answers.html(device_pages.done_page("Access denied", "The device is told that you refused."))
    if user.data_center not in asked.client.secrets:
        raise authorization.AuthorizationProblem(
            "Invalid Client", "This client is not enabled in the data center of the user."
        )
    asked.user = user
    authorization.remember(emulator, asked.client, user, asked.scopes)
    return answers.html(device_pages.done_page("Access granted", "You can go back to your device."))


def _waiting(emulator: Emulator, user_code: str) -> DeviceRequest:
    asked = emulator.tokens.device_request_of(user_code)
    if asked is None:
        raise authorization.AuthorizationProblem(
            "An error occurred", "No device waits for this code. It may have been used, or be older than five minutes."
        )
    return asked
