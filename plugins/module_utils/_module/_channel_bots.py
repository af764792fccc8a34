# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The bots of a channel.

No call of Cliq lists them, and nobody documents whether the list of members does. So it is on record which bots were added and
removed; beyond that, Cliq is asked to add a bot, and says if it is there already.
"""

from __future__ import annotations

import functools
import json
import time
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import Channel
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.members import Member, Members
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ApiError,
    InvalidInput,
    OutcomeUnknown,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Context
from ansible_collections.zoho.cliq.plugins.module_utils._module._membership_wish import Bot, Wish
from ansible_collections.zoho.cliq.plugins.module_utils._module._plan import Step

if t.TYPE_CHECKING:
    from ansible_collections.zoho.cliq.plugins.module_utils._module._membership import Membership

# So long check mode goes by a record, in seconds.
NOTED_SECONDS = 30 * 24 * 3600.0
# So long a real run goes by it; the bot may have been removed by hand, but Cliq allows five questions a minute only.
TRUSTED_SECONDS = 600.0
# How Cliq says that it does not know a bot; v3 documents a code of its own for it.
_NO_SUCH_BOT = (errors.NOT_FOUND, "http_404", "bot_not_found")


class _Record(t.NamedTuple):
    """Whether a bot was in the channel, so many seconds ago."""

    present: bool
    age: float


class BotWork:
    """Plans what a wish says about bots, as steps of ``plan``, and takes these steps."""

    def __init__(
        self,
        context: Context,
        members: Members,
        channel: Channel,
        shown: t.Sequence[Member],
        wish: Wish,
        plan: Membership,
    ) -> None:
        self._context = context
        self._members = members
        self._channel = channel
        self._shown = shown
        self._bots = wish.bots
        self._state = wish.state
        self._plan = plan
        # Named bots that are in the channel, and of which nobody can tell which of the shown ones they are.
        self._unrecognized: list[str] = []
        if self._bots is not None or shown:
            for side in (plan.before, plan.after):
                side["bots"] = []
                for member in shown:
                    _put(side, self._label(member))

    def plan_associations(self) -> None:
        """Plan to add the bots that are wished for and not known to be there."""
        if self._state == "absent":
            return
        for bot in self._bots or ():
            if self._member(bot) is not None:
                continue
            if self._noted(bot) is True:
                self._unrecognized.append(bot.label)
                self._was_there(bot)
                continue
            _put(self._plan.after, bot.label)
            self._plan.steps.append(
                Step(f"add the bot {bot.label}", functools.partial(self._associate, bot)),
            )

    def plan_removals(self) -> None:
        """Plan to remove bots; raises InvalidInput for one that Cliq does not show and whose id is not given."""
        if self._bots is None:
            return
        if self._state == "absent":
            for bot in self._bots:
                self._plan_removal(bot)
        elif self._state == "exact":
            named = [self._member(bot) for bot in self._bots]
            for member in self._shown:
                if member not in named:
                    self._plan_removal_of(member)

    def _plan_removal(self, bot: Bot) -> None:
        member = self._member(bot)
        if member is not None:
            self._add_removal(bot, member.user_id)
        elif self._shown:
            self._warn_unless_gone(bot)
        elif not self._channel.get("channel_id") or self._noted(bot) is False:
            return
        elif bot.bot_id:
            if self._noted(bot) is True:
                _put(self._plan.before, bot.label)
            self._add_removal(bot, bot.bot_id)
        else:
            raise InvalidInput(
                f"Cliq does not tell which bots are in the channel, and removes a bot by its id only: remove {bot.label} "
                "with zoho.cliq.channel_bot and its bot_id, which looks like b-1974166000016769005.",
                code="bot_id_needed",
            )

    def _warn_unless_gone(self, bot: Bot) -> None:
        """Warn that one of the shown bots may be the one to be removed, under a display name that nobody recognizes."""
        strangers = [member.name for member in self._shown if not member.unique_name]
        record = self._record(bot)
        if strangers and not bot.bot_id and (record is None or record.present):
            self._context.warn(
                f"The bot {bot.label} is not among the bots that Cliq shows in the channel ({', '.join(strangers)}), going by "
                "their display names. If it is one of them, remove it with zoho.cliq.channel_bot and its bot_id."
            )

    def _add_removal(self, bot: Bot, bot_id: str) -> None:
        if bot.label in self._plan.after["bots"]:
            self._plan.after["bots"].remove(bot.label)
        self._plan.steps.append(Step(f"remove the bot {bot.label}", functools.partial(self._remove, bot, bot_id)))

    def _plan_removal_of(self, member: Member) -> None:
        label = self._label(member)
        if self._unrecognized:
            self._warn_about(label)
            return
        self._plan.after["bots"].remove(label)
        self._plan.steps.append(Step(f"remove the bot {label}", functools.partial(self._remove_unnamed, member)))

    # --- the steps ---

    def _associate(self, bot: Bot) -> None:
        unique_name = self._channel.get("unique_name")
        if not unique_name:
            raise InvalidInput(
                "Cliq tells no unique name for this channel, by which a bot is added; it may wait for its approval.",
                code="no_unique_name",
            )
        try:
            added = self._members.associate_bot(str(unique_name), bot.unique_name)
        except OutcomeUnknown as exc:
            if not self._shows(bot, exc):
                raise
            added = True
        except ApiError as exc:
            if exc.code in _NO_SUCH_BOT:
                hint = f"Most likely there is no bot with the unique name {bot.unique_name!r}; it is not the name that is shown."
                raise ApiError(f"{exc.message} {hint}", code=exc.code, status=exc.status) from exc
            raise
        self._note(bot, True)
        if not added:
            self._plan.needless += 1
            _put(self._plan.before, bot.label)
            self._unrecognized.append(bot.label)

    def _remove(self, bot: Bot, bot_id: str) -> None:
        try:
            removed = self._members.remove_bot(str(self._channel["channel_id"]), bot_id)
        except OutcomeUnknown as exc:
            # A list that shows no bots at all proves nothing about one that it did not show before either.
            if self._member(bot) is None or self._shows(bot, exc):
                raise
            removed = True
        except ApiError as exc:
            if not errors.is_not_found(exc):
                raise
            # No document has this call: the bot may not be there, or the call.
            if self._is_there(bot):
                raise ApiError(
                    f"{exc.message} The bot {bot.label} was in the channel a moment ago: look in Cliq, and remove it there.",
                    code="bot_not_removed",
                    status=exc.status,
                ) from exc
            self._context.warn(
                f"Cliq does not know the bot {bot.label} in the channel {self._channel['name']!r}, so it counts as removed; Cliq "
                "does not tell which bots are in a channel."
            )
            removed = False
        self._note(bot, False)
        if not removed:
            self._plan.needless += 1
            if bot.label in self._plan.before["bots"]:
                self._plan.before["bots"].remove(bot.label)

    def _remove_unnamed(self, member: Member) -> None:
        """Remove a bot that is not named, unless it may be a named one under another display name."""
        label = self._label(member)
        if self._unrecognized:
            self._warn_about(label)
            self._plan.needless += 1
            _put(self._plan.after, label)
            return
        self._remove(Bot(unique_name=member.bot_name, bot_id=member.user_id), member.user_id)

    def _shows(self, bot: Bot, failure: ZohoCliqError) -> bool:
        """Tell whether the list of members shows a bot now; if it cannot be read, raise the failure of the call before."""
        try:
            there = self._members.of(str(self._channel["channel_id"]))
        except ZohoCliqError:
            raise failure from None
        return any(_is(member, bot) for member in there)

    def _is_there(self, bot: Bot) -> bool:
        """Tell whether a bot is in the channel, going by the list of members or, where that shows no bots, by the record."""
        if self._member(bot) is None:
            return self._noted(bot) is True
        return any(_is(member, bot) for member in self._members.of(str(self._channel["channel_id"])))

    # --- what is known ---

    def _member(self, bot: Bot) -> Member | None:
        return next((member for member in self._shown if _is(member, bot)), None)

    def _label(self, member: Member) -> str:
        named = next((bot.label for bot in self._bots or () if _is(member, bot)), None)
        return named or member.unique_name or member.name or member.user_id

    def _was_there(self, bot: Bot) -> None:
        _put(self._plan.before, bot.label)
        _put(self._plan.after, bot.label)

    def _warn_about(self, label: str) -> None:
        self._context.warn(
            f"The bot {label} is left in the channel: it is not named, but {' and '.join(self._unrecognized)} may be shown "
            "under this name. Remove it by its id with zoho.cliq.channel_bot."
        )

    def _noted(self, bot: Bot) -> bool | None:
        """Return whether a bot is in the channel as far as it is on record; None if it is not, or was too long ago."""
        record = self._record(bot)
        # A list that shows other bots would most likely show this one too, so only Cliq's word counts then.
        trusted = 0.0 if self._shown else TRUSTED_SECONDS
        allowed = NOTED_SECONDS if self._context.check_mode else trusted
        return record.present if record is not None and 0 <= record.age < allowed else None

    def _record(self, bot: Bot) -> _Record | None:
        if not bot.unique_name or not self._channel.get("channel_id"):
            return None
        try:
            record = json.loads(self._context.notebook().read(self._note_name(bot)) or b"{}")
            return _Record(record["present"] is True, time.time() - float(record["at"]))
        except (ValueError, KeyError, TypeError):
            return None

    def _note(self, bot: Bot, present: bool) -> None:
        if bot.unique_name:
            record = json.dumps({"present": present, "at": time.time()})
            self._context.notebook().write(self._note_name(bot), record.encode(), NOTED_SECONDS)

    def _note_name(self, bot: Bot) -> str:
        return f"bot {self._channel['channel_id']} {bot.unique_name.casefold()}"


def _put(side: dict[str, t.Any], label: str) -> None:
    """Add a bot to one side of the difference; in order, so that the same bots look the same on both."""
    side["bots"] = sorted([*side["bots"], label], key=str.casefold)


def _is(member: Member, bot: Bot) -> bool:
    if bot.bot_id:
        return member.user_id == bot.bot_id
    return member.is_bot_named(bot.unique_name)
