// The page where somebody begins: what waits to be sent, what was declared, and phones proved since.
import { waiting } from "../web/outbox.js";
import { outcome, prove } from "./submission.js";
import { all } from "./store.js";
import { clock, word } from "./words.js";

const home = document.querySelector("[data-declare-home]");

function item(main, under, link) {
  const line = document.createElement("li");
  const words = link ? Object.assign(document.createElement("a"), { href: link }) : document.createElement("span");
  words.textContent = main;
  line.append(words, Object.assign(document.createElement("span"), { className: "quiet small", textContent: under }));
  return line;
}

function list(name, items) {
  home.querySelector(`[data-${name}-list]`).replaceChildren(...items);
  home.querySelector(`[data-${name}]`).hidden = !items.length;
}

async function drawWaiting() {
  const sent = new Map((await all("sent:")).map(([name, value]) => [name.slice("sent:".length), value.body]));
  const refused = [];
  for (const [id, body] of sent) {
    const said = await outcome(id, body);
    if (said?.status >= 400) refused.push(item(word("refused_title"), "", `/khai-bao/${body.form.replaceAll("_", "-")}/`));
  }
  const still = (await waiting()).filter((each) => each.url === home.dataset.send);
  list("waiting", [...refused, ...still.map((each) => item(whose(sent.get(each.id)), word("waiting_since", { time: clock(each.since) })))]);
}

function whose(body) {
  const name = body?.made_for !== "self" && body?.answers?.fullName;
  return name ? word("for_name", { name }) : word("for_self");
}

async function drawRecent() {
  const response = await fetch(home.dataset.own, { credentials: "same-origin", redirect: "manual" }).catch(() => null);
  if (!response?.ok) return;
  const codes = await prove(home.dataset.answer).catch(() => []); // a browser that keeps nothing has nothing to prove
  const { recent } = codes.length ? await (await fetch(home.dataset.own)).json() : await response.json();
  list("recent", recent.map((each) => {
    const who = each.name ? word("for_name", { name: each.name }) : word("for_self");
    const state = word(codes.includes(each.code) ? "proved" : each.open ? "will_call" : "received", { code: each.code });
    return item(`${each.title} · ${who}`, `${clock(each.at)} · ${state}`);
  }));
}

window.addEventListener("outbox", () => drawWaiting());
drawWaiting().catch(() => {}).then(drawRecent).finally(() => (home.dataset.ready = ""));
