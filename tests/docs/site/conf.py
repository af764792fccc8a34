# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
The settings with which Sphinx builds the documentation of the collection; ``make docs`` does.

They are those of a site that antsibull-docs sets up, except that nothing is fetched. What the pages refer to in Ansible's own
documentation is listed here; a reference to anything else is a warning, and a warning is an error.
"""

from __future__ import annotations

import os
import re
import zlib
from pathlib import Path

import yaml
from sphinx.application import Sphinx

COLLECTION = Path(__file__).resolve().parents[3]
IMAGES = "https://raw.githubusercontent.com/zoho-cliq-ansible/zoho.cliq/main/docs/images/"
ANSIBLE = "https://docs.ansible.com/projects/ansible/devel/"
LABELS = {
    "action_plugins": "plugins/action.html",
    "ansible_collections.ansible.builtin.uri_module": "collections/ansible/builtin/uri_module.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
    "callback_plugins": "plugins/callback.html",
    "common_return_values": "reference_appendices/common_return_values.html",
    "lookup_plugins": "plugins/lookup.html",
}
VARIABLES = ("ANSIBLE_CALLBACKS_ENABLED", "ANSIBLE_HOME")


def inventory() -> bytes:
    """What intersphinx would fetch from Ansible's own documentation, reduced to what is used."""
    lines = [f"{label} std:label -1 {page}#{re.sub('[_.]', '-', label)} {label}" for label, page in LABELS.items()]
    page = LABELS["ansible_configuration_settings"]
    lines += [f"{name} std:envvar 1 {page}#envvar-{name} -" for name in VARIABLES]
    head = "# Sphinx inventory version 2\n# Project: Ansible\n# Version: devel\n"
    head += "# The remainder of this file is compressed using zlib.\n"
    return head.encode() + zlib.compress("".join(line + "\n" for line in lines).encode())


_inventory = Path(os.environ["DOCS_BUILD"]) / "ansible.inv"
_inventory.write_bytes(inventory())

project = "zoho.cliq"
copyright = "zoho.cliq contributors"
version = release = str(yaml.safe_load((COLLECTION / "galaxy.yml").read_text())["version"])
title = html_title = f"Ansible collection zoho.cliq {version}"
html_short_title = "zoho.cliq"
extensions = ["sphinx.ext.intersphinx", "sphinx_antsibull_ext"]
intersphinx_mapping = {"ansible_devel": (ANSIBLE, str(_inventory))}
pygments_style = "ansible"
highlight_language = "YAML+Jinja"
default_role = "any"
nitpicky = True
if not yaml.safe_load((COLLECTION / "changelogs/changelog.yaml").read_text())["releases"]:
    # The page with the release notes has no title before there is a release.
    suppress_warnings = ["toc.no_title"]
html_theme = "sphinx_ansible_theme"
html_show_sphinx = False
html_use_index = False
html_copy_source = False


def _use_the_pictures_here(_app: Sphinx, _name: str, content: list[str]) -> None:
    """
    The pages name pictures by their public address, because the site of Ansible takes nothing but text from a collection.

    Here they are those of the checkout, so that one that is missing is noticed.
    """
    content[0] = content[0].replace(IMAGES, "/images/")


def setup(app: Sphinx) -> None:
    app.connect("source-read", _use_the_pictures_here)
