# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs an action plugin without a play around it."""

from __future__ import annotations

import pathlib
import typing as t
from unittest import mock

from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import action_loader
from ansible.template import Templar
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Result
from ansible_collections.zoho.cliq.plugins.plugin_utils._action import BodyAction


class Play:
    """Runs actions in this process, as tasks of a play whose directory is ``folder``."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.loader = DataLoader()
        self.loader.set_basedir(str(folder))

    def action(
        self,
        plugin: str | type[BodyAction],
        args: t.Mapping[str, t.Any],
        *,
        variables: t.Mapping[str, t.Any] | None = None,
        transport: str = "ssh",
        **task: t.Any,
    ) -> t.Any:
        values = {"async_val": 0, "check_mode": False, "delegate_to": None, "environment": [], **task}
        parts: dict[str, t.Any] = {
            "task": mock.Mock(args=dict(args), action="zoho.cliq.test", **values),
            "connection": mock.Mock(transport=transport),
            "play_context": mock.Mock(),
            "loader": self.loader,
            "templar": Templar(loader=self.loader, variables=dict(variables or {})),
            "shared_loader_obj": None,
        }
        made = action_loader.get(f"zoho.cliq.{plugin}", **parts) if isinstance(plugin, str) else plugin(**parts)
        made._execute_module = mock.Mock(return_value={"changed": True, "from": "elsewhere"})
        return made

    def run(self, plugin: str | type[BodyAction], args: t.Mapping[str, t.Any], **rest: t.Any) -> Result:
        variables = rest.get("variables")
        return t.cast(Result, self.action(plugin, args, **rest).run(task_vars=dict(variables or {})))
