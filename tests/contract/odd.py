# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values that nobody sends on purpose, and requests that are spoiled with them."""

from __future__ import annotations

import dataclasses
import json
import typing as t
from urllib.parse import urlencode

from hypothesis import strategies as st

from .examples import Example
from .prepared import Prepared

_TEXTS = (
    "",
    " ",
    "0",
    "-1",
    "01",
    "1e400",
    "9" * 25,
    "9" * 400,
    "NaN",
    "٣",  # a digit to Python, and to int() as well
    "²",  # a digit to str.isdigit(), and to int() none
    "true",
    "null",
    "\0",
    "\u202e#\ufeff",
    "\U0001d518",
    "#",
    "%",
    "a@b.c",
    ",",
    ",,1,",
    "../..",
    "x" * 3000,
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2024-13-45T99:99:99Z",
    "2024-01-01",
    "00010101T000000",
    "99999999T999999",
    "Asia/Nowhere",
    "../../../etc/localtime",
    "MTV8OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OQ==",
    "15|x",
    "🙂" * 50,
)
_BROKEN_JSON = (
    b"{",
    b"\xff\xfe{}",
    b"[" * 100_000,
    b'{"text": NaN}',
    b'{"text": "\\ud800"}',
    b'{"\\udfff": 1}',
    b'{"text": 1e999}',
    b"9" * 5000,
    b'{"text": "x"} trailing',
    b"\xef\xbb\xbf{}",
)
_BROKEN_FORMS = (
    b"",
    b"--b",
    b"--b--",
    b"--b\r\n\r\n--b--",
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx',
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="\xff\xfe\x00"\r\n\r\nx\r\n--b--',
    b"--b\r\nContent-Disposition: form-data; name*=utf-9''%ff; filename*=x''%00\r\n\r\nx\r\n--b--",
    b'--b\r\nContent-Disposition: form-data; name="comments"\r\n\r\n' + b"[" * 100_000 + b"\r\n--b--",
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: a\0b\r\n\r\nx\r\n--b--',
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: a/b; charset=\xe4\r\n\r\nx\r\n--b--',
    b"--b\r\n" + b"x" * 5000 + b"\r\n--b--",
)
TYPES = (
    "",
    "text/plain",
    "application/json; charset=utf-16",
    "application/json; charset=nonsense",
    "application/x-www-form-urlencoded; charset=nonsense",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=b",
    "multipart/form-data; boundary*=nonsense''%ff",
    "multipart/form-data; boundary=" + "b" * 200,
    "multipart/mixed; boundary=b",
    ";;;",
)
ENCODINGS = ("gzip", "deflate", "nonsense")
_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "QUERY")

texts = st.one_of(st.sampled_from(_TEXTS), st.text(max_size=8))
_numbers = st.sampled_from([0, -1, 1, 2**31, 2**53, 2**63, 10**18, 10**400, -(10**400), 0.5, 1e300, -0.0])
_scalars = st.one_of(st.none(), st.booleans(), _numbers, texts)
values = st.recursive(
    _scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=4,
)


@dataclasses.dataclass(frozen=True)
class Request:
    """A request as it is sent; ``target`` is path and query, encoded."""

    method: str
    target: str
    body: bytes
    headers: t.Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.target[:300]} {dict(self.headers)} {self.body[:300]!r}"


def as_it_is(prepared: Prepared, name: str, example: Example) -> Request:
    """The request of an example."""
    target = prepared.path(name, example.ids) + (f"?{urlencode(example.query)}" if example.query else "")
    if example.form:
        return Request(name.split(" ")[0], target, example.form, {"Content-Type": "multipart/form-data; boundary=b"})
    body = b"" if example.body is None else json.dumps(example.body).encode()
    return Request(name.split(" ")[0], target, body, {"Content-Type": "application/json"})


@st.composite
def spoiled(draw: t.Any, prepared: Prepared, name: str, example: Example) -> Request:
    """A request for an operation, as in its example but for a few places."""
    method = name.split(" ")[0]
    chosen = dict(example.ids)
    query = dict(example.query)
    body, form = example.body, example.form
    headers = {"Content-Type": "multipart/form-data; boundary=b" if form else "application/json"}
    raw: bytes | None = None
    for spoil in draw(st.lists(st.sampled_from(_WAYS), min_size=1, max_size=2)):
        if spoil == "id":
            kinds = [kind for kind in prepared.ids if f"/{kind}/*" in name]
            if kinds:
                kind = draw(st.sampled_from(kinds))
                others = [other for known in prepared.ids.values() for other in known]
                chosen[kind] = draw(st.one_of(texts, st.sampled_from(others)))
        elif spoil == "query":
            query[draw(st.one_of(st.sampled_from(sorted(query) or ["limit"]), st.sampled_from(_KEYS)))] = draw(texts)
        elif spoil == "value":
            body = draw(_changed(body))
        elif spoil == "raw":
            raw = draw(st.sampled_from(_BROKEN_FORMS if form else _BROKEN_JSON))
        elif spoil == "type":
            headers["Content-Type"] = draw(st.sampled_from(TYPES))
        elif spoil == "encoding":
            headers["Content-Encoding"] = draw(st.sampled_from(ENCODINGS))
        elif spoil == "method":
            method = draw(st.sampled_from(_METHODS))
    if raw is None:
        raw = form or (b"" if body is None else json.dumps(body).encode())
    target = prepared.path(name, chosen) + (f"?{urlencode(query, errors='surrogatepass')}" if query else "")
    return Request(method, target, raw, headers)


# What is checked last comes most often: a request that is refused at the door tells the least.
_WAYS = (*("value",) * 12, *("query",) * 4, *("id",) * 3, "raw", "raw", "type", "encoding", "method")
_KEYS = (
    "limit",
    "next_token",
    "sync_token",
    "fields",
    "bot_unique_name",
    "mark_as_read",
    "name",
    "created_after",
    "time",
)


@st.composite
def _changed(draw: t.Any, body: t.Any) -> t.Any:
    """A body with another value, a key less or a key more in one place."""
    if isinstance(body, dict) and body and draw(st.integers(0, 9)):
        key = draw(st.sampled_from(sorted(body)))
        what = draw(st.sampled_from(("deeper", "deeper", "deeper", "deeper", "gone", "more")))
        if what == "gone":
            return {name: value for name, value in body.items() if name != key}
        if what == "more":
            return {**body, draw(texts): draw(values)}
        return {**body, key: draw(_changed(body[key]))}
    if isinstance(body, list) and body and draw(st.integers(0, 3)):
        place = draw(st.integers(0, len(body) - 1))
        return [*body[:place], draw(_changed(body[place])), *body[place + 1 :]]
    # Something of the same type gets further than anything else.
    alike = texts if isinstance(body, str) else _numbers if isinstance(body, int) else values
    return draw(st.one_of(alike, alike, values))
