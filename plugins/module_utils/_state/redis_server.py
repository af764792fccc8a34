# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The one place that imports the library redis: connections, time-outs, repeats, and errors in words."""

from __future__ import annotations

import functools
import os
import re
import sys
import time
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state.redis_scripts import Script
from ansible_collections.zoho.cliq.plugins.module_utils._state.redis_url import Address
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import ServerAccess

#: How long, in seconds, a connection may take to come about, and an answer to come.
CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 3.0
#: How long, in seconds, a command that got no answer is tried again, and the pauses in between. Every command can be repeated.
RETRY_SECONDS = 4.0
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 0.8, 0.8, 0.8)

_Meaning = t.TypeVar("_Meaning")

_WORD = re.compile(r"[A-Z]{2,20}\b")
_NOT_PERMITTED = (
    "does not let the user do what is needed: permit the commands and keys that the collection's guide about it lists"
)
# What the server answers, by the first word of its error, in words for the user.
_ADVICE = {
    "NOAUTH": "asks for a password: set state_store_password or state_store_password_file, and state_store_user if it has users",
    "WRONGPASS": "does not accept the user or the password: check state_store_user and state_store_password",
    "NOPERM": _NOT_PERMITTED,
    "OOM": "is full and takes nothing more: give it more memory (maxmemory)",
    "MISCONF": "refuses to write, because it cannot save its data to its disk: free some space there",
    "READONLY": "is a replica that cannot be written: let state_store name the primary",
    "LOADING": "is still loading its data: try again",
    "MASTERDOWN": "is a replica that has lost its primary: let state_store name the primary",
    "MOVED": "is a node of a cluster that keeps the data elsewhere: let state_store name a server that is none",
    "CLUSTERDOWN": "is a node of a cluster that is down: try again when it is up",
    "DB index": "has no database of the number at the end of the URL: correct it",
    "can't": _NOT_PERMITTED,
}
# The library takes the word off where it has an exception of its own for it.
_WORDS_OF = {
    "OutOfMemoryError": "OOM",
    "ReadOnlyError": "READONLY",
    "BusyLoadingError": "LOADING",
    "NoPermissionError": "NOPERM",
    "MovedError": "MOVED",
    "MasterDownError": "MASTERDOWN",
    "ClusterDownError": "CLUSTERDOWN",
}
# With these, the server says that it is on its way to work again.
_PASSING = frozenset({"READONLY", "LOADING", "MASTERDOWN", "CLUSTERDOWN"})


# Older ones do not heed the time-out on a socket of this machine.
_OLDEST_MAJOR = 6


@functools.cache
def library() -> t.Any:
    """Import the library redis; raises :class:`StateStoreError` in Ansible's usual words if it is missing, or if too old."""
    # It takes some tenths of a second, so it waits until somebody wants this store.
    try:
        import redis
        import redis.backoff
        import redis.retry
    except ImportError as error:
        from ansible.module_utils.basic import missing_required_lib

        raise StateStoreError(missing_required_lib("redis"), code="missing_library") from error
    version = str(redis.__version__)
    if int(version.partition(".")[0]) < _OLDEST_MAJOR:
        raise StateStoreError(
            f"The Python library redis of {sys.executable} has the version {version}, which is too old for the state store:"
            f" install version {_OLDEST_MAJOR} or newer.",
            code="missing_library",
        )
    return redis


