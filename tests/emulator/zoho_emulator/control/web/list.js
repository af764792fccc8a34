// Copyright (c) 2026 zoho.cliq contributors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-FileCopyrightText: 2026 zoho.cliq contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The list of channels and chats. Only the rows that can be seen are in the page, so thousands are no burden.
import { $, element, plural, reconcile } from "./dom.js";

const GROUPS = { organization: "Organization", team: "Teams", private: "Private", external: "External", direct: "Direct chats" };
const STATUSES = { created: "active", pending: "pending", archived: "archived" };
const HEIGHT = 36;
const EXTRA = 12;
const order = new Intl.Collator("en", { sensitivity: "base", numeric: true });

export class List {
  constructor(choose) {
    this.choose = choose;
    this.rows = new Map();
    this.read = new Map();
    this.sorted = [];
    this.shown = [];
    this.chosen = null;
    for (const id of ["search", "level", "status"]) $(id).addEventListener("input", () => { this.filter(); this.draw(); });
    $("search").addEventListener("keydown", event => this.searchKey(event));
    $("rows").addEventListener("keydown", event => this.key(event));
    $("rows").addEventListener("scroll", () => this.draw(), { passive: true });
    $("rows").addEventListener("click", event => {
      const row = event.target.closest("[data-chat]");
      if (row) this.choose(row.dataset.chat, true);
    });
    new ResizeObserver(() => this.draw()).observe($("rows"));
  }

  update(news) {
    if (news.all) { this.rows.clear(); this.read.clear(); }
    for (const row of news.changed) {
      // What was there when the page came is not new.
      if (!this.read.has(row.chat_id)) this.read.set(row.chat_id, news.all ? row.messages : 0);
      this.rows.set(row.chat_id, row);
    }
    for (const id of news.gone) { this.rows.delete(id); this.read.delete(id); }
    if (news.all || news.changed.length || news.gone.length) this.sort();
  }

  sort() {
    const levels = Object.keys(GROUPS);
    this.sorted = [...this.rows.values()].sort((a, b) =>
      levels.indexOf(a.level) - levels.indexOf(b.level) || order.compare(a.name, b.name) || order.compare(a.chat_id, b.chat_id));
    this.filter();
    this.draw();
  }

