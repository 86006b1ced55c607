// A code that changes each minute. The server signs an hour of them ahead; without a network they last that long.
import { encode } from "../../vendor/uqr.js";

const ENOUGH = 30 * 60; // seconds: with less than this left, ask for more
const main = document.querySelector(".poster");
const at = (id) => document.getElementById(id);
let codes = [];
let ahead = 0; // seconds that the server's clock is before ours
let shown = "";
let asking = false;
let asked = 0;

const now = () => Math.floor(Date.now() / 1000 + ahead);

async function more() {
  if (asking || Date.now() - asked < 15_000) return;
  asking = true;
  asked = Date.now();
  try {
    const answer = await fetch(main.dataset.source, { headers: { Accept: "application/json" } });
    if (answer.redirected || !answer.ok) throw new Error("no answer");
    const said = await answer.json();
    ahead = said.now - Date.now() / 1000;
    codes = said.codes;
    at("ngoai-mang").hidden = true;
  } catch {
    at("ngoai-mang").hidden = false;
  }
  asking = false;
}

function draw(text) {
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  const name = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(name, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  const path = document.createElementNS(name, "path");
  let line = "";
  data.forEach((row, y) => row.forEach((dark, x) => { if (dark) line += `M${x} ${y}h1v1h-1z`; }));
  path.setAttribute("d", line);
  svg.append(path);
  at("ma").replaceChildren(svg);
}

function tick() {
  const second = now();
  const current = codes.find((code) => code.from <= second && second < code.until);
  const last = codes.at(-1);
  const left = last ? Math.max(0, last.until - second) : 0;
  if (left < ENOUGH) more();
  at("ma").hidden = !current;
  at("can").hidden = Boolean(current) || !asked || asking;
  at("phut").textContent = String(Math.floor(left / 60));
  at("giay").textContent = current ? String(current.until - second) : "–";
  at("con").setAttribute("width", current ? String(((current.until - second) / 60) * 100) : "0");
  const text = current ? current.text : "";
  if (text && text !== shown) draw(text);
  shown = text;
}

at("toan-man").addEventListener("click", async () => {
  await main.requestFullscreen?.();
  await navigator.wakeLock?.request("screen").catch(() => {});
});
window.addEventListener("online", () => { asked = 0; more().then(tick); });
more().then(tick);
setInterval(tick, 500);
