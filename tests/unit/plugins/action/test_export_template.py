# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What zoho.cliq.export writes is a vars file for Ansible, and no text of Cliq in it is ever a template."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import is_trusted_as_template
from ansible_collections.zoho.cliq.plugins.module_utils._module._yaml_text import document, quoted


def read(text: str, folder: pathlib.Path) -> t.Any:
    """Read a vars file as include_vars does."""
    (folder / "workspace.yml").write_text(text)
    return DataLoader().load_from_file(str(folder / "workspace.yml"), trusted_as_template=True)


@pytest.mark.parametrize(
    "text",
    ["{{ x }}", "{% x %}", "{# x", "a {{x", "#jinja2: variable_start_string: '['", "#JINJA2:x", "a\n{{ b }}\nc", "{"],
)
def test_what_could_be_a_template_is_none_for_ansible(text: str, tmp_path: pathlib.Path) -> None:
    entry = {"name": text, "config": {"key": text}, "members": [{"email": text}], "bots": [text]}
    (channel,) = read(document("channels", [entry], []), tmp_path)["channels"]
    found = [channel["name"], channel["config"]["key"], channel["members"][0]["email"], channel["bots"][0]]
    assert found == [text] * 4
    assert not any(is_trusted_as_template(one) for one in found)
    # The same without the tag is one.
    (plain,) = read(f"channels:\n  - name: {quoted(text)}\n", tmp_path)["channels"]
    assert is_trusted_as_template(plain["name"])
