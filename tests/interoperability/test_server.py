# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection's client and a server that others wrote agree, and the modules work with it as they do with Zoho."""

from __future__ import annotations

import dataclasses
import json

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import OAuthError
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import answers, client, consent
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client

from .conftest import SCOPE


@dataclasses.dataclass
class Consented:
    """What is there after the browser was sent back."""

    request: consent.ConsentRequest
    code: str
    verifier: str


@pytest.fixture
def consented(server):
    request = server.request()
    state = consent.new_state(request)
    verifier = consent.code_verifier(request, consent.verify_state(request, state))
    url = consent.authorization_url(server.url, request, state=state, code_challenge=consent.code_challenge(verifier))
    redirect = consent.parse_redirect(server.consent(url), request.redirect_uri)
    # The nonce comes from the redirect, as it does when nothing was kept since the URL was made.
    nonce = consent.verify_state(request, redirect.state)
    return Consented(request, redirect.code, consent.code_verifier(request, nonce))


@pytest.fixture
def exchange(server, options):
    def run(consented, **changes):
        given = {"client": consented.request.client, "code": consented.code, "verifier": consented.verifier, **changes}
        redirect_uri = given.get("redirect_uri", consented.request.redirect_uri)
        answer = client.exchange_raw(
            server.url, given["client"], given["code"], redirect_uri, given["verifier"], options
        )
        return answers.parse_token_answer(
            answer.body, grant="authorization_code", status=answer.status, where=answer.where
        )

    return run


def assert_clean(error, *secrets):
    for secret in secrets:
        assert secret not in str(error) and secret not in repr(error.failure())


def test_the_code_is_exchanged_and_the_token_refreshed(server, options, consented, exchange):
    token = exchange(consented)
    assert (token.scopes, token.expires_in, token.token_type) == ((SCOPE,), 3600, "Bearer")
    assert server.introspect(token.access_token)["active"] is True
    assert server.introspect(token.access_token)["scope"] == SCOPE

    refreshed = client.refresh(server.url, consented.request.client, token.refresh_token, options)
    assert refreshed.access_token != token.access_token
    assert (refreshed.scopes, refreshed.expires_in) == ((SCOPE,), 3600)
    assert server.introspect(refreshed.access_token)["active"] is True


def test_a_code_works_once(consented, exchange):
    exchange(consented)
    with pytest.raises(OAuthError) as caught:
        exchange(consented)
    assert (caught.value.code, caught.value.status) == ("invalid_grant", 400)
    assert_clean(caught.value, consented.code, consented.verifier, consented.request.client.client_secret)


@pytest.mark.parametrize(("verifier", "error"), [("a" * 43, "invalid_grant"), (None, "invalid_request")])
def test_a_wrong_or_missing_verifier_is_refused(consented, exchange, verifier, error):
    with pytest.raises(OAuthError) as caught:
        exchange(consented, verifier=verifier)
    assert (caught.value.code, caught.value.status) == (error, 400)
    assert_clean(caught.value, consented.code, consented.request.client.client_secret)


def test_the_server_wants_pkce(server):
    request = server.request()
    url = consent.authorization_url(server.url, request, state=consent.new_state(request), code_challenge=None)
    with pytest.raises(OAuthError) as caught:
        consent.parse_redirect(server.consent(url), request.redirect_uri)
    assert caught.value.code == "invalid_request"


def test_another_redirect_uri_is_refused(consented, exchange):
    with pytest.raises(OAuthError) as caught:
        exchange(consented, redirect_uri="http://localhost:8976/elsewhere")
    # Zoho says invalid_redirect_uri.
    assert caught.value.code == "invalid_request"
    assert_clean(caught.value, consented.code, consented.verifier, consented.request.client.client_secret)


def test_a_wrong_client_secret_is_refused(consented, exchange):
    wrong = Client(consented.request.client.client_id, "0" * 42)
    with pytest.raises(OAuthError) as caught:
        exchange(consented, client=wrong)
    assert (caught.value.code, caught.value.status) == ("invalid_client", 401)
    assert_clean(caught.value, consented.code, consented.verifier, wrong.client_secret)


def test_a_refusal_comes_with_the_state(server):
    request = server.request()
    state = consent.new_state(request)
    url = consent.authorization_url(server.url, request, state=state, code_challenge=consent.code_challenge("a" * 43))
    redirect = server.consent(url, "deny")
    assert consent.redirect_fields(redirect, request.redirect_uri) == {"error": "access_denied", "state": state}
    with pytest.raises(OAuthError) as caught:
        consent.parse_redirect(redirect, request.redirect_uri)
    assert caught.value.code == "access_denied"


