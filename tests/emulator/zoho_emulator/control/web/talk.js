// Copyright (c) 2026 zoho.cliq contributors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-FileCopyrightText: 2026 zoho.cliq contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The chosen conversation: its head, its messages, what is pinned and what is scheduled.
import { $, element, hour, plural, reconcile } from "./dom.js";
import { gist, message } from "./message.js";

const STATUSES = { created: "active", pending: "waits for approval", archived: "archived" };
const NEAR = 60;
const STEP = 200;

export class Talk {
  constructor(open, ask) {
    this.open = open;
    this.latest = STEP;
    this.chat = null;
    this.newest = null;
    $("earlier").addEventListener("click", () => { this.latest += STEP; ask(); });
    $("newer").addEventListener("click", () => { this.toEnd(); $("talk").focus(); });
    $("talk").addEventListener("scroll", () => { if (this.atEnd()) this.setMissed(0); }, { passive: true });
  }

  atEnd() {
    const box = $("talk");
    return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
  }

  toEnd() { $("talk").scrollTop = $("talk").scrollHeight; this.setMissed(0); }

  setMissed(number) {
    this.missed = number;
    $("newer").hidden = !number;
    if (number) $("newer").textContent = `${plural(number, "new message")} ↓`;
  }

  draw(chat) {
    const before = this.chat;
    const other = !chat || !before || chat.chat_id !== before.chat_id;
    const stay = !other && !this.atEnd();
    this.chat = chat;
    reconcile($("chat-head"), [["head", chat && { ...chat, messages: 0, message_count: 0, muted_by: 0 }, () => this.head(chat)]]);
    if (!chat) {
      for (const id of ["messages", "pinned", "waiting"]) reconcile($(id), []);
      reconcile($("silence"), [["none", 0, () => empty("Choose a channel on the left",
        "Its messages, members and settings are shown here. With no channel at all, run 'make demo' or a playbook against this emulator.")]]);
      $("earlier").hidden = true;
      this.setMissed(0);
      return;
    }
    if (other) this.setMissed(0);
    const came = other ? 0 : chat.message_count - before.message_count;
    this.pinned();
    this.messages();
    this.waiting();
    const rest = chat.message_count - chat.messages.length;
    $("earlier").hidden = rest <= 0;
    $("earlier").textContent = `Show earlier messages (${rest.toLocaleString("en")} more)`;
    if (!stay) this.toEnd();
    else if (came > 0) this.setMissed((this.missed || 0) + came);
    if (came > 0) $("told").textContent = `${plural(came, "new message")} in ${chat.title}`;
    else if (other) $("told").textContent = "";
  }

  head(chat) {
    if (!chat) return element("h2", { id: "chat-title" }, "No conversation");
    const details = chat.details;
    const about = details ? details.description || "No description" : { dm: "Two people", bot: "A bot and somebody", thread: "A thread" }[chat.kind];
    const ids = details ? [["unique name", details.unique_name], ["channel id", details.channel_id], ["chat id", chat.chat_id]] : [["chat id", chat.chat_id]];
    const node = element("div", {},
      element("div", { class: "title" },
        chat.thread ? element("button", { type: "button", class: "plain", "data-open": chat.thread.parent_chat_id }, "← Back to the channel") : null,
        element("h2", { id: "chat-title" }, details ? `#${chat.title}` : chat.title),
        details ? element("span", { class: `tag level` }, details.level) : null,
        details ? element("span", { class: `tag ${details.status}` }, STATUSES[details.status] || details.status) : null,
        details && details.invite_only ? element("span", { class: "tag" }, "invite only") : null,
        chat.thread ? element("span", { class: "tag" }, `thread, ${chat.thread.state}`) : null),
      element("p", { class: "about" }, about),
      element("p", { class: "ids soft" }, ids.map(([name, value]) => element("span", {}, `${name} `, element("code", {}, value)))));
    node.querySelector("[data-open]")?.addEventListener("click", event => this.open(event.currentTarget.dataset.open));
    return node;
  }

  pinned() {
    const { pins } = this.chat;
    reconcile($("pinned"), pins.map((pin, index) => [pin.message_id, [pin, index], () => element("p", { class: "pin" },
      element("span", { class: "tag" }, pins.length > 1 && index === 0 ? "Pinned first" : "Pinned"),
      element("span", { class: "gist" }, element("b", {}, pin.sender), `: ${pin.text || "(no text)"}`),
      element("span", { class: "soft" }, pin.expires ? `until ${pin.expires.slice(0, 10)} ${hour(pin.expires)}` : "for ever"))]));
  }

  messages() {
    const { messages, pins } = this.chat;
    const byId = new Map(messages.map(item => [item.message_id, item]));
    const items = [];
    let day = null;
    for (const item of messages) {
      if (item.time.slice(0, 10) !== day) {
        day = item.time.slice(0, 10);
        const label = day;
        items.push([`day ${day}`, day, () => element("li", { class: "day" }, element("span", {}, label))]);
      }
      const answered = item.reply_to ? byId.get(item.reply_to) : null;
      const stuck = pins.some(pin => pin.message_id === item.message_id);
      items.push([item.message_id, [item, answered && gist(answered), stuck], () => message(item, answered, stuck, this.open)]);
    }
    reconcile($("messages"), items);
    const status = this.chat.details && this.chat.details.status;
    reconcile($("silence"), messages.length ? [] : [["silence", status, () => empty("Nothing was said here yet", status === "archived"
      ? "The channel is archived, so nobody can post to it." : status === "pending"
        ? "The channel waits for approval by an admin of the organization; until then nobody can post to it."
        : "Post with the module zoho.cliq.message, and the message appears here at once.")]]);
  }

  waiting() {
    const { scheduled, deleted } = this.chat;
    const items = scheduled.map(item => [item.id, item, () => element("li", {}, element("span", { class: "tag pending" }, "scheduled"),
      element("span", { class: "gist" }, item.text), element("span", { class: "soft" },
        `${item.author}, ${item.due ? `for ${item.due.slice(0, 10)} ${hour(item.due)} (${item.timezone})` : `when the status is ${item.status}`}`))]);
    reconcile($("waiting"), [
      ...(items.length ? [["scheduled", scheduled, () => { const list = element("ul", { class: "scheduled", "aria-label": "Scheduled messages" }); reconcile(list, items); return list; }]] : []),
      ...(deleted ? [["deleted", deleted, () => element("p", { class: "soft note" }, `${plural(deleted, "message")} deleted.`)]] : []),
    ]);
  }
}

export const empty = (title, text) => element("div", { class: "empty" }, element("p", { class: "big" }, title), element("p", { class: "soft" }, text));
