# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""HTTP as the collection speaks it: which request leaves, what comes of failures, and what no error tells."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import os
import pathlib
import socket
import ssl
import time
import types
import typing as t

import pytest
import requests
import responses
import urllib3.exceptions
from ansible_collections.zoho.cliq.plugins.module_utils import _http
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ConnectFailed,
    CutOff,
    InvalidInput,
    OutcomeUnknown,
    UnexpectedAnswer,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import (
    OPTIONS,
    TOKEN,
    Server,
    Zoho,
    answers,
    http_answer,
    read_request,
    resets,
    stays_silent,
)
from hypothesis import given
from hypothesis import strategies as st
from requests.utils import DEFAULT_CA_BUNDLE_PATH

URL = "https://accounts.zoho.eu/oauth/v2/token"
Serve = t.Callable[..., Server]
# Nobody reads it where the requests are scripted, but it has to be there.
CA_PATH = __file__


def refused() -> requests.exceptions.ConnectionError:
    """What requests raises if nobody listens."""
    reason = urllib3.exceptions.NewConnectionError(None, "Connection refused")  # type: ignore[arg-type]
    return requests.exceptions.ConnectionError(urllib3.exceptions.MaxRetryError(None, "/x?secret", reason))  # type: ignore[arg-type]


# --- what leaves -----------------------------------------------------------------------------------------------------


