// The citizen's home: what this browser keeps is shown at once, then the server is asked for anything newer.
import { answer, waiting } from "../web/outbox.js";
import { ask } from "./pass_request.js";
import { draw, passText } from "./pass_code.js";
import { keyPair, onChange, read } from "./keypair.js";
import { when } from "./moment_words.js";
import { declared, forgetDeclared, received } from "./own_declarations.js";

const PERIOD = 30; // seconds that one drawing of the code stays
const TICK = 500; // milliseconds
const SHOWN = 60; // seconds of a wrong clock from which the page speaks of it

const at = (id) => document.getElementById(id);
const words = Object.fromEntries([...document.querySelectorAll("#chu dt")].map((dt) => [dt.textContent, dt.nextElementSibling.textContent]));
const { fetch: address, answer: whose, gateHours } = at("chu").dataset;
// States in which one may declare, or sign in; what is missing here offers neither.
const DECLARE = ["old", "expired", "none", "other", "unsent"], SIGN_IN = ["expired", "none", "other", "confirm"];
let held = { declared: [] }; // {key, pass, told, about, offset, declared: [{at, yes, state}]}
let signedIn; // as the server said last; undefined before
let drawnAt = 0;

const now = () => Date.now() / 1000 + (held.offset ?? 0);

async function load() {
  const names = ["pass", "told", "about", "offset"];
  const [key, all, outbox, ...values] = await Promise.all([keyPair(), declared(), waiting().catch(() => []), ...names.map(read)]);
  const unsent = new Set(outbox.map((item) => item.id));
  const own = Object.entries(all).map(([id, it]) => ({ ...it, unsent: it.state === "kept" && unsent.has(id) }));
  held = { key, declared: own, ...Object.fromEntries(names.map((name, place) => [name, values[place]])) };
}

// A yes comes before everything, then what the server told, then the pass, then why there is none.
function state() {
  const { pass, told, declared: own } = held;
  const yes = own.filter((it) => it.yes);
  if (told === "is_it_yours") return "yours";
  if (yes.length && yes.every((it) => it.state === "lost")) return "unsent";
  if (yes.length || told === "see_health_station") return "station";
  if (pass && now() < pass.expires) return now() < pass.declared + gateHours * 3600 ? "ready" : "old";
  if (own.some((it) => it.unsent)) return "waiting";
  if (own.some((it) => it.state === "unproved")) return "confirm";
  if (told === "other_number") return "other";
  return pass || told === "declared_too_old" ? "expired" : "none";
}

function fill(name, text) {
  for (const place of document.querySelectorAll(`[data-fill="${name}"]`)) place.textContent = text;
}

function show(name) {
  for (const part of document.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== name;
  const open = name === "ready" || name === "old";
  at("ma").hidden = !open;
  const mayDeclare = DECLARE.includes(name);
  // After a call that ended well, a phone that is signed out learns of it by signing in.
  const maySignIn = name === "station" ? signedIn === false : SIGN_IN.includes(name) && (name === "other" || !signedIn);
  at("lam").hidden = !mayDeclare && !maySignIn;
  at("khai").hidden = !mayDeclare;
  at("dang-nhap").hidden = !maySignIn;
  at("dang-nhap").classList.toggle("go", !mayDeclare);
  at("goi").hidden = !["station", "other", "yours", "unsent"].includes(name);
  nearest(held.about?.calls?.[0]);
  at("mat-mang").hidden = navigator.onLine || !open;
  const skew = Math.abs(held.offset ?? 0);
  // A demonstration shows another day on purpose, and says so at the top of the page.
  at("lech-gio").hidden = skew < SHOWN || !open || document.querySelector("aside.demo") !== null;
  fill("skew", Math.round(skew / 60));
  const { pass, about } = held;
  fill("about", about?.at ? `${when(about.at, now(), words)}${about.initials ? ` (${about.initials})` : ""}` : "");
  if (!pass) return fill("declared", "");
  fill("until", when(pass.declared + gateHours * 3600, now(), words));
  fill("ends", when(pass.expires, now(), words));
  fill("declared", words.last.replace("{at}", when(pass.declared, now(), words)));
}

// The citizen's own health station, which the server named with its refusal; the country's lines stand in the page.
function nearest(call) {
  const button = at("goi-tram");
  const known = call && [...at("goi").querySelectorAll("a")].every((other) => other === button || other.href !== `tel:${call.dial}`);
  button.hidden = !known;
  if (!known) return;
  button.href = `tel:${call.dial}`;
  button.querySelector("span").textContent = call.label;
  button.querySelector("b").textContent = call.shown;
}

async function redraw() {
  const moment = Math.floor(now());
  drawnAt = moment;
  draw(at("hinh"), await passText(held.pass.body, moment, held.key.privateKey));
}

let last = "";

async function tick() {
  const name = state();
  if (name !== last) show((last = name));
  if (at("ma").hidden) return;
  const left = drawnAt + PERIOD - now();
  // A clock that was put back would leave an old drawing for long.
  if (left <= 0 || left > PERIOD + 1) await redraw();
  const rest = Math.max(0, Math.ceil(drawnAt + PERIOD - now()));
  at("con").value = rest;
  fill("left", rest);
}

async function refresh() {
  signedIn = (await ask(address, held.key)) ?? signedIn;
  await look();
}

async function look() {
  await load();
  last = "";
  await tick();
}

async function wake() {
  drawnAt = 0;
  await look();
  await refresh();
  // The screen stays on while the code is shown; a browser that cannot is no fault.
  if (!at("ma").hidden && !document.hidden) navigator.wakeLock?.request("screen").catch(() => {});
}

// Whose the declaration is about which the server asked.
async function say(mine) {
  const { about, declared: own } = held;
  const response = await fetch(whose, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ code: about.code, mine, declared: own.length ? [about.event_id] : [] }),
    redirect: "manual",
  }).catch(() => null);
  if (response?.status === 401) return void location.assign(at("dang-nhap").href);
  if (!response?.ok) return void (at("chua-gui").hidden = false);
  at("chua-gui").hidden = true;
  if (!mine) await forgetDeclared(about.event_id);
  await refresh();
}

async function start() {
  if (!window.crypto?.subtle || !window.indexedDB) return show("unable");
  try {
    await load();
  } catch {
    return show("unable"); // a private window may refuse to keep anything
  }
  await tick();
  setInterval(tick, TICK);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });
  window.addEventListener("online", () => { last = ""; refresh(); });
  window.addEventListener("offline", () => { last = ""; tick(); });
  // What was declared without a network has just arrived: there may be a pass now.
  window.addEventListener("outbox", async ({ detail: { sent } }) => {
    for (const id of sent) await received(id, (await answer(id)) ?? {});
    if (sent.length) await refresh();
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) wake(); });
  onChange(look);
  for (const button of document.querySelectorAll("[data-mine]")) button.addEventListener("click", () => say(button.dataset.mine === "yes"));
  await wake();
}

start();