  filter() {
    const wanted = $("search").value.trim().replace(/^#/, "").toLowerCase();
    const [level, status] = [$("level").value, $("status").value];
    const fits = row => (!level || row.level === level) && (!status || row.status === status) && (!wanted ||
      [row.name, row.unique_name, row.channel_id, row.chat_id].some(text => text && text.toLowerCase().includes(wanted)));
    const fitting = this.sorted.filter(fits);
    this.shown = [];
    this.count = fitting.length;
    let group = null;
    fitting.forEach((row, index) => {
      if (row.level !== group) {
        group = row.level;
        this.shown.push({ heading: group, count: fitting.filter(one => one.level === group).length });
      }
      this.shown.push({ row, place: index + 1 });
    });
    const all = this.rows.size;
    $("rows-note").textContent = !all
      ? "No channel yet. One appears here as soon as a playbook makes it."
      : fitting.length === all ? plural(all, "conversation") : `${fitting.length.toLocaleString("en")} of ${plural(all, "conversation")}` +
        (fitting.length ? "" : ". No name, unique name or id has this text.");
  }

  first() { return this.shown.find(item => item.row)?.row.chat_id ?? null; }

  select(id) {
    this.chosen = id;
    const row = this.rows.get(id);
    if (row) this.read.set(id, row.messages);
    this.draw();
  }

  draw() {
    const box = $("rows");
    const chosen = this.rows.get(this.chosen);
    // Somebody looks at this one, so nothing in it is new.
    if (chosen && !document.hidden) this.read.set(this.chosen, chosen.messages);
    const from = Math.max(0, Math.floor(box.scrollTop / HEIGHT) - EXTRA);
    const to = Math.min(this.shown.length, Math.ceil((box.scrollTop + box.clientHeight) / HEIGHT) + EXTRA);
    const seen = this.shown.slice(from, to).map((item, index) => [item, from + index]);
    const at = this.shown.findIndex(item => item.row && item.row.chat_id === this.chosen);
    if (at >= 0 && (at < from || at >= to)) seen.push([this.shown[at], at]);
    $("tall").style.height = `${this.shown.length * HEIGHT}px`;
    reconcile($("tall"), seen.map(([item, index]) => {
      if (item.heading) return [`heading ${item.heading}`, [item, index], () => this.heading(item, index)];
      const unread = Math.max(0, item.row.messages - (this.read.get(item.row.chat_id) || 0));
      const value = [item, index, unread, item.row.chat_id === this.chosen, this.count];
      return [item.row.chat_id, value, () => this.option(item, index, unread)];
    }));
    if (at >= 0) box.setAttribute("aria-activedescendant", `row-${this.chosen}`);
    else box.removeAttribute("aria-activedescendant");
  }

  heading(item, index) {
    const node = element("div", { class: "heading", "aria-hidden": "true" }, GROUPS[item.heading] || item.heading,
      element("span", {}, item.count.toLocaleString("en")));
    node.style.top = `${index * HEIGHT}px`;
    return node;
  }

  option({ row, place }, index, unread) {
    const label = [row.name, row.level === "direct" ? "direct chat" : `${row.level} channel`, STATUSES[row.status] || row.status,
      row.level !== "direct" && plural(row.members, "member"), row.bots ? plural(row.bots, "bot") : null,
      unread ? plural(unread, "new message") : null].filter(Boolean).join(", ");
    const node = element("div", { id: `row-${row.chat_id}`, class: `row ${row.status}`, role: "option", "data-chat": row.chat_id,
      "aria-selected": String(row.chat_id === this.chosen), "aria-current": row.chat_id === this.chosen ? "true" : null,
      "aria-setsize": this.count, "aria-posinset": place, "aria-label": label, title: row.name },
      element("span", { class: `kind ${row.level}` }, { private: "◆", external: "↗", direct: "@" }[row.level] || "#"),
      element("span", { class: "name" }, row.name),
      row.status === "created" ? null : element("span", { class: `tag ${row.status}` }, STATUSES[row.status] || row.status),
      unread ? element("span", { class: "unread" }, String(unread)) : null,
      row.level === "direct" ? null : element("span", { class: "members", title: plural(row.members, "member") }, String(row.members)));
    node.style.top = `${index * HEIGHT}px`;
    return node;
  }

  move(step, edge) {
    const rows = this.shown.map((item, index) => ({ ...item, index })).filter(item => item.row);
    if (!rows.length) return;
    const now = rows.findIndex(item => item.row.chat_id === this.chosen);
    const to = edge !== undefined ? (edge < 0 ? 0 : rows.length - 1) : now < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, now + step));
    this.choose(rows[to].row.chat_id, false);
    this.show(rows[to].index);
  }

  show(index) {
    const box = $("rows");
    const top = index * HEIGHT;
    // The heading of a group comes along with its first row.
    const above = this.shown[index - 1]?.heading ? top - HEIGHT : top;
    if (above < box.scrollTop) box.scrollTop = above;
    else if (top + HEIGHT > box.scrollTop + box.clientHeight) box.scrollTop = top + HEIGHT - box.clientHeight;
    this.draw();
  }

  showChosen() {
    const index = this.shown.findIndex(item => item.row && item.row.chat_id === this.chosen);
    if (index >= 0) this.show(index);
  }

  key(event) {
    const page = Math.max(1, Math.floor($("rows").clientHeight / HEIGHT) - 1);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }[event.key];
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (step) this.move(step);
    else if (event.key === "Home") this.move(0, -1);
    else if (event.key === "End") this.move(0, 1);
    else if (event.key === "Enter" && this.chosen) this.choose(this.chosen, true);
    else return;
    event.preventDefault();
  }

  searchKey(event) {
    if (event.key === "Escape" && $("search").value) { $("search").value = ""; this.filter(); this.draw(); }
    else if (event.key === "ArrowDown" || event.key === "Enter") {
      $("rows").focus();
      const chosen = this.shown.some(item => item.row && item.row.chat_id === this.chosen);
      if (!chosen) this.move(0, -1); else this.showChosen();
    } else return;
    event.preventDefault();
  }
}
