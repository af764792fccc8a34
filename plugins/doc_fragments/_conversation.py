# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this doc fragment is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

from __future__ import annotations


class ModuleDocFragment:
    """The options that name a conversation."""

    DOCUMENTATION = r"""
options:
  channel:
    description:
      - The channel, by its unique name (lower-case letters and digits), which M(zoho.cliq.channel_info) tells, or by the name
        that is shown, without regard to case or a leading number sign. A unique name goes before a name that is shown.
      - A value such as V(O1864232000000076001) is taken for a O(channel_id).
    type: str
  channel_id:
    description:
      - The channel, by its identifier, a letter O, T, P or E followed by digits.
    type: str
  chat_id:
    description:
      - The chat, by its identifier, which begins with C(CT_); that of an old direct chat consists of digits only. Each channel
        has a chat, which M(zoho.cliq.channel_info) tells.
    type: str
  thread:
    description:
      - The thread, by the identifier of its chat, such as V(CT_1256254372211218512_15067887-T-1256254377053952763).
    type: str
"""
