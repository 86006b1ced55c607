// Which gate this is: sign in, choose, get a key; and the gate's own knowledge, fetched again every minute.
import * as store from "./store.js";

const EVERY = 60_000;

// Where the signed-in guard may stand: [{venue, name, zones: [{code, name}]}]; null when nobody is signed in.
export async function places() {
  const answer = await fetch("/cong/noi/", { headers: { Accept: "application/json" }, cache: "no-store" });
  if (answer.status === 401 || answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) return null;
  return (await answer.json()).places;
}

// Sets this device up; → its configuration, kept. Throws Error(word).
export async function setUp({ venue, label, way }) {
  const answer = await fetch("/cong/thiet-lap/", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ event_id: crypto.randomUUID(), venue, label, way }),
  });
  if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) throw new Error("signed_out");
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error ?? "failed");
  const gate = { venue, label, way, key: said.key };
  const config = await fetched(gate);
  await store.keep("keys", { ...(await store.kept("keys")), [venue]: said.key });
  await store.keep("gate", gate);
  await store.keep("config", config);
  return config;
}

// The key for scans of a venue: the newest one that this device got there.
export async function keyOf(venue) {
  return (await store.kept("keys"))?.[venue];
}

// Fetches again what the gate needs offline and keeps it; → the configuration. Throws as fetched() does.
async function refresh() {
  const gate = await store.kept("gate");
  const config = await fetched(gate);
  if ((await store.kept("gate")).key !== gate.key) return refresh(); // set up elsewhere meanwhile: this answer is no longer ours
  await store.keep("config", config);
  return config;
}

// What the server says of a gate. Throws Error("signed_out"), or TypeError offline.
async function fetched(gate) {
  const asked = Date.now();
  const answer = await fetch("/api/v1/gate", {
    headers: { Authorization: `Bearer ${gate.key}` },
    credentials: "omit",
    cache: "no-store",
    signal: AbortSignal.timeout(15_000),
  });
  if (answer.status === 401) throw new Error("signed_out");
  if (!answer.ok) throw new TypeError("busy");
  const said = await answer.json();
  // The server's clock, as this device sees it; half of the way there and back is the network's.
  const offset = said.now - Math.floor((asked + Date.now()) / 2000);
  return { ...said, offset, of: gate.venue };
}

// Keeps the configuration fresh; tell(config) for each new one, fail(word) when it could not be fetched. Called once.
export function freshening(tell, fail) {
  let timer;
  async function again() {
    clearTimeout(timer);
    try {
      await tell(await refresh());
    } catch (error) {
      fail(error.message === "signed_out" ? "signed_out" : "offline");
    }
    clearTimeout(timer); // two at once, when the network came back meanwhile, go on as one
    timer = setTimeout(again, EVERY);
  }
  window.addEventListener("online", again);
  timer = setTimeout(again, 0);
  return again;
}
