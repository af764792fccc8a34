# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Runs zoho.cliq.credentials: a credentials file with what is wished, made by an exchange only if need be."""

from __future__ import annotations

import dataclasses
import os
import sys
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils import _http
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ConsentNeeded,
    InvalidInput,
    OAuthError,
    OutcomeUnknown,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import consent, datacenters, scopes
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client
from ansible_collections.zoho.cliq.plugins.module_utils._state.keys import hashed_key
from ansible_collections.zoho.cliq.plugins.plugin_utils._consent_flow import Code, ConsentFlow, bare_code
from ansible_collections.zoho.cliq.plugins.plugin_utils._credentials_file import Stored
from ansible_collections.zoho.cliq.plugins.plugin_utils._exchange import (
    Exchanger,
    Protection,
    check_expected_user,
    is_user,
)
from ansible_collections.zoho.cliq.plugins.plugin_utils._exchange_journal import Exchange, code_digest, journal_path
from ansible_collections.zoho.cliq.plugins.plugin_utils._removal import Removal
from ansible_collections.zoho.cliq.plugins.plugin_utils._replaced_tokens import ReplacedTokens
from ansible_collections.zoho.cliq.plugins.plugin_utils._services import Services
from ansible_collections.zoho.cliq.plugins.plugin_utils._token_source import PASSING

