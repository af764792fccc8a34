// Copyright (c) 2026 zoho.cliq contributors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-FileCopyrightText: 2026 zoho.cliq contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The side panel: what is known about a conversation, who is in it, and what they may do.
import { $, element, plural, reconcile } from "./dom.js";
import { avatar } from "./message.js";

const MOST_MEMBERS = 200;
const ROLES = ["admin", "moderator", "member"];
let everybody = null;

const words = text => text.replaceAll("_", " ");
const when = time => time.slice(0, 16).replace("T", " ") + " " + time.slice(19);

export function draw(chat) {
  if (!chat) { reconcile($("facts"), [["none", 0, () => element("p", { class: "note soft" }, "Nothing is chosen.")]]); return; }
  const sections = [["about", [chat.details && { ...chat.details, members: 0 }, chat.organization, chat.people, chat.thread], () => about(chat)]];
  const muted = chat.muted_by || [];
  if (chat.details) {
    const { members, bots, permissions, config } = chat.details;
    const all = everybody === chat.chat_id;
    sections.push(["members", [members, all, muted], () => memberList(chat, members, all, muted)]);
    sections.push(["bots", bots, () => botList(bots)]);
    sections.push(["permissions", permissions, () => permissionTable(permissions)]);
    sections.push(["config", config, () => configList(config)]);
  }
  reconcile($("facts"), sections);
}

const section = (id, title, ...content) => element("section", { "aria-labelledby": `${id}-title` }, element("h3", { id: `${id}-title` }, title), ...content);

function facts(pairs) {
  return element("dl", { class: "facts" }, pairs.filter(pair => pair[1]).map(([name, value]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, value))));
}

function about(chat) {
  const details = chat.details;
  if (!details) {
    return section("about", "About", facts([["People", chat.people.join(", ")], ["Bot", chat.bot], ["Organization", chat.organization],
      ["Data center", chat.data_center], ["Followers", chat.thread && chat.thread.followers.join(", ")]]));
  }
  return section("about", "About", facts([["Level", details.level], ["Status", details.status === "created" ? "active (created)" : details.status], ["Who can join", details.invite_only ? "those who are invited" : "anybody of the level"],
    ["Teams", details.teams.join(", ")], ["Made by", details.creator], ["Made", when(details.created)], ["Changed", when(details.modified)],
    ["Organization", chat.organization], ["Data center", chat.data_center]]));
}

function memberList(chat, members, all, muted) {
  const shown = all ? members : members.slice(0, MOST_MEMBERS);
  const more = element("button", { type: "button", class: "plain" }, `Show all ${members.length.toLocaleString("en")}`);
  more.addEventListener("click", () => { everybody = chat.chat_id; draw(chat); });
  return section("members", `Members (${members.length.toLocaleString("en")})`,
    members.length ? element("ul", { class: "people" }, shown.map(person => element("li", {}, avatar(person.name, false),
      element("span", { class: "person" }, element("span", {}, person.name), element("span", { class: "soft", title: person.email }, person.email)),
      muted.includes(person.email) ? element("span", { class: "tag", title: "Does not want to be notified" }, "muted") : null,
      element("span", { class: `tag role ${person.role}` }, words(person.role)))))
      : element("p", { class: "soft" }, "Nobody is in this channel."),
    shown.length < members.length ? more : null);
}

const botList = bots => section("bots", `Bots (${bots.length})`, bots.length
  ? element("ul", { class: "people" }, bots.map(bot => element("li", {}, avatar(bot.name, true),
    element("span", { class: "person" }, element("span", {}, bot.name), element("code", { class: "soft" }, bot.unique_name)), element("span", { class: "tag bot" }, "bot"))))
  : element("p", { class: "soft" }, "No bot is in this channel."));

function permissionTable(permissions) {
  const names = Object.keys(permissions.admin);
  const cell = yes => element("td", { class: yes ? "yes" : "no" }, element("span", { "aria-hidden": "true" }, yes ? "✓" : "–"),
    element("span", { class: "unseen" }, yes ? "yes" : "no"));
  return section("permissions", "Permissions", element("table", { "aria-labelledby": "permissions-title" },
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "may"), ROLES.map(role => element("th", { scope: "col" }, role)))),
    element("tbody", {}, names.map(name => element("tr", {}, element("th", { scope: "row" }, words(name)), ROLES.map(role => cell(permissions[role][name])))))));
}

function configList(config) {
  const pairs = Object.entries(config);
  return section("config", "Configuration", pairs.length ? facts(pairs.map(([name, value]) => [words(name), String(value)]))
    : element("p", { class: "soft" }, `As Cliq has it (${plural(0, "setting")} changed).`));
}