class RedisServer:
    """
    A Redis or Valkey server.

    It is used by all threads; a fork makes connections of its own. The constructor raises :class:`StateStoreError` if
    the server must not or cannot be used in this way, before anything is sent; the methods raise it if it does not do what
    it is asked.
    """

    def __init__(self, address: Address, access: ServerAccess) -> None:
        if access.user and not access.password:
            raise StateStoreError("A state_store_user needs a password: set state_store_password as well.")
        if not (address.tls or address.stays_here or access.allow_plaintext):
            raise StateStoreError(
                f"The state_store {address} would be reached over a network without encryption: use rediss://, or set"
                " state_store_allow_plaintext if nobody else can listen there."
            )
        self.address = str(address)
        self._redis = library()
        self._client = self._made(address, access)

    def _made(self, address: Address, access: ServerAccess) -> t.Any:
        redis = self._redis
        arguments: dict[str, t.Any] = {
            "db": address.database,
            "username": access.user,
            "password": access.password,
            "socket_timeout": ANSWER_SECONDS,
            "socket_connect_timeout": CONNECT_SECONDS,
            # The library would send a command again that the server may have done. What is repeated here can be.
            "retry": redis.retry.Retry(redis.backoff.NoBackoff(), 0),
            "retry_on_error": [],
            "health_check_interval": 0,
            "protocol": 2,
        }
        if address.path is not None:
            arguments["unix_socket_path"] = address.path
        else:
            arguments.update(host=address.host, port=address.port, socket_keepalive=True)
        if address.tls:
            arguments.update(_tls(access.ca_path))
        try:
            # Without a word about the library, which takes two commands for each connection, and permission for them.
            return redis.Redis(**arguments, driver_info=None)
        except TypeError:
            return redis.Redis(**arguments, lib_name=None, lib_version=None)

    def run(self, script: Script, keys: t.Sequence[str], *arguments: t.Any, patient: bool = True) -> t.Any:
        """Run a script and return its answer; texts are bytes. It must be one that may run twice with the same arguments."""
        words = [len(keys), *keys, *arguments]
        try:
            return self._sent("EVALSHA", script.sha, *words, patient=patient)
        except self._redis.exceptions.NoScriptError:
            return self.command("EVAL", script.text, *words, patient=patient)

    def command(self, *words: t.Any, patient: bool = True) -> t.Any:
        """
        Send one command, which must be one that may be sent twice, and return its answer; texts are bytes.

        It is sent again for some seconds while there is no answer, unless the caller is not ``patient``.
        """
        try:
            return self._sent(*words, patient=patient)
        except self._redis.exceptions.NoScriptError as error:
            raise self._strange() from error

    def understood(self, read: t.Callable[[], _Meaning]) -> _Meaning:
        """Return what ``read`` makes of an answer; raises :class:`StateStoreError` if it is none that can be given."""
        try:
            return read()
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise self._strange() from error

    def _strange(self) -> StateStoreError:
        return self._error(
            "does not answer as Redis does: check that it is one, and that the URL begins with rediss:// for TLS and with"
            " redis:// without"
        )

    def _sent(self, *words: t.Any, patient: bool) -> t.Any:
        """Send a command until it is answered; raises the library's NoScriptError, else StateStoreError."""
        exceptions = self._redis.exceptions
        last_start = time.monotonic() + RETRY_SECONDS
        pauses = iter(PAUSES if patient else ())
        while True:
            try:
                return self._client.execute_command(*words)
            except exceptions.NoScriptError:
                raise
            except (exceptions.RedisError, OSError) as error:
                failure = error
            except (ValueError, TypeError, AttributeError, LookupError) as error:
                # The library trips over some answers that no Redis gives.
                self._client.connection_pool.disconnect(inuse_connections=False)
                raise self._strange() from error
            # Behind the same name there may be another server by now.
            self._client.connection_pool.disconnect(inuse_connections=False)
            pause = next(pauses, None) if self._passes(failure) else None
            if pause is None or time.monotonic() + pause > last_start:
                raise self._told(failure) from failure
            time.sleep(pause)

    def _passes(self, error: Exception) -> bool:
        """Tell whether a command that failed in this way may be answered a moment later."""
        exceptions = self._redis.exceptions
        if isinstance(error, exceptions.AuthenticationError) or _cause(error, "SSLCertVerificationError"):
            return False
        return isinstance(error, exceptions.ConnectionError | exceptions.TimeoutError) or _word(error) in _PASSING

    def _told(self, error: Exception) -> StateStoreError:
        """Return the error in words of ours: those of the library may quote what was sent."""
        exceptions = self._redis.exceptions
        word = _word(error)
        if isinstance(error, exceptions.AuthenticationError):
            word = "NOAUTH" if "required" in str(error) else "WRONGPASS"
        if word in _ADVICE:
            return self._error(_ADVICE[word])
        if _cause(error, "SSLCertVerificationError"):
            return self._error(
                "shows a TLS certificate that cannot be verified: set state_store_ca_path to the CA certificates to trust,"
                " and name the host as the certificate does"
            )
        if isinstance(error, exceptions.TimeoutError) or _cause(error, "TimeoutError"):
            return self._error("does not answer in time: check that it runs and is not overloaded")
        if isinstance(error, exceptions.ConnectionError | OSError):
            reason = getattr(_cause(error, "OSError"), "strerror", None) or "the connection broke"
            return self._error(f"cannot be reached ({reason}): check that it runs, and the URL")
        if isinstance(error, exceptions.ResponseError):
            return self._error(f"answers with an error ({word or 'without a name'}): look at its log")
        return self._strange()

    def _error(self, what: str) -> StateStoreError:
        return StateStoreError(f"The state_store {self.address} {what}.")


def _tls(ca_path: str | None) -> dict[str, t.Any]:
    """Return the library's settings for TLS: certificate and host name are always checked."""
    import ssl

    settings: dict[str, t.Any] = {
        "ssl": True,
        "ssl_cert_reqs": "required",
        "ssl_check_hostname": True,
        "ssl_min_version": ssl.TLSVersion.TLSv1_2,
    }
    if ca_path is None:
        return settings
    if os.path.isdir(ca_path):
        return {**settings, "ssl_ca_path": ca_path}
    try:
        ssl.create_default_context(cafile=ca_path)
    except OSError as error:
        raise StateStoreError(
            f"There are no CA certificates to read in state_store_ca_path ({ca_path}): name a file or directory that has some."
        ) from error
    return {**settings, "ssl_ca_certs": ca_path}


def _word(error: Exception) -> str:
    """Return the word by which the server names an error; nothing if it has none."""
    kinds = [kind.__name__ for kind in type(error).__mro__]
    for kind in kinds:
        if kind in _WORDS_OF:
            return _WORDS_OF[kind]
    if "ResponseError" not in kinds:
        return ""
    # An error inside a script may stand in a sentence about the script.
    for word in _ADVICE:
        if word in str(error):
            return word
    found = _WORD.match(str(error))
    return found[0] if found else ""


def _cause(error: BaseException, name: str) -> BaseException | None:
    """Return what led to ``error`` and is an instance of a class of that name; None if there is nothing."""
    seen: BaseException | None = error
    while seen is not None:
        if any(kind.__name__ == name for kind in type(seen).__mro__):
            return seen
        seen = seen.__cause__ or seen.__context__
    return None
