// The citizen's home: what this browser keeps is shown at once, then the server is asked for anything newer.
import { ask } from "./pass_request.js";
import { draw, passText } from "./pass_code.js";
import { keyPair, read } from "./keypair.js";
import { when } from "./moment_words.js";

const PERIOD = 30; // seconds that one drawing of the code stays
const TICK = 500; // milliseconds
const SHOWN = 60; // seconds of a wrong clock from which the page speaks of it

const at = (id) => document.getElementById(id);
const words = Object.fromEntries([...document.querySelectorAll("#chu dt")].map((dt) => [dt.textContent, dt.nextElementSibling.textContent]));
const { fetch: address, gateHours } = at("chu").dataset;
let held = {}; // {key, pass, told, offset}
let drawnAt = 0;

const now = () => Date.now() / 1000 + (held.offset ?? 0);

async function load() {
  const [key, pass, told, offset] = await Promise.all([keyPair(), read("pass"), read("told"), read("offset")]);
  held = { key, pass, told, offset };
}

function state() {
  const { pass, told } = held;
  if (told === "see_health_station") return "station";
  if (pass && now() >= pass.expires) return "expired";
  if (pass) return now() < pass.declared + gateHours * 3600 ? "ready" : "old";
  return told === "declared_too_old" ? "expired" : "none";
}

function fill(name, text) {
  for (const place of document.querySelectorAll(`[data-fill="${name}"]`)) place.textContent = text;
}

function show(name) {
  for (const part of document.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== name;
  const open = name === "ready" || name === "old";
  at("ma").hidden = !open;
  at("lam").hidden = ["ready", "wait", "station"].includes(name);
  at("dang-nhap").hidden = name === "old";
  at("mat-mang").hidden = navigator.onLine || !open;
  const skew = Math.abs(held.offset ?? 0);
  // A demonstration shows another day on purpose, and says so at the top of the page.
  at("lech-gio").hidden = skew < SHOWN || !open || document.querySelector("aside.demo") !== null;
  fill("skew", Math.round(skew / 60));
  const { pass } = held;
  if (!pass) return fill("declared", "");
  fill("until", when(pass.declared + gateHours * 3600, now(), words));
  fill("ends", when(pass.expires, now(), words));
  fill("declared", words.last.replace("{at}", when(pass.declared, now(), words)));
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
  await ask(address, held.key);
  await load();
  last = "";
  await tick();
}

async function wake() {
  drawnAt = 0;
  await tick();
  await refresh();
  // The screen stays on while the code is shown; a browser that cannot is no fault.
  if (!at("ma").hidden && !document.hidden) navigator.wakeLock?.request("screen").catch(() => {});
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
  window.addEventListener("outbox", (event) => { if (event.detail.sent.length) refresh(); });
  await wake();
}

start();
