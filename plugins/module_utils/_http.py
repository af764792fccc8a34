# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The one place that talks HTTP: session, time-outs, retries of what was never sent, no redirects, no leaks.

Error messages name the method, the host and the path of a request and nothing else, because a query, a header or a
body can carry a secret. Redirects are never followed: an ``Authorization`` header or a client secret must not travel to
another host.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import ssl
import time
import traceback
import typing as t
from urllib.parse import urlsplit

from ansible.module_utils.basic import missing_required_lib
from ansible_collections.zoho.cliq.plugins.module_utils import _deadline
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ConnectFailed,
    CutOff,
    OutcomeUnknown,
    UnexpectedAnswer,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._hosts import is_loopback

try:
    import requests
    import urllib3.exceptions as urllib3_exceptions
    from requests.adapters import HTTPAdapter
    from requests.auth import AuthBase
    from requests.utils import DEFAULT_CA_BUNDLE_PATH, get_environ_proxies
except ImportError:
    HAS_REQUESTS = False
    REQUESTS_IMPORT_ERROR: str | None = traceback.format_exc()
    AuthBase = object  # type: ignore[assignment,misc]
    HTTPAdapter = object  # type: ignore[assignment,misc]
else:
    HAS_REQUESTS = True
    REQUESTS_IMPORT_ERROR = None

__all__ = ["Answer", "AuthBase", "HttpOptions", "NoAuth", "TokenAuth", "send"]

USER_AGENT = "ansible-zoho.cliq"
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "gzip, deflate", "Connection": "keep-alive"}
MAX_ANSWER_BYTES = 32 * 1024 * 1024
CHUNK_BYTES = 65536
CONNECT_ATTEMPTS = 3
CONNECT_RETRY_PAUSE = 0.5
# More threads than this never call one host.
MOST_CONNECTIONS = 32
# A kept connection that idled longer than this may be closed by the server just while a request is on its way to it.
MAX_IDLE_SECONDS = 15.0


def require_requests() -> None:
    """Raise ZohoCliqError with Ansible's usual sentence if the library requests is missing."""
    if not HAS_REQUESTS:
        raise ZohoCliqError(missing_required_lib("requests"), code="missing_library")


class TokenAuth(AuthBase):
    """
    Puts an access token into the Authorization header of one request.

    An AuthBase object is used because requests lets an entry of ``~/.netrc`` replace a header that was set by hand.
    """

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: t.Any) -> t.Any:
        request.headers["Authorization"] = f"Zoho-oauthtoken {self._token}"
        return request


class NoAuth(AuthBase):
    """Adds nothing; keeps requests from adding Basic authentication from ``~/.netrc``."""

    def __call__(self, request: t.Any) -> t.Any:
        return request