@pytest.fixture
def netrc(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "netrc"
    path.write_text("machine 127.0.0.1 login netrc-user password netrc-password\n")
    path.chmod(0o600)
    monkeypatch.setenv("NETRC", str(path))


@pytest.mark.usefixtures("netrc")
def test_netrc_does_not_replace_the_token(serve: Serve) -> None:
    server = serve(answers(http_answer()))
    _http.send("GET", server.url, options=OPTIONS, auth=_http.TokenAuth(TOKEN))
    assert f"Authorization: Zoho-oauthtoken {TOKEN}\r\n".encode() in server.requests[0]
    assert server.requests[0].count(b"Authorization") == 1


@pytest.mark.usefixtures("netrc")
@pytest.mark.parametrize("auth", [None, _http.NoAuth()])
def test_netrc_adds_nothing_where_no_authorization_is_wanted(serve: Serve, auth: t.Any) -> None:
    server = serve(answers(http_answer()), answers(http_answer()))
    requests.get(server.url, timeout=5)
    assert b"Authorization: Basic" in server.requests[0], "the trap does not work"
    _http.send("POST", server.url, options=OPTIONS, auth=auth, form={"a": "b"})
    assert b"authorization" not in server.requests[1].lower()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_no_proxy_is_used_for_this_machine(serve: Serve, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server = serve(answers(http_answer(b'{"it": "is me"}')))
    answer = _http.send("GET", f"http://{host}:{server.port}/x", options=OPTIONS)
    assert answer.json() == {"it": "is me"}
    assert server.requests[0].startswith(b"GET /x HTTP/1.1\r\n")


def test_the_proxy_of_the_environment_is_used_for_others(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(answers(http_answer()))
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("http_proxy", proxy.url)
    _http.send("GET", "http://zoho.invalid/x", options=OPTIONS)
    assert proxy.requests[0].startswith(b"GET http://zoho.invalid/x HTTP/1.1\r\n")


@pytest.mark.parametrize("status", [403, 407, 502])
def test_a_proxy_that_opens_no_tunnel_has_seen_nothing_of_the_request(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    refusal = f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()

    def step(server: Server, connection: socket.socket) -> None:
        server.requests.append(read_request(connection))
        connection.sendall(refusal)

    proxy = serve(*[step] * 3)
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    monkeypatch.setattr(_http, "CONNECT_RETRY_PAUSE", 0)
    with pytest.raises(
        ConnectFailed, match=r"Cannot connect to https://zoho\.invalid: the proxy refuses the connection\.$"
    ):
        _http.send("POST", "https://zoho.invalid/x", options=OPTIONS, form={"secret": "s3cret"})
    assert all(request.startswith(b"CONNECT ") and b"s3cret" not in request for request in proxy.requests)


@pytest.mark.parametrize(
    ("options", "verify"),
    [
        (_http.HttpOptions(), DEFAULT_CA_BUNDLE_PATH),
        (_http.HttpOptions(ca_path=CA_PATH), CA_PATH),
        (_http.HttpOptions(validate_certs=False), False),
        (_http.HttpOptions(validate_certs=False, ca_path=CA_PATH), False),
    ],
)
def test_certificates_are_verified_as_the_options_say(zoho: Zoho, options: _http.HttpOptions, verify: object) -> None:
    zoho.expect("GET", URL, json={})
    _http.send("GET", URL, options=options)
    assert zoho.mock.calls[0].request.req_kwargs["verify"] == verify


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
@pytest.mark.parametrize(
    ("options", "verify"),
    [
        (_http.HttpOptions(), DEFAULT_CA_BUNDLE_PATH),
        (_http.HttpOptions(ca_path=CA_PATH), CA_PATH),
        (_http.HttpOptions(validate_certs=False), False),
    ],
)
def test_the_options_win_over_the_bundle_of_the_environment(
    zoho: Zoho, monkeypatch: pytest.MonkeyPatch, name: str, options: _http.HttpOptions, verify: object
) -> None:
    monkeypatch.setenv(name, "/environment.pem")
    zoho.expect("GET", URL, json={})
    _http.send("GET", URL, options=options)
    assert zoho.mock.calls[0].request.req_kwargs["verify"] == verify


def test_the_query_the_form_and_the_json_are_sent(zoho: Zoho) -> None:
    zoho.expect("GET", URL, query={"a": "1"}, json={})
    zoho.expect("POST", URL, form={"b": "2"}, json={})
    zoho.expect("PUT", URL, sends={"c": [3]}, json={})
    _http.send("GET", URL, options=OPTIONS, params={"a": "1"})
    _http.send("POST", URL, options=OPTIONS, form={"b": "2"})
    answer = _http.send("PUT", URL, options=OPTIONS, json_body={"c": [3]})
    assert answer.where == f"PUT {URL}"
    request = zoho.mock.calls[0].request
    assert request.headers["User-Agent"] == "ansible-zoho.cliq"
    assert request.headers["Accept"] == "application/json"
    assert request.req_kwargs["timeout"] == (5, 5)


def test_cookies_are_not_kept(serve: Serve) -> None:
    server = serve(answers(http_answer(b"{}", "Set-Cookie: session=of-somebody; Path=/"), http_answer()))
    for _twice in range(2):
        _http.send("GET", server.url, options=OPTIONS)
    assert len(server.requests) == 2
    assert b"cookie" not in server.requests[1].lower()


# --- connections -----------------------------------------------------------------------------------------------------


def test_a_connection_is_kept(serve: Serve) -> None:
    server = serve(answers(http_answer(), http_answer()))
    for _twice in range(2):
        _http.send("GET", server.url, options=OPTIONS)
    assert (server.connections, len(server.requests)) == (1, 2)


@pytest.mark.parametrize(("idle", "connections"), [(14.0, 1), (16.0, 2)])
def test_a_connection_that_idled_too_long_is_not_used_again(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, idle: float, connections: int
) -> None:
    now = [1000.0]
    monkeypatch.setattr(_http, "time", types.SimpleNamespace(monotonic=lambda: now[0], sleep=time.sleep))
    server = serve(*[answers(http_answer(), http_answer())] * 2)
    _http.send("GET", server.url, options=OPTIONS)
    now[0] += idle
    _http.send("GET", server.url, options=OPTIONS)
    assert (server.connections, len(server.requests)) == (connections, 2)


def test_idleness_is_counted_for_each_host(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(_http, "time", types.SimpleNamespace(monotonic=lambda: now[0], sleep=time.sleep))
    old, busy = serve(*[answers(http_answer())] * 2), serve(*[answers(*[http_answer()] * 4)] * 2)
    _http.send("GET", old.url, options=OPTIONS)
    for _often in range(2):
        now[0] += 10.0
        _http.send("GET", busy.url, options=OPTIONS)
    _http.send("GET", old.url, options=OPTIONS)
    assert (old.connections, busy.connections) == (2, 1)


def test_a_process_has_one_session_and_its_fork_another(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = _http._Sessions()
    mine = sessions.get("https://a.example")
    assert sessions.get("https://b.example") is mine
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        # The exit code and a byte are all that a fork of the test runner may say.
        with contextlib.suppress(BaseException):
            os.write(writer, b"other" if sessions.get("https://a.example") is not mine else b"same")
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        assert file.read() == b"other"
    os.waitpid(child, 0)
    assert sessions.get("https://a.example") is mine


# --- failures --------------------------------------------------------------------------------------------------------


def test_a_redirect_is_not_followed(zoho: Zoho) -> None:
    zoho.expect("POST", URL, form={"secret": "s"}, status=302, headers={"Location": "https://evil.example/?s3cret"})
    with pytest.raises(UnexpectedAnswer) as caught:
        _http.send("POST", URL, options=OPTIONS, form={"secret": "s"})
    assert caught.value.status == 302
    assert "redirect" in caught.value.message
    assert "evil" not in caught.value.message
    assert zoho.sent == ["POST /oauth/v2/token"]


def test_a_connection_that_is_refused_is_tried_three_times(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts: list[str] = []
    get = _http._SESSIONS.get
    monkeypatch.setattr(_http._SESSIONS, "get", lambda origin: attempts.append(origin) or get(origin))
    with socket.socket() as nobody:
        # Bound, but nobody listens: a connection is refused, and no other process can take the port.
        nobody.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(ConnectFailed) as caught:
            _http.send("POST", f"{origin}/x?query=s3cret", options=OPTIONS, form={"a": "s3cret"})
    assert attempts == [origin] * 3
    assert caught.value.message == f"Cannot connect to {origin}: connection refused."
    assert caught.value.code == "connect_failed"


def test_a_connection_that_comes_about_at_the_third_attempt_is_used(
    zoho: Zoho, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(_http, "CONNECT_RETRY_PAUSE", 0.5)
    monkeypatch.setattr(_http, "time", types.SimpleNamespace(monotonic=time.monotonic, sleep=pauses.append))
    zoho.expect("POST", URL, form={"a": "b"}, body=refused())
    zoho.expect("POST", URL, form={"a": "b"}, body=requests.exceptions.ConnectTimeout("late"))
    zoho.expect("POST", URL, form={"a": "b"}, json={"done": True})
    assert _http.send("POST", URL, options=OPTIONS, form={"a": "b"}).json() == {"done": True}
    assert pauses == [0.5, 0.5]


def test_what_is_called_before_can_prevent_each_attempt(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def before() -> None:
        calls.append(len(calls))
        if len(calls) == 3:
            raise KeyError("enough")

    server = serve(answers(http_answer()))
    _http.send("POST", server.url, options=OPTIONS, before=before)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(KeyError, match="enough"):
        _http.send("POST", url, options=OPTIONS, before=before)
    assert calls == [0, 1, 2]
    assert len(server.requests) == 1


def test_the_longest_time_is_that_of_two_attempts() -> None:
    assert _http.HttpOptions(timeout=30).longest == 60 + _http.CONNECT_RETRY_PAUSE


def test_a_host_name_that_nobody_knows_is_a_failed_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*arguments: t.Any, **more: t.Any) -> t.NoReturn:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ConnectFailed, match=r"zoho\.invalid: the host name is not known\.$"):
        _http.send("GET", "http://zoho.invalid/x?secret=1", options=OPTIONS)


def test_a_proxy_that_cannot_be_reached_is_a_failed_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setenv("http_proxy", f"http://user:s3cret@127.0.0.1:{nobody.getsockname()[1]}")
        with pytest.raises(ConnectFailed) as caught:
            _http.send("GET", "http://zoho.invalid/x", options=OPTIONS)
    assert "s3cret" not in caught.value.message


def test_a_request_that_may_have_arrived_is_not_repeated(serve: Serve) -> None:
    server = serve(resets, answers(http_answer()))
    with pytest.raises(OutcomeUnknown) as caught:
        _http.send("POST", f"{server.url}/x?query=s3cret", options=OPTIONS, form={"a": "s3cret"})
    assert len(server.requests) == 1
    assert caught.value.message == f"The connection broke before POST {server.url}/x was answered."


def test_an_answer_that_does_not_come_is_not_waited_for_again(serve: Serve) -> None:
    server = serve(stays_silent, answers(http_answer()))
    with pytest.raises(OutcomeUnknown, match="No answer to POST"):
        _http.send("POST", server.url, options=_http.HttpOptions(timeout=0.1), form={"a": "b"})
    assert len(server.requests) == 1


def test_what_came_of_an_answer_that_is_cut_off_is_at_hand(serve: Serve) -> None:
    server = serve(answers(http_answer(b'{"token": ', length=100)))
    with pytest.raises(CutOff, match=r"The answer to POST http://127\.0\.0\.1:\d+ was cut off\.$") as caught:
        _http.send("POST", server.url, options=OPTIONS, form={"a": "b"})
    assert (caught.value.received, caught.value.status) == (b'{"token": ', 200)
    assert len(server.requests) == 1


def dribbles(head: bytes, piece: bytes) -> t.Callable[[Server, socket.socket], None]:
    """An answer of which a little comes now and then, and which would take 5 seconds."""

    def step(server: Server, connection: socket.socket) -> None:
        server.requests.append(read_request(connection))
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n")
        for _piece in range(100):
            connection.sendall(piece)
            if server.closing.wait(0.05):
                return

    return step


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        pytest.param(b"Transfer-Encoding: chunked", b"1\r\n \r\n", id="chunked"),
        pytest.param(b"Content-Length: 100", b" ", id="with-length"),
    ],
)
def test_the_whole_request_has_a_deadline(serve: Serve, head: bytes, piece: bytes) -> None:
    server = serve(dribbles(head, piece))
    start = time.monotonic()
    with pytest.raises(OutcomeUnknown, match="did not arrive completely in time"):
        _http.send("GET", server.url, options=_http.HttpOptions(timeout=0.2))
    assert time.monotonic() - start < 2


def test_a_connection_that_took_the_whole_time_is_not_tried_again(zoho: Zoho, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(_http, "time", types.SimpleNamespace(monotonic=lambda: now[0], sleep=lambda seconds: None))
    sent: list[float] = []

    def blackholed(request: t.Any) -> t.NoReturn:
        sent.append(now[0])
        now[0] += OPTIONS.timeout + 1
        raise requests.exceptions.ConnectTimeout("no answer")

    zoho.calls_back("GET", URL, blackholed)
    with pytest.raises(ConnectFailed):
        _http.send("GET", URL, options=OPTIONS)
    assert len(sent) == 1


def test_the_deadline_covers_headers_that_drip(serve: Serve) -> None:
    def step(server: Server, connection: socket.socket) -> None:
        server.requests.append(read_request(connection))
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for number in range(100):
            connection.sendall(b"X-%d: y\r\n" % number)
            if server.closing.wait(0.05):
                return

    server = serve(step)
    start = time.monotonic()
    with pytest.raises(OutcomeUnknown, match="in time"):
        _http.send("GET", server.url, options=_http.HttpOptions(timeout=0.2))
    assert time.monotonic() - start < 2
    assert len(server.requests) == 1


def test_an_answer_without_end_is_not_read(zoho: Zoho, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_http, "MAX_ANSWER_BYTES", 10)
    zoho.expect("GET", URL, body=b"x" * 11)
    with pytest.raises(UnexpectedAnswer, match="larger than any documented"):
        _http.send("GET", URL, options=OPTIONS)


def test_a_url_that_is_none_is_told_without_its_text(zoho: Zoho) -> None:
    with pytest.raises(ZohoCliqError) as caught:
        _http.send("GET", "nonsense://host/x?s3cret", options=OPTIONS)
    assert caught.value.code == "invalid_request"
    assert "s3cret" not in caught.value.message


# --- TLS -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A certificate for 127.0.0.1 and its key, in one file."""
    pytest.importorskip("cryptography")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def tls(certificate: pathlib.Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_certificate_that_is_trusted_by_ca_path(serve: Serve, tls: ssl.SSLContext, certificate: pathlib.Path) -> None:
    server = serve(answers(http_answer()), tls=tls)
    options = _http.HttpOptions(timeout=5, ca_path=str(certificate))
    assert _http.send("GET", server.url, options=options).json() == {}


def test_a_certificate_that_nobody_trusts_is_refused_before_anything_is_sent(serve: Serve, tls: ssl.SSLContext) -> None:
    server = serve(answers(http_answer()), tls=tls)
    with pytest.raises(ZohoCliqError, match="Set ca_path") as caught:
        _http.send("POST", server.url, options=OPTIONS, form={"a": "s3cret"})
    assert caught.value.code == "tls_verification"
    assert server.requests == []


def hangs_up(server: Server, connection: socket.socket) -> None:
    """A TLS connection that ends in the middle, without saying goodbye."""
    server.requests.append(read_request(connection))
    os.close(connection.detach())


def garbles(server: Server, connection: socket.socket) -> None:
    """A TLS connection on which something else than TLS comes back, as from a middlebox that gives up."""
    server.requests.append(read_request(connection))
    os.write(connection.fileno(), b"HTTP/1.1 503 Service Unavailable\r\n\r\n")


@pytest.mark.parametrize("breaks", [hangs_up, garbles])
def test_a_tls_connection_that_broke_leaves_the_outcome_open(
    serve: Serve, tls: ssl.SSLContext, certificate: pathlib.Path, breaks: t.Any
) -> None:
    server = serve(breaks, tls=tls)
    with pytest.raises(OutcomeUnknown):
        _http.send(
            "POST", server.url, options=_http.HttpOptions(timeout=5, ca_path=str(certificate)), form={"code": "c"}
        )
    assert len(server.requests) == 1


def test_a_certificate_for_another_host_is_refused_before_anything_is_sent(
    serve: Serve, tls: ssl.SSLContext, certificate: pathlib.Path
) -> None:
    server = serve(answers(http_answer()), tls=tls)
    options = _http.HttpOptions(timeout=5, ca_path=str(certificate))
    with pytest.raises(ZohoCliqError) as caught:
        _http.send("POST", server.url.replace("127.0.0.1", "localhost"), options=options, form={"a": "s3cret"})
    assert caught.value.code == "tls_verification"
    assert server.requests == []


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_certificates_are_not_looked_at_if_so_wished(serve: Serve, tls: ssl.SSLContext) -> None:
    server = serve(answers(http_answer()), tls=tls)
    assert _http.send("GET", server.url, options=_http.HttpOptions(timeout=5, validate_certs=False)).json() == {}


def test_a_ca_path_without_certificates_is_named(serve: Serve, tls: ssl.SSLContext, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "no-certificates.pem"
    path.write_text("nothing of the kind\n")
    server = serve(answers(http_answer()), tls=tls)
    with pytest.raises(ZohoCliqError, match="ca_path") as caught:
        _http.send("POST", server.url, options=_http.HttpOptions(timeout=5, ca_path=str(path)), form={"code": "c"})
    assert not isinstance(caught.value, OutcomeUnknown)
    assert server.requests == []


def test_a_ca_path_that_is_not_there_is_named(tmp_path: pathlib.Path) -> None:
    missing = str(tmp_path / "missing.pem")
    with pytest.raises(ZohoCliqError, match="ca_path") as caught:
        _http.send("GET", "https://127.0.0.1:1/", options=_http.HttpOptions(timeout=5, ca_path=missing))
    assert not isinstance(caught.value, (OutcomeUnknown, ConnectFailed))
    assert missing in caught.value.message


# --- answers ---------------------------------------------------------------------------------------------------------


def answer_of(body: bytes, content_type: str = "") -> _http.Answer:
    return _http.Answer(200, {"Content-Type": content_type} if content_type else {}, body, "GET https://h/p")


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        (b"", "application/json", "is not JSON but empty"),
        (b" \r\n", "text/html", "is not JSON but empty"),
        (b"<!DOCTYPE html>", "", "is not JSON but an HTML page"),
        (b"Sign in", "text/html; charset=utf-8", "is not JSON but an HTML page"),
        (b'{"a": ', "application/json;charset=UTF-8", "is not JSON but cut off or malformed"),
        (b"\xff", "", "is not JSON but something else"),
        (b"[" * 100_000, "application/json", "is not JSON but cut off or malformed"),
    ],
)
def test_what_is_not_json_is_described(body: bytes, content_type: str, words: str) -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        answer_of(body, content_type).json()
    assert words in caught.value.message
    assert "GET https://h/p" in caught.value.message
    assert caught.value.status == 200


# --- messages --------------------------------------------------------------------------------------------------------

FAILURES: dict[str, t.Callable[[str], t.Any]] = {
    "refused": lambda text: requests.exceptions.ConnectionError(
        urllib3.exceptions.MaxRetryError(None, f"/p?q={text}", urllib3.exceptions.NewConnectionError(None, text))  # type: ignore[arg-type]
    ),
    "reset": requests.exceptions.ConnectionError,
    "late": requests.exceptions.ReadTimeout,
    "no connection": requests.exceptions.ConnectTimeout,
    "tls": requests.exceptions.SSLError,
    "invalid": requests.exceptions.InvalidURL,
    "value": ValueError,
    "redirect": lambda text: None,
}
WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", min_size=12, max_size=40)


@given(kind=st.sampled_from(sorted(FAILURES)), secret=WORDS)
def test_no_error_tells_a_query_a_header_or_a_body(kind: str, secret: str) -> None:
    failure = FAILURES[kind](secret)
    with responses.RequestsMock() as mock:
        if failure is None:
            mock.post("https://h.example/p", status=307, body=secret, headers={"Location": f"https://x/{secret}"})
        else:
            mock.post("https://h.example/p", body=failure)
        with pytest.raises(ZohoCliqError) as caught:
            _http.send(
                "POST",
                f"https://h.example/p?u={secret}",
                options=OPTIONS,
                auth=_http.TokenAuth(secret),
                params={"q": secret},
                json_body={"b": secret},
            )
    error = caught.value
    for text in (error.message, str(error), repr(error), str(error.failure())):
        assert secret not in text
    assert "https://h.example" in error.message


def test_requests_missing_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_http, "HAS_REQUESTS", False)
    with pytest.raises(ZohoCliqError, match=r"Failed to import the required Python library \(requests\)") as caught:
        _http.send("GET", URL, options=OPTIONS)
    assert caught.value.code == "missing_library"
    assert "Traceback" not in caught.value.message


def test_an_input_error_is_no_transport_error() -> None:
    assert InvalidInput("x").failure() == {"code": "invalid_input", "status": None, "message": "x"}
