# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
What runs inside a Redis or Valkey server: each change of the store is one script, and so one step.

The arithmetic of quotas is that of ``ledger.py``, operation by operation, so that both give the same answers to the last bit.
Times are passed as text with 17 digits, since Redis makes integers of Lua's numbers. A ledger is a text as well: a line with the
version, whether it is damaged, the end of a block and its reason, then a line for each slot.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass

from ansible_collections.zoho.cliq.plugins.module_utils._state import ledger

#: The time is that of the server, for every script. No script takes it from whoever calls it.
CLOCK = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
"""

#: The seconds for which the answer to a request is kept, in case that it got lost on its way and is asked for again.
ANSWER_IS_KEPT = 60


@dataclass(frozen=True)
class Script:
    """A script. ``sha`` is the name by which the server knows it once it has run there."""

    body: str

    @property
    def text(self) -> str:
        """The whole script, with the clock in front."""
        return CLOCK + self.body

    @property
    def sha(self) -> str:
        return _sha1(self.text)


@functools.lru_cache
def _sha1(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


# KEYS: lock. ARGV: who, milliseconds. Answers who has the lock, and the fence of the one who asks.
ACQUIRE = Script("""
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return {holder, '0'}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {ARGV[1], string.format('%.0f', now * 1000000)}
""")

# KEYS: lock. ARGV: who, milliseconds. Answers whether the lock was still had.
RENEW = Script("""
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
""")

# KEYS: lock. ARGV: who.
RELEASE = Script("""
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
end
return 1
""")

# KEYS: value. ARGV: fence or nothing, milliseconds, value. A fence from the future is none: somebody has set the clock back.
PUT = Script("""
local present = string.format('%.0f', now * 1000000)
if ARGV[1] ~= '' then
  local head = redis.call('GETRANGE', KEYS[1], 0, 20)
  local there = tonumber(string.match(head, '^(%d+)\\n') or '0')
  if there > tonumber(ARGV[1]) and there <= tonumber(present) then
    return 0
  end
  present = ARGV[1]
end
redis.call('SET', KEYS[1], present .. '\\n' .. ARGV[3], 'PX', ARGV[2])
return 1
""")

_ARITHMETIC = f"""
local LONGEST, GRACE, SHORTEST = {ledger.LONGEST_WAIT!r}, {ledger.GRACE!r}, {ledger.SHORTEST_WAIT!r}

local function number(text)
  local value = tonumber(text)
  if value and value == value and value > -math.huge and value < math.huge then
    return value
  end
  return nil
end

local function text(value)
  return value and string.format('%.17g', value) or '-'
end

local function free_at(slot)
  if slot.turn then
    return slot.turn + GRACE
  end
  return (slot.ended or slot.reserved + slot.hold) + slot.window
end

local function earliest(slot)
  if slot.turn then
    return math.max(now, slot.turn) + slot.window
  end
  return slot.ended and free_at(slot) or math.min(now + slot.window, free_at(slot))
end

local function load_slot(line)
  local name, reserved, ended, hold, window, turn = string.match(line, '^(%S+) (%S+) (%S+) (%S+) (%S+) (%S+)$')
  if not name then
    return nil
  end
  local slot = {{name = name, reserved = number(reserved), hold = number(hold), window = number(window)}}
  slot.ended, slot.turn = number(ended), number(turn)
  if not (slot.reserved and slot.hold and slot.window) then
    return nil
  end
  if (ended ~= '-' and not slot.ended) or (turn ~= '-' and not slot.turn) then
    return nil
  end
  return slot
end

local function load(content)
  local damaged = {{slots = {{}}, finish = 0, reason = '', damaged = true}}
  if content == false then
    return {{slots = {{}}, finish = 0, reason = '', damaged = false}}
  end
  if type(content) ~= 'string' then
    return damaged
  end
  local broken, finish, reason, lines = string.match(content, '^1 ([01]) (%S+) ([^\\n]*)\\n(.*)$')
  if not broken or not number(finish) then
    return damaged
  end
  local found = {{slots = {{}}, finish = number(finish), reason = reason, damaged = broken == '1'}}
  for line in string.gmatch(lines, '([^\\n]*)\\n') do
    local slot = load_slot(line)
    if not slot then
      return damaged
    end
    table.insert(found.slots, slot)
  end
  return found
end

local function current(data)
  local kept = {{}}
  for _, slot in ipairs(data.slots) do
    slot.reserved = math.min(slot.reserved, now)
    slot.ended = slot.ended and math.min(slot.ended, now)
    slot.hold, slot.window = math.min(slot.hold, LONGEST), math.min(slot.window, LONGEST)
    slot.turn = slot.turn and math.min(slot.turn, now + LONGEST)
    if free_at(slot) > now then
      table.insert(kept, slot)
    end
  end
  data.slots = kept
  if data.finish <= now then
    data.finish, data.reason = 0, ''
  else
    data.finish = math.min(data.finish, now + LONGEST)
  end
  return data
