# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search for secrets finds what is left somewhere, in whatever form, and excepts no more than what has to be there."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from urllib.parse import quote

import pytest
import yaml
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import consent
from ansible_collections.zoho.cliq.tests.integration.plays import allowances
from ansible_collections.zoho.cliq.tests.integration.plays.playbook_runner import VAULT_PASSWORD
from ansible_collections.zoho.cliq.tests.integration.plays.processes import Watcher

FORMS = {
    "as it is": lambda secret: secret,
    "in JSON": lambda secret: json.dumps({"it": secret}),
    "in JSON in JSON": lambda secret: json.dumps(json.dumps([secret])),
    "in YAML": lambda secret: yaml.safe_dump({"it": secret}, width=1000),
    "in a URL": lambda secret: f"http://localhost/?a=b&it={quote(secret, safe='')}&c=d",
    "in Basic authentication": lambda secret: "Basic " + base64.b64encode(f"1000.CLIENT:{secret}".encode()).decode(),
    "in Base64, in the middle": lambda secret: "x/" + base64.b64encode(f"ab{secret}cd".encode()).decode(),
    "in Base64 for URLs": lambda secret: base64.urlsafe_b64encode(f"abc{secret}".encode()).decode(),
    "in Base64 with lines": lambda secret: base64.encodebytes(f"abc: {secret}".encode()).decode(),
}


KINDS = ("token", "client secret", "vault password", "verifier")


# What is shorter than a token is found where it stands on one line.
@pytest.mark.parametrize(
    ("kind", "form"),
    [(kind, form) for kind in KINDS for form in FORMS if form != "in Base64 with lines" or kind == "token"],
)
def test_the_search_knows_all_forms(playbook, emulator, kind, form):
    request = consent.ConsentRequest(
        consent.Client(emulator.client["client_id"], emulator.client["client_secret"]), "http://localhost/", (), "us"
    )
    state = consent.new_state(request, nonce=b"n" * consent.NONCE_BYTES)
    playbook.assert_no_secret(f"https://accounts.zoho.com/oauth/v2/auth?state={state}&prompt=consent".encode(), "a URL")
    secret = {
        "token": emulator.code(),
        "client secret": emulator.self_client["client_secret"],
        "vault password": VAULT_PASSWORD,
        "verifier": consent.code_verifier(request, b"n" * consent.NONCE_BYTES),
    }[kind]
    with pytest.raises(AssertionError, match="is in the place"):
        playbook.assert_no_secret(FORMS[form](secret).encode(), "the place")
    # It is the secret that is found, not its surroundings.
    playbook.assert_no_secret(FORMS[form]("0" * len(secret)).encode(), "the place")


LEAKS = {
    "the output": "ansible.builtin.debug: {msg: \"{{ lookup('ansible.builtin.file', 'secret') }}\"}",
    "home/left": "ansible.builtin.command: cp secret ../home/left",
    "project/left": "ansible.builtin.command: cp secret left",
    "home/tmp/left": "ansible.builtin.command: cp secret ../home/tmp/left",
    "home/facts": "ansible.builtin.set_fact: {mine: \"{{ lookup('ansible.builtin.file', 'secret') }}\", cacheable: true}",
}


@pytest.mark.parametrize("where", LEAKS)
def test_a_leak_of_a_play_is_found(playbook, emulator, where):
    playbook.write("secret", emulator.code())
    hidden = "false" if where == "the output" else "true"
    with pytest.raises(AssertionError, match=f"a code or a token .* is in .*{where}"):
        playbook(f"- name: Leak\n  {LEAKS[where]}\n  no_log: {hidden}\n")


def test_what_a_process_has_in_its_command_line_or_environment_is_found(playbook, emulator, tmp_path):
    """The child waits until it was looked at."""
    secret, given = emulator.client["client_secret"], {"PATH": "/usr/bin:/bin", "GIVEN": emulator.code()}
    sleeper = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    child = f"{[*sleeper, '--secret', secret]!r}, env={{**os.environ, 'LEFT': {secret!r}}}"
    parent = f"import os, subprocess; subprocess.run({child})"
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    (temporary / "gone").write_text(emulator.code())
    with subprocess.Popen([sys.executable, "-c", parent], env=given, stdin=subprocess.PIPE) as process:
        watcher = Watcher(process.pid, given, [temporary])
        while not any(b"--secret\0" in line and b"import os" not in line for line in watcher.command_lines):
            watcher.sample()
        process.stdin.close()
    (temporary / "gone").unlink()
    seen = dict(watcher.seen())
    for where, content in seen.items():
        with pytest.raises(AssertionError, match="is in"):
            playbook.assert_no_secret(content, where)
    assert len(seen) == 3
    assert given["GIVEN"].encode() not in b"".join(seen.values())


@pytest.mark.parametrize("mode", [0o600, 0o640])
def test_what_may_have_a_secret_is_for_its_owner_only(playbook, emulator, tmp_path, mode):
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    path = folder / "file"
    content = f"ansible_module='zoho.cliq.channel',\nparams='{{\"access_token\": \"{emulator.code()}\"}}',\n".encode()
    path.write_bytes(content)
    path.chmod(mode)
    private = allowances.is_private(path)
    assert private is (mode == 0o600)
    if private:
        playbook.assert_no_secret(allowances.without_injected_token(str(path), content, private), str(path))
        with pytest.raises(AssertionError, match="is in"):
            other = content.replace(b"access_token", b"refresh_token")
            playbook.assert_no_secret(allowances.without_injected_token(str(path), other, private), str(path))
    else:
        with pytest.raises(AssertionError, match="others can read"):
            allowances.without_injected_token(str(path), content, private)
