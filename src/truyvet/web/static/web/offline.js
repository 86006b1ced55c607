// Says quietly when there is no network and how much waits to be sent, sends it when it can, and keeps this page and
// those marked with data-offline for when there is no network. Words come from the page.
import { flush, waiting } from "./outbox.js";

const EVERY = 60_000; // milliseconds between two tries at what waits
const notice = document.getElementById("cho-gui");

async function draw(detail) {
  if (!notice) return;
  const items = detail?.waiting ?? (await waiting().catch(() => []));
  const offline = !navigator.onLine;
  const line = notice.querySelector("[data-line]");
  const parts = [];
  if (offline) parts.push(notice.dataset.offline);
  if (items.length) {
    const since = new Date(Math.min(...items.map((item) => item.since)));
    const words = items.length === 1 ? notice.dataset.one : notice.dataset.many;
    parts.push(words.replace("{n}", items.length).replace("{at}", clock(since)));
    if (detail?.signIn) parts.push(notice.dataset.signIn);
  }
  line.textContent = parts.join(" ");
  notice.hidden = parts.length === 0;
}

function clock(at) {
  const time = [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
  const today = new Date().toDateString() === at.toDateString();
  return today ? time : `${time} ${String(at.getDate()).padStart(2, "0")}/${String(at.getMonth() + 1).padStart(2, "0")}`;
}

// Keep these pages of ours, with everything that they load, for when there is no network. Only shells are kept (sw.js).
export async function keep(...paths) {
  if (!("serviceWorker" in navigator)) return;
  const { active } = await navigator.serviceWorker.ready;
  const { lang: language, dataset } = document.documentElement;
  active.postMessage({ keep: paths, language, theme: dataset.theme });
}

window.addEventListener("outbox", (event) => draw(event.detail));
window.addEventListener("online", () => { draw(); flush(); });
window.addEventListener("offline", () => draw());
document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
// A server that was busy, or a network that was there in name only, tells nobody when it is back.
setInterval(async () => { if ((await waiting().catch(() => [])).length) flush(); }, EVERY);

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").catch(() => {});
  const marked = [...document.querySelectorAll("a[data-offline]")].map((link) => new URL(link.href).pathname);
  const start = () => keep(location.pathname, ...marked);
  if (document.readyState === "complete") start();
  else window.addEventListener("load", start);
}
draw();
flush();
