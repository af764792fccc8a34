# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""multipart/form-data, as far as files are sent with it."""

from __future__ import annotations

from email.message import Message

from . import errors
from .endpoints import Part


def parts(content_type: str, raw: bytes) -> list[Part]:
    """The parts of a form, in their order."""
    header = _header(content_type)
    boundary = header.get_param("boundary")
    if header.get_content_type() != "multipart/form-data" or not isinstance(boundary, str):
        raise errors.failed("The content is not of the type multipart/form-data.")
    # The end of the line before a boundary belongs to the boundary.
    pieces = (b"\r\n" + raw).split(b"\r\n--" + boundary.encode())
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise errors.failed("The form has no end.")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> Part:
    head, separator, content = piece.partition(b"\r\n\r\n")
    fields = {}
    for line in head.decode("utf-8", "replace").split("\r\n"):
        name, _colon, value = line.partition(":")
        fields[name.strip().lower()] = value.strip()
    disposition = Message()
    disposition["Content-Disposition"] = fields.get("content-disposition", "")
    name = disposition.get_param("name", header="Content-Disposition")
    if not separator or not isinstance(name, str):
        raise errors.failed("A part of the form has no name.")
    return Part(name, disposition.get_filename(), fields.get("content-type", "text/plain"), content)


def _header(content_type: str) -> Message:
    message = Message()
    message["Content-Type"] = content_type
    return message
