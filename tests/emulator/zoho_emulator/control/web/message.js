// Copyright (c) 2026 zoho.cliq contributors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-FileCopyrightText: 2026 zoho.cliq contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// One message, with everything that Cliq can put into it.
import { element, hour, plural } from "./dom.js";

const COLOURS = 8;

function colour(name) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return sum % COLOURS;
}

export function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = word => [...word][0];
  return (first(words[0] || "?") + (words.length > 1 ? first(words[words.length - 1]) : "")).toUpperCase();
}

export const avatar = (name, bot) =>
  element("span", { class: `avatar colour-${colour(name)}${bot ? " bot" : ""}`, "aria-hidden": "true" }, bot ? "⚙" : initials(name));

const plain = value => value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);

function buttons(items) {
  if (!items || !items.length) return null;
  return element("ul", { class: "buttons", "aria-label": "Buttons of the message" }, items.map(item => {
    const does = item.action ? `${item.action.type}: ${plain(Object.values(item.action.data || {})[0])}` : "";
    return element("li", { class: item.type === "-" ? "minus" : "", title: item.hint || does }, item.label);
  }));
}

function table(data) {
  const headers = data.headers || [];
  const cells = row => headers.map(name => element("td", {}, plain(row[name])));
  return element("div", { class: "wide-table" }, element("table", {},
    element("thead", {}, element("tr", {}, headers.map(name => element("th", { scope: "col" }, plain(name))))),
    element("tbody", {}, (data.rows || []).map(row => element("tr", {}, cells(row))))));
}

function slide(item) {
  const data = item.data;
  let body = null;
  if (item.type === "table" && data) body = table(data);
  else if (item.type === "label" && Array.isArray(data))
    body = element("dl", {}, data.flatMap(pair => Object.entries(pair)).map(([name, value]) =>
      element("div", {}, element("dt", {}, name), element("dd", {}, plain(value)))));
  else if (item.type === "list" && Array.isArray(data)) body = element("ul", { class: "bullets" }, data.map(line => element("li", {}, plain(line))));
  else if (item.type === "images" && Array.isArray(data))
    body = element("ul", { class: "images" }, data.map(line => element("li", {}, element("span", { "aria-hidden": "true" }, "▣ "), plain(line))));
  else if (data !== undefined) body = element("p", {}, plain(data));
  return element("section", { class: `slide ${item.type}` }, item.title ? element("h3", {}, item.title) : null, body, buttons(item.buttons));
}

function size(bytes) {
  if (bytes < 1024) return plural(bytes, "byte");
  return bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

const file = item => element("div", { class: "file" }, element("span", { class: "paper", "aria-hidden": "true" },
  (item.name.includes(".") ? item.name.split(".").pop() : "file").slice(0, 4).toUpperCase()),
  element("div", {}, element("p", { class: "name" }, item.name), element("p", { class: "soft" }, `${size(item.size)} · ${item.content_type}`),
    item.comment ? element("p", {}, item.comment) : null));

export const gist = message => message.text || (message.card && message.card.title) || (message.file && message.file.name) || "(no text)";

// `answered` is the message to which this one replies, if it is at hand.
export function message(item, answered, pinned, open) {
  const bot = Boolean(item.bot);
  const notes = [item.edited ? "edited" : null, pinned ? "pinned" : null].filter(Boolean);
  const card = item.card && (item.card.title || item.card.thumbnail || item.card.buttons);
  const node = element("li", { class: `message${bot ? " by-bot" : ""}`, "data-message": item.message_id },
    avatar(item.sender, bot),
    element("article", { "aria-label": `${item.sender}, ${hour(item.time)}` },
      element("p", { class: "who" }, element("b", {}, item.sender), bot ? element("span", { class: "tag bot" }, "bot") : null,
        element("span", { class: "soft", title: `Posted with the token of ${item.author}` }, bot ? `for ${item.author}` : item.author),
        element("time", { class: "soft", datetime: item.time, title: item.time }, hour(item.time)),
        notes.map(note => element("span", { class: "soft" }, note))),
      item.reply_to ? element("blockquote", {}, answered ? `${answered.sender}: ${gist(answered)}` : "A message further up") : null,
      item.text ? element("p", { class: "text" }, item.text) : null,
      card ? element("section", { class: `card ${item.card.theme || "basic"}` },
        item.card.title ? element("h3", {}, item.card.title) : null,
        item.card.thumbnail ? element("p", { class: "soft" }, "Picture: ", plain(item.card.thumbnail)) : null,
        buttons(item.card.buttons)) : null,
      (item.slides || []).map(slide), buttons(item.buttons), item.file ? file(item.file) : null,
      Object.keys(item.reactions).length ? element("ul", { class: "reactions", "aria-label": "Reactions" },
        Object.entries(item.reactions).map(([emoji, people]) => element("li", { title: people.join(", ") }, `${emoji} ${people.length}`))) : null,
      item.thread_chat_id ? element("button", { type: "button", class: "thread", "data-open": item.thread_chat_id },
        `Thread: ${plural(item.replies, "message")}`) : null));
  node.querySelector("[data-open]")?.addEventListener("click", event => open(event.currentTarget.dataset.open));
  return node;
}