def test_scopes_with_commas_are_zohos_own(server):
    request = server.request(scopes=(SCOPE, "openid"))
    state = consent.new_state(request)
    url = consent.authorization_url(server.url, request, state=state, code_challenge=consent.code_challenge("a" * 43))
    with pytest.raises(OAuthError) as caught:
        consent.parse_redirect(server.consent(url), request.redirect_uri)
    assert caught.value.code == "invalid_scope"


def test_revoking_takes_the_access_tokens_along(server, options, consented, exchange):
    token = exchange(consented)
    assert client.revoke(server.url, consented.request.client, token.refresh_token, "refresh_token", options) is True
    assert server.introspect(token.access_token)["active"] is False
    with pytest.raises(OAuthError) as caught:
        client.refresh(server.url, consented.request.client, token.refresh_token, options)
    assert (caught.value.code, caught.value.status) == ("invalid_grant", 400)
    assert_clean(caught.value, token.refresh_token, consented.request.client.client_secret)


def test_an_access_token_is_revoked(server, options, consented, exchange):
    token = exchange(consented)
    assert client.revoke(server.url, consented.request.client, token.access_token, "access_token", options) is True
    assert server.introspect(token.access_token)["active"] is False


def test_the_word_before_the_token_is_zohos_own(server, options, consented, exchange):
    """RFC 6750 knows "Bearer" only. Zoho takes both, and most of its documents have the other one."""
    token = exchange(consented)
    with pytest.raises(OAuthError) as caught:
        client.user_info(server.url, token.access_token, options)
    assert (caught.value.code, caught.value.status) == ("invalid_token", 401)
    assert_clean(caught.value, token.access_token)


URL = """
- name: URL
  zoho.cliq.authorization_url:
"""
EXCHANGE = """
- name: Exchange
  zoho.cliq.credentials:
    redirect_url: "{{ redirect }}"
- name: Exchange again
  zoho.cliq.credentials:
    redirect_url: "{{ redirect }}"
    verify: true
- name: Exchange a code that nobody issued
  zoho.cliq.credentials:
    redirect_url: "{{ forged }}"
    force: true
  ignore_errors: true
- name: Token
  zoho.cliq.access_token:
  register: token
  no_log: true
- name: Keep the token of the module and that of the lookup
  ansible.builtin.copy:
    content: "{{ [token.access_token, lookup('zoho.cliq.access_token')] }}"
    dest: tokens.json
    mode: "0600"
  no_log: true
"""
REVOKE = """
- name: Revoke
  zoho.cliq.credentials:
    state: absent
"""


def test_the_modules_consent_exchange_refresh_and_revoke(server, playbook):
    playbook.environment.update({f"ZOHO_CLIQ_{name.upper()}": value for name, value in server.client.items()})
    playbook.environment["ZOHO_CLIQ_SCOPES"] = SCOPE
    path = playbook.project / "zoho-cliq.vault.yml"
    playbook.environment["ZOHO_CLIQ_CREDENTIALS_FILE"] = str(path)

    made = playbook(URL)
    redirect = server.consent(made["URL"]["authorization_url"])
    code = consent.parse_redirect(redirect, server.client["redirect_uri"]).code
    forged = "forged" + code[6:]
    playbook.write("redirect.yml", {"redirect": redirect, "forged": redirect.replace(code, forged)})

    done = playbook(EXCHANGE, vars_files=["redirect.yml"], vault=True)
    assert done.code == 0, done.output
    assert done["Exchange"]["changed"] is True and done["Exchange"]["scopes"] == [SCOPE]
    assert done["Exchange again"]["changed"] is False
    assert done["Exchange a code that nobody issued"]["failure"]["code"] == "invalid_grant"
    assert code not in done.output and forged not in done.output
    of_module, of_lookup = json.loads((playbook.project / "tokens.json").read_text())
    assert of_module == of_lookup and of_module not in done.output
    assert server.introspect(of_module)["active"] is True
    assert path.read_text().count("!vault |") == 2

    done = playbook(REVOKE, vault=True)
    assert done.code == 0 and done["Revoke"]["changed"], done.output
    assert not path.exists()
    assert server.introspect(of_module)["active"] is False