@dataclasses.dataclass(frozen=True)
class Answer:
    """A complete HTTP answer. ``where`` is the method and the URL without query, fit for messages."""

    status: int
    headers: t.Mapping[str, str]
    body: bytes
    where: str

    def json(self) -> t.Any:
        """Return the parsed body; raise UnexpectedAnswer if it is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as exc:
            raise UnexpectedAnswer(
                f"The answer of {self.where} (HTTP status {self.status}) is not JSON but {self._describe()}. "
                "Check that the URL is one of Zoho's API hosts and that no proxy or login page answers in its place.",
                status=self.status,
            ) from exc

    def _describe(self) -> str:
        content_type = self.headers.get("Content-Type", "").split(";")[0].strip().lower()
        if not self.body.strip():
            return "empty"
        if content_type == "text/html" or self.body.lstrip()[:1] == b"<":
            return "an HTML page"
        if content_type == "application/json":
            return "cut off or malformed"
        return "something else"


@dataclasses.dataclass(frozen=True)
class HttpOptions:
    """
    How to talk to a host.

    ``timeout`` is in seconds: for the connection, for each read, and for the whole of a request from the first byte sent to
    the last byte read. ``ca_path`` is a file or directory of CA certificates.
    """

    timeout: float = 30.0
    validate_certs: bool = True
    ca_path: str | None = None

    @property
    def longest(self) -> float:
        """The seconds that :func:`send` takes at most: no attempt begins later than ``timeout`` after the first."""
        return 2 * self.timeout + CONNECT_RETRY_PAUSE

    @property
    def verify(self) -> bool | str:
        """The ``verify`` argument of requests. Never True, for which ``REQUESTS_CA_BUNDLE`` would be put in."""
        if not self.validate_certs:
            return False
        return self.ca_path or str(DEFAULT_CA_BUNDLE_PATH)


class _BoundAdapter(HTTPAdapter):
    """Opens connections that heed the deadline of the request."""

    def init_poolmanager(self, *arguments: t.Any, **more: t.Any) -> None:
        super().init_poolmanager(*arguments, **more)
        _deadline.bound(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **more: t.Any) -> t.Any:
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **more)
        return manager if known else _deadline.bound(manager)


class _Sessions:
    """
    The kept connections of this process: those that were inherited over a fork would read the answers of other children.

    What a session of requests does beyond keeping connections is not wanted here: it takes proxies, credentials and CA
    certificates from the environment, keeps cookies, which would travel from one user to the next, and follows redirects.
    """

    def __init__(self) -> None:
        self._pid: int | None = None
        self._adapter: t.Any = None
        self._last_use: dict[str, float] = {}

    def get(self, origin: str) -> t.Any:
        """Return the connections of this process; those to ``origin`` that idled too long are dropped first."""
        now = time.monotonic()
        if self._pid != os.getpid():
            self._pid = os.getpid()
            self._adapter = _BoundAdapter(pool_maxsize=MOST_CONNECTIONS)
            self._last_use = {}
        elif now - self._last_use.get(origin, now) > MAX_IDLE_SECONDS:
            self._adapter.close()
        self._last_use[origin] = now
        return self._adapter

    def touch(self, origin: str) -> None:
        """Note that a connection to ``origin`` was just used."""
        self._last_use[origin] = time.monotonic()


_SESSIONS = _Sessions()


def send(
    method: str,
    url: str,
    *,
    options: HttpOptions,
    auth: t.Any = None,
    params: t.Mapping[str, t.Any] | None = None,
    form: t.Mapping[str, str] | None = None,
    json_body: t.Any = None,
    files: t.Any = None,
    before: t.Callable[[], None] | None = None,
) -> Answer:
    """
    Send one request and return the whole answer, whatever its status.

    ``files`` are the files of a multipart form, as requests takes them: pairs of a field and of name and content. ``before`` is
    called right before anything is sent, each time; what it raises prevents that.

    A connection that cannot be made is tried again (nothing was sent). Raises ConnectFailed when that fails for good,
    OutcomeUnknown when the request may have reached the host but no whole answer came back.
    """
    require_requests()
    parts = urlsplit(url)
    where = f"{method} {parts.scheme}://{parts.netloc}{parts.path}"
    origin = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme not in ("http", "https"):
        raise ZohoCliqError(f"The request {where} cannot be sent, because it is none for HTTP.", code="invalid_request")
    content = {
        "data": None if form is None else dict(form),
        "json": json_body,
        "files": None if files is None else list(files),
    }
    prepare = functools.partial(_prepared, method, url, params, auth or NoAuth(), content)
    way: dict[str, t.Any] = {
        "timeout": (options.timeout, options.timeout),
        "verify": options.verify,
        "stream": True,
        "proxies": {} if is_loopback(parts.hostname or "") else get_environ_proxies(url),
    }
    last_start = time.monotonic() + options.timeout
    for attempt in range(1, CONNECT_ATTEMPTS + 1):
        if before is not None:
            before()
        try:
            with _deadline.within(options.timeout):
                return _send_once(prepare, where, origin, way)
        except ConnectFailed:
            # A host with several addresses may take the time-out for each of them.
            if attempt == CONNECT_ATTEMPTS or time.monotonic() > last_start:
                raise
            time.sleep(CONNECT_RETRY_PAUSE)
    raise AssertionError("unreachable")


def _prepared(method: str, url: str, params: t.Any, auth: t.Any, content: t.Mapping[str, t.Any]) -> t.Any:
    """Return a request as requests sends it."""
    if params:
        return _whole(method, url, params=params, auth=auth, **content)
    request = _addressed(method, url).copy()
    request.prepare_body(**content)
    request.prepare_auth(auth)
    return request


@functools.lru_cache(maxsize=8)
def _addressed(method: str, url: str) -> t.Any:
    """Return a request without content: hundreds of objects are made at one URL, and taking it apart is a tenth of a call."""
    return _whole(method, url, auth=NoAuth())


def _whole(method: str, url: str, **more: t.Any) -> t.Any:
    return requests.Request(method, url, headers={"User-Agent": USER_AGENT, **_HEADERS}, **more).prepare()


def _send_once(prepare: t.Callable[[], t.Any], where: str, origin: str, way: dict[str, t.Any]) -> Answer:
    adapter = _SESSIONS.get(origin)
    try:
        response = adapter.send(prepare(), **way)
    except requests.exceptions.SSLError as exc:
        if "NO_CERTIFICATE_OR_CRL_FOUND" in repr(exc):
            raise _unusable_ca_path(way) from exc
        if not _is_caused_by(exc, ssl.SSLCertVerificationError):
            raise OutcomeUnknown(f"The TLS connection broke before {where} was answered.") from exc
        raise ZohoCliqError(
            f"The TLS certificate of {origin} could not be verified. Set ca_path to the CA certificates to trust.",
            code="tls_verification",
        ) from exc
    except requests.exceptions.ConnectTimeout as exc:
        raise ConnectFailed(f"No connection to {origin} came about in time.") from exc
    except requests.exceptions.ConnectionError as exc:
        if _never_connected(exc):
            raise ConnectFailed(f"Cannot connect to {origin}: {_plain_reason(exc)}.") from exc
        raise OutcomeUnknown(f"The connection broke before {where} was answered.") from exc
    except requests.exceptions.Timeout as exc:
        raise OutcomeUnknown(f"No answer to {where} came in time.") from exc
    except (requests.exceptions.RequestException, ValueError) as exc:
        raise ZohoCliqError(
            f"The request {where} cannot be sent ({type(exc).__name__}).", code="invalid_request"
        ) from exc
    except OSError as exc:
        # All that requests itself opens is the file or directory of CA certificates.
        raise _unusable_ca_path(way) from exc
    try:
        body = _read_body(response, where)
    finally:
        response.close()
        _SESSIONS.touch(origin)
    if 300 <= response.status_code < 400:
        raise UnexpectedAnswer(
            f"{where} answered with a redirect (HTTP status {response.status_code}), which is not followed because it "
            "could carry secrets to another host. Check the URL of the data center.",
            status=response.status_code,
        )
    return Answer(status=response.status_code, headers=response.headers, body=body, where=where)


def _unusable_ca_path(way: t.Mapping[str, t.Any]) -> ZohoCliqError:
    return ZohoCliqError(
        f"There are no CA certificates to read in ca_path ({way['verify']}): name a file or directory that has some.",
        code="ca_path",
    )


def _read_body(response: t.Any, where: str) -> bytes:
    chunks: list[bytes] = []
    size = 0
    try:
        for chunk in _arriving(response):
            chunks.append(chunk)
            size += len(chunk)
            if size > MAX_ANSWER_BYTES:
                raise UnexpectedAnswer(f"The answer of {where} is larger than any documented one.")
    except (requests.exceptions.Timeout, urllib3_exceptions.ReadTimeoutError, TimeoutError) as exc:
        raise CutOff(
            f"The answer to {where} did not arrive completely in time.",
            received=b"".join(chunks),
            status=response.status_code,
        ) from exc
    except (requests.exceptions.RequestException, urllib3_exceptions.HTTPError, OSError) as exc:
        raise CutOff(
            f"The answer to {where} was cut off.", received=b"".join(chunks), status=response.status_code
        ) from exc
    return b"".join(chunks)


def _arriving(response: t.Any) -> t.Iterator[bytes]:
    """Yield the body as it arrives; ``iter_content`` waits until a chunk is full, however slowly it drips."""
    read1 = getattr(response.raw, "read1", None)
    if read1 is None:
        yield from response.iter_content(1024)
        return
    while True:
        chunk = read1(CHUNK_BYTES, decode_content=True)
        if not chunk:
            return
        yield chunk


def _never_connected(exc: BaseException) -> bool:
    """Tell whether no connection was made, so that nothing can have been executed."""
    return _is_caused_by(
        exc, urllib3_exceptions.NewConnectionError, urllib3_exceptions.ConnectTimeoutError
    ) or _is_refused_by_proxy(exc)


def _is_refused_by_proxy(exc: BaseException) -> bool:
    """Tell whether a proxy did not open the tunnel, before which nothing of the request is sent (http.client's words)."""
    return "Tunnel connection failed" in repr(exc)


def _is_caused_by(exc: BaseException, *causes: type[BaseException]) -> bool:
    """Tell whether ``exc`` wraps one of ``causes``; requests and urllib3 put the cause among the arguments."""
    seen: list[t.Any] = [exc]
    while seen:
        current = seen.pop()
        if isinstance(current, causes):
            return True
        seen.extend(arg for arg in getattr(current, "args", ()) if isinstance(arg, BaseException))
        reason = getattr(current, "reason", None)
        if isinstance(reason, BaseException):
            seen.append(reason)
    return False


def _plain_reason(exc: BaseException) -> str:
    """Name the cause of a failed connection without the text of the library, which contains the URL with its query."""
    text = repr(exc)
    for needle, words in (
        ("Tunnel connection failed", "the proxy refuses the connection"),
        ("ProxyError", "the proxy cannot be reached"),
        ("Connection refused", "connection refused"),
        ("Name or service not known", "the host name is not known"),
        ("NameResolutionError", "the host name is not known"),
        ("Network is unreachable", "the network is unreachable"),
    ):
        if needle in text:
            return words
    return "no connection came about"
