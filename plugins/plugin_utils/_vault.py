# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The vault secrets of the running play: which one to use, decrypting, encrypting."""

from __future__ import annotations

import typing as t

from ansible import constants as C
from ansible.errors import AnsibleError
from ansible.parsing.vault import VaultLib, VaultSecretsContext
from ansible_collections.zoho.cliq.plugins.module_utils._errors import CredentialsFileError

DEFAULT_ID = "default"


class Vault:
    """Encrypts and decrypts with the vault secrets that the play was started with."""

    def __init__(self, secrets: t.Sequence[tuple[str, t.Any]] | None = None) -> None:
        if secrets is None:
            context = VaultSecretsContext.current(optional=True)
            secrets = context.secrets if context is not None else []
        self._secrets = list(secrets)
        self._library = VaultLib(self._secrets)

    @staticmethod
    def is_encrypted(text: str) -> bool:
        """Tell whether ``text`` is something that Ansible Vault encrypted."""
        return bool(VaultLib.is_encrypted(text))

    def decrypt(self, ciphertext: str, where: str) -> tuple[str, str]:
        """Return the plain text and the vault id; raises CredentialsFileError, which names ``where`` and the known ids."""
        if not self._secrets:
            raise CredentialsFileError(
                f"{where} is encrypted with Ansible Vault, and this run has no vault secret: add --vault-password-file, "
                "--vault-id or --ask-vault-pass.",
                code="vault_secret_missing",
            )
        try:
            plain, vault_id, _secret = self._library.decrypt_and_get_vault_id(ciphertext)
        except AnsibleError as exc:
            raise CredentialsFileError(
                f"{where} cannot be decrypted with the vault secrets of this run ({self._ids()}): give the one that it was "
                "encrypted with, or restore the file if it was damaged.",
                code="vault_decrypt_failed",
            ) from exc
        try:
            text = plain.decode("utf-8")
        except UnicodeDecodeError as exc:
            raise CredentialsFileError(f"{where} decrypts to something that is not text.") from exc
        return text, _header_id(ciphertext) or str(vault_id or DEFAULT_ID)

    def choose(self, wanted: str | None, existing: str | None) -> str:
        """
        Return the vault id to encrypt with.

        It is ``wanted``, else the id of what is there, else DEFAULT_VAULT_ENCRYPT_IDENTITY, else that of the only secret.
        Raises CredentialsFileError, which names the ids, if there is no such secret or no way to choose.
        """
        if not self._secrets:
            raise CredentialsFileError(
                "The secrets of the credentials file are to be encrypted with Ansible Vault, and this run has no vault "
                "secret: add --vault-password-file or --vault-id, or set encrypt to none to store them in plain text.",
                code="vault_secret_missing",
            )
        known = [vault_id for vault_id, _secret in self._secrets]
        if wanted is None and existing is not None and len(set(known)) == 1:
            # What is there was decrypted with the only secret, whatever this run calls it, and keeps its label.
            return existing
        for vault_id, reason in (
            (wanted, "vault_id"),
            (existing, "the credentials file"),
            (C.config.get_config_value("DEFAULT_VAULT_ENCRYPT_IDENTITY"), "DEFAULT_VAULT_ENCRYPT_IDENTITY"),
        ):
            if vault_id:
                if vault_id not in known:
                    raise CredentialsFileError(
                        f"{reason} names the vault id {vault_id!r}, and this run has secrets for {self._ids()} only.",
                        code="vault_secret_missing",
                    )
                return str(vault_id)
        if len(set(known)) > 1:
            raise CredentialsFileError(
                f"This run has several vault secrets ({self._ids()}): say with vault_id which one to encrypt with.",
                code="vault_id_needed",
            )
        return str(known[0])

    def encrypt(self, plain: str, vault_id: str) -> str:
        """Return ``plain`` encrypted with the secret of ``vault_id``, as the text that belongs into a file."""
        secrets = dict(reversed(self._secrets))
        secret = secrets.get(vault_id) or next(iter(secrets.values()))
        label = None if vault_id == DEFAULT_ID else vault_id
        return str(self._library.encrypt(plain, secret=secret, vault_id=label).decode("ascii"))

    def _ids(self) -> str:
        return ", ".join(sorted({str(vault_id) for vault_id, _secret in self._secrets}))


def _header_id(ciphertext: str) -> str | None:
    """Return the vault id in the header of ``ciphertext``, which format 1.2 has and format 1.1 lacks."""
    header = ciphertext.lstrip().split("\n", 1)[0].strip().split(";")
    return header[3] if len(header) > 3 else None