end

local function save(key, data)
  local last = math.max(data.finish, data.damaged and now + LONGEST or 0)
  local lines = {{'1 ' .. (data.damaged and '1' or '0') .. ' ' .. text(data.finish) .. ' ' .. data.reason .. '\\n'}}
  for _, slot in ipairs(data.slots) do
    last = math.max(last, free_at(slot))
    local fields = {{slot.name, text(slot.reserved), text(slot.ended), text(slot.hold), text(slot.window), text(slot.turn)}}
    table.insert(lines, table.concat(fields, ' ') .. '\\n')
  end
  if last > now then
    redis.call('SET', key, table.concat(lines), 'PX', string.format('%.0f', math.ceil((last - now) * 1000) + 1000))
  else
    redis.call('DEL', key)
  end
end

local function read(key)
  local stored = load(redis.pcall('GET', key))
  local finish = stored.finish
  local data = current(stored)
  return data, data.finish ~= finish
end
"""

# KEYS: ledger. Answers the seconds of the block, and its reason.
BLOCKED = Script(
    _ARITHMETIC
    + """
local data, changed = read(KEYS[1])
if changed then
  save(KEYS[1], data)
end
if data.finish == 0 then
  return {'0', ''}
end
return {text(data.finish - now), data.reason}
"""
)

# KEYS: ledger, answer to this request, generation.
# ARGV: what to do, the generation that the caller knows or nothing, a name for a new one, then what the step takes.
CHANGE = Script(
    _ARITHMETIC
    + f"""
local given = redis.call('GET', KEYS[2])
if given then
  return cjson.decode(given)
end
local step, known = ARGV[1], ARGV[2]
local generation, made = string.match(redis.call('GET', KEYS[3]) or '', '^(%S+) (%S+)$')
made = number(made or '')
if not made then
  generation, made = ARGV[3], now
  redis.call('SET', KEYS[3], generation .. ' ' .. text(made))
end
local data = read(KEYS[1])
local answer = {{generation}}

if step == 'reserve' then
  local name, limit, window = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
  local hold, patience = tonumber(ARGV[7]), tonumber(ARGV[8])
  if data.damaged then
    for index = 0, limit - 1 do
      table.insert(data.slots, {{name = name .. '-' .. index, reserved = now, ended = now, hold = 0, window = window}})
    end
    data.damaged = false
    data = current(data)
  end
  local wait = data.finish > 0 and data.finish - now or 0
  local blocked = wait > 0
  if known ~= '' and known ~= generation then
    -- What was counted before is lost, so that all of it may have been sent right before.
    wait = math.max(wait, math.min(made, now) + window - now)
  end
  local place = #data.slots + 1
  for index, slot in ipairs(data.slots) do
    if slot.name == name then
      place = index
      break
    end
  end
  local free = {{}}
  for index, slot in ipairs(data.slots) do
    if index < place or not slot.turn then
      table.insert(free, earliest(slot))
    end
  end
  if #free >= limit then
    table.sort(free)
    wait = math.max(wait, free[#free - limit + 1] - now, SHORTEST)
  end
  table.remove(data.slots, place)
  if wait > math.max(patience, 0) then
    answer = {{generation, '0', '', text(wait), blocked and '1' or '0'}}
  else
    wait = math.min(wait, LONGEST)
    local slot = {{name = name, reserved = now, hold = math.min(hold, LONGEST), window = window}}
    slot.turn = wait > 0 and now + wait or nil
    table.insert(data.slots, place, slot)
    answer = {{generation, wait == 0 and '1' or '0', name, text(wait), blocked and '1' or '0'}}
  end
elseif step == 'settle' then
  for _, slot in ipairs(data.slots) do
    if slot.name == ARGV[4] and not slot.ended then
      slot.ended = now
    end
  end
elseif step == 'release' then
  local kept = {{}}
  for _, slot in ipairs(data.slots) do
    if slot.name ~= ARGV[4] or slot.ended then
      table.insert(kept, slot)
    end
  end
  data.slots = kept
elseif step == 'block' then
  local finish = now + math.min(tonumber(ARGV[4]), LONGEST)
  if finish > math.max(now, data.finish) then
    data.finish, data.reason = finish, ARGV[5]
  end
end

save(KEYS[1], data)
redis.call('SET', KEYS[2], cjson.encode(answer), 'EX', {ANSWER_IS_KEPT})
return answer
"""
)