Result = dict[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Wish:
    """
    What the task asks for, checked.

    ``consent_scopes`` are those to ask for in a consent, together with what the present credentials have.
    """

    client: Client
    data_center: str | None
    scopes: list[str]
    consent_scopes: list[str]
    params: t.Mapping[str, t.Any]
    check_mode: bool


def run(services: Services, params: t.Mapping[str, t.Any], check_mode: bool) -> Result:
    """Bring the credentials file into the wished state; in check mode no token request is sent and nothing is written."""
    path = services.absolute(params["credentials_file"])
    if check_mode:
        return _run_locked(services, path, params, check_mode)
    # Two runs at once would both spend a code, and the refresh token of the slower one would be lost.
    with services.store.lock(
        "file", hashed_key("file", os.path.realpath(path)), timeout=_http.CONNECT_ATTEMPTS * params["timeout"] + 60.0
    ):
        return _run_locked(services, path, params, check_mode)


def _run_locked(services: Services, path: str, params: t.Mapping[str, t.Any], check_mode: bool) -> Result:
    stored = services.stored(path)
    if params["state"] == "absent":
        return _absent(services, path, stored, check_mode)
    wish = _wish(services, params, stored, check_mode)
    exchanger = Exchanger(
        services,
        path,
        wish.client,
        _protection(services, params, stored),
        expected_user=params["expected_user"],
        revoke_old=params["revoke_old"],
    )
    unfinished = exchanger.unfinished()
    if unfinished is not None and unfinished.can_be_completed:
        if check_mode:
            return _predicted(services, wish, path, stored, "an interrupted exchange would be completed")
        if unfinished.request["client_id"] != wish.client.client_id:
            raise InvalidInput(
                f"An interrupted exchange of another client waits beside {path}: run this task once with that client first."
            )
        try:
            new = exchanger.finish(unfinished, stored)
        except OAuthError as exc:
            if not (params["code"] or params["redirect_url"]):
                raise
            # The answer was a refusal, so nothing of it is left; the code that is given now may be another one.
            services.warn(f"An exchange that an earlier run could not finish was refused: {exc.message}")
            unfinished = None
        else:
            services.warn(
                "An exchange that an earlier run could not finish was completed from the answer that it had saved."
            )
            return _exchanged(services, wish, path, stored, new, "an interrupted exchange was completed")
    revoked = _revoke_left(services, wish, path, stored)
    reason = _reason(services, wish, stored)
    if reason is None and stored is not None:
        _tell_of_unfinished(services, wish, path, exchanger, unfinished)
        return _keep(services, wish, path, exchanger, stored, unfinished, revoked)
    flow = _flow(services, wish, stored)
    given = params["code"] or params["redirect_url"]
    wait = _checked_wait(params["wait_for_redirect"])
    if not given and not wait:
        raise _consent_needed(wish, flow, _with_loss(reason or "", unfinished))
    if check_mode and not given:
        return _predicted(services, wish, path, stored, _with_loss(reason or "", unfinished))
    if params["redirect_url"]:
        code = flow.code_of_redirect(params["redirect_url"])
    elif params["code"]:
        code = flow.code_of_text(params["code"])
    else:
        exchanger.rehearse(wish.consent_scopes, stored)
        services.announce(f"A consent is needed, because {_with_loss(reason or '', unfinished)}.")
        code = flow.receive(wait)
    _check_not_spent(services, code, unfinished, stored, reason or "")
    if check_mode:
        return _predicted(services, wish, path, stored, reason or "")
    new = exchanger.exchange(code, services.consent_data_center(stored).id, stored)
    flow.forget()
    return _exchanged(services, wish, path, stored, new, reason or "")


def _revoke_left(services: Services, wish: Wish, path: str, stored: Stored | None) -> bool:
    """Revoke what an earlier run has replaced and could not revoke; in check mode tell whether that would be done."""
    left = ReplacedTokens(services, path)
    if stored is None or not wish.params["revoke_old"]:
        return False
    return left.pending(stored) if wish.check_mode else left.revoke(stored)


def _checked_wait(seconds: int) -> int:
    if not 0 <= seconds <= consent.STATE_LIFETIME_SECONDS:
        raise InvalidInput(
            f"wait_for_redirect is {seconds} seconds: give 0 to {consent.STATE_LIFETIME_SECONDS}, because an authorization URL "
            "is good for 10 minutes."
        )
    return seconds


def _check_not_spent(
    services: Services, code: Code, unfinished: Exchange | None, stored: Stored | None, reason: str
) -> None:
    """Raise if an earlier run has sent this code already; warn if it has sent another one in vain."""
    digest = code_digest(code.text)
    if unfinished is not None and unfinished.code_digest == digest:
        raise OutcomeUnknown(
            f"This code was sent by an earlier run, {unfinished.loss}: the code is spent. Consent again for a new one.",
            code="code_spent_answer_lost",
        )
    if stored is not None and stored.values.get("code_digest") == digest:
        raise InvalidInput(
            f"A new exchange is needed ({reason}), and this code was spent for the present credentials already: consent "
            "again for a new one.",
            code="code_spent",
        )
    if unfinished is not None:
        services.warn(f"An earlier run sent another code {unfinished.loss}; that code is spent, this one is exchanged.")


def _with_loss(reason: str, unfinished: Exchange | None) -> str:
    """Return why a consent is needed, with the code that an earlier run has sent in vain."""
    if unfinished is None:
        return reason
    return f"{reason}, and an earlier run sent a code {unfinished.loss}, so that it is spent"


def _tell_of_unfinished(
    services: Services, wish: Wish, path: str, exchanger: Exchanger, unfinished: Exchange | None
) -> None:
    """Warn of a code that an earlier run has sent in vain, though the stored credentials are good without it."""
    if unfinished is None:
        return
    same = unfinished.code_digest == _given_digest(wish.params)
    kept = "" if unfinished.answer is None else f" What came is kept in {journal_path(path)} until the next exchange."
    services.warn(
        f"An earlier run sent {'this' if same else 'a'} code {unfinished.loss}: the code is spent. The stored credentials are "
        f"good all the same; for new ones, consent again.{kept}"
    )
    # As long as the code is given, each run has to know it again.
    if not same and not wish.check_mode:
        exchanger.forget(unfinished)


def _exchanged(services: Services, wish: Wish, path: str, old: Stored | None, new: Stored, reason: str) -> Result:
    """The new credentials are on disk: say what they lack, and revoke what they replace."""
    lacking = scopes.missing(new.values["scopes"], wish.scopes)
    if lacking:
        services.warn(f"Zoho did not grant {', '.join(lacking)}: the next run will ask for a consent again.")
    if wish.params["revoke_old"]:
        ReplacedTokens(services, path).revoke(new)
    return _changed(path, old, new, reason)


def _wish(services: Services, params: t.Mapping[str, t.Any], stored: Stored | None, check_mode: bool) -> Wish:
    wanted = params["scopes"]
    if wanted is None:
        wanted = stored.values["scopes"] if stored is not None else list(scopes.RECOMMENDED)
    wanted = scopes.check(wanted)
    check_expected_user(params["expected_user"], wanted)
    data_center = services.options.text("data_center")
    client = services.client(stored)
    _warn_of_command_line(services, [client.client_secret, params["code"], params["redirect_url"]])
    return Wish(
        client=client,
        data_center=None if data_center is None else datacenters.get(data_center).id,
        scopes=wanted,
        consent_scopes=scopes.union(stored.values["scopes"], wanted) if stored is not None else wanted,
        params=params,
        check_mode=check_mode,
    )


def _warn_of_command_line(services: Services, secrets: t.Sequence[str | None]) -> None:
    """Say so if a secret is among the arguments of ansible-playbook, which every user of the machine can see."""
    if any(secret and secret in argument for secret in secrets for argument in sys.argv):
        services.warn(
            "A secret or a code was given on the command line, where every user of this machine can see it: use a vars file or a "
            "prompt, and consider the secret as known."
        )


def _protection(services: Services, params: t.Mapping[str, t.Any], stored: Stored | None) -> Protection:
    encrypt = params["encrypt"] or (stored.encrypt if stored is not None else "values")
    if encrypt == "none":
        return Protection("none", None)
    return Protection(
        encrypt, services.vault.choose(params["vault_id"], stored.vault_id if stored is not None else None)
    )


def _reason(services: Services, wish: Wish, stored: Stored | None) -> str | None:
    """Return why an exchange is needed, or None if the stored credentials are good."""
    if stored is None:
        return "there is no credentials file"
    if wish.params["force"]:
        return "force is set"
    if stored.values["client_id"] != wish.client.client_id:
        return "the client is another one"
    if wish.data_center not in (None, stored.values["data_center"], stored.values.get("consent_data_center")):
        return f"the data center is {stored.values['data_center']}, not {wish.data_center}"
    other_user = _other_user(services, wish.params["expected_user"], stored)
    if other_user is not None:
        return f"the user is {other_user}, not {wish.params['expected_user']}"
    lacking = scopes.missing(stored.values["scopes"], wish.scopes)
    if lacking:
        return (
            f"the scope{'s' * (len(lacking) > 1)} {', '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} missing"
        )
    # Check mode sends no token request, so it trusts the refresh token.
    if wish.params["verify"] and not wish.check_mode and not _honoured(services, wish, stored):
        return "Zoho does not honour the refresh token any more"
    return None


def _other_user(services: Services, expected: str | None, stored: Stored) -> str | None:
    """Return who consented to the stored credentials if that is known not to be the ``expected`` user."""
    user_id, email = stored.values.get("user_id"), stored.values.get("user_email")
    if expected is None or is_user(expected, user_id, email):
        return None
    known = email if "@" in expected else user_id
    if known is None:
        services.warn("expected_user was not checked, because the credentials file does not say who consented.")
        return None
    return str(known)


def _honoured(services: Services, wish: Wish, stored: Stored) -> bool:
    """Ask Zoho for an access token to see whether it honours the stored refresh token, with the client secret that is wished."""
    source = services.token_source(dataclasses.replace(services.credentials_of(stored), client=wish.client))
    try:
        return source.honoured()
    except ZohoCliqError as exc:
        if exc.code not in PASSING or source.usable(1) is None:
            raise
        services.warn(
            f"The refresh token could not be verified, and the cached access token is still valid: {exc.message}"
        )
    return True


def _keep(
    services: Services,
    wish: Wish,
    path: str,
    exchanger: Exchanger,
    stored: Stored,
    unfinished: Exchange | None,
    revoked: bool,
) -> Result:
    """The stored credentials are good: at most their client secret and their protection change."""
    params = wish.params
    spent = (stored.values.get("code_digest"), unfinished.code_digest if unfinished is not None else None)
    digest = _given_digest(params)
    if digest is not None and digest not in spent:
        services.warn(
            "The stored credentials are good, so the code was not spent. Set force to exchange it all the same."
        )
    protection = exchanger.protection
    new = dataclasses.replace(stored, encrypt=protection.encrypt, vault_id=protection.vault_id)
    reasons = []
    other_secret = wish.client.client_secret != stored.values["client_secret"]
    if other_secret:
        reasons.append("the client secret is another one")
        new.values = {**stored.values, "client_secret": wish.client.client_secret}
    if (protection.encrypt, protection.vault_id) != (stored.encrypt, stored.vault_id):
        reasons.append("the protection of the file changes")
    if stored.open:
        reasons.append("others could read the file")
    if reasons and not wish.check_mode:
        if other_secret and not params["verify"]:
            # A secret that Zoho does not take must not replace one that it may take.
            services.token_source(services.credentials_of(new)).renew()
        exchanger.rewrite(new, stored)
    if revoked:
        reasons.append("the refresh token that was replaced is revoked")
    if not reasons:
        return {**_shown(path, stored), "changed": False}
    return _changed(path, stored, new, " and ".join(reasons))


def _given_digest(params: t.Mapping[str, t.Any]) -> str | None:
    """Return the hash of the code that the task gives, or None if it gives none."""
    if params["redirect_url"]:
        return code_digest(consent.parse_redirect(params["redirect_url"], params["redirect_uri"]).code)
    return code_digest(bare_code(params["code"])) if params["code"] else None


def _flow(services: Services, wish: Wish, stored: Stored | None) -> ConsentFlow:
    return ConsentFlow(
        services,
        wish.client,
        services.consent_data_center(stored),
        wish.params["redirect_uri"],
        wish.consent_scopes,
        narrower=None if wish.consent_scopes == wish.scopes else wish.scopes,
    )


def _consent_needed(wish: Wish, flow: ConsentFlow, reason: str) -> ConsentNeeded:
    if flow.redirect_uri is None:
        return ConsentNeeded(
            f"A consent is needed, because {reason}: have the API console generate a code for the scopes "
            f"{','.join(wish.consent_scopes)} (Self Client, Generate Code), and give it as code. For a client with a redirect "
            "URI, give that as redirect_uri.",
            scopes=wish.consent_scopes,
            authorization_url=None,
        )
    url = flow.url(remember=not wish.check_mode)
    return ConsentNeeded(
        f"A consent is needed, because {reason}: open this URL in a browser, accept, and give the URL to which the browser is "
        f"sent as redirect_url: {url}",
        scopes=wish.consent_scopes,
        authorization_url=url,
    )


def _absent(services: Services, path: str, stored: Stored | None, check_mode: bool) -> Result:
    removal = Removal(services, path, stored)
    if not removal.needed():
        return {"changed": False, "credentials_file": path}
    result = {"changed": True, "credentials_file": path, "diff": {"before": _public(stored), "after": {}}}
    return result if check_mode else {**result, "revoked": removal.do()}


def _public(stored: Stored | None) -> dict[str, t.Any]:
    """Return what of the credentials may be shown."""
    if stored is None:
        return {}
    shown = {
        key: stored.values[key]
        for key in ("client_id", "data_center", "scopes", "user_id", "user_email")
        if stored.values.get(key) is not None
    }
    return {**shown, "encrypt": stored.encrypt, "vault_id": stored.vault_id}


def _shown(path: str, stored: Stored | None) -> Result:
    return {"credentials_file": path, **_public(stored)}


def _predicted(services: Services, wish: Wish, path: str, stored: Stored | None, reason: str) -> Result:
    """Return what check mode says of an exchange: what is wished; what Zoho grants shows only when it is done."""
    before = _public(stored)
    after = {
        **before,
        "client_id": wish.client.client_id,
        "data_center": services.consent_data_center(stored).id,
        "scopes": list(wish.consent_scopes),
    }
    shown = {**_shown(path, stored), "changed": True, "reason": reason}
    return {**shown, "diff": {"before": before, "after": after}}


def _changed(path: str, old: Stored | None, new: Stored, reason: str) -> Result:
    return {
        **_shown(path, new),
        "changed": True,
        "reason": reason,
        "diff": {"before": _public(old), "after": _public(new)},
    }
