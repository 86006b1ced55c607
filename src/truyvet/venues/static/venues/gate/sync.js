// Sends what waits: in order, one batch at a time, until the server has answered each scan. Nothing leaves this device
// before its answer is here, so a page that is killed while sending sends again, and the server gives the same answer.
import * as store from "./store.js";

const BATCH = 200;
const PATIENCE = 20_000; // milliseconds for one answer
const LONGEST = 60_000; // between two tries

// keyOf(venue) → the newest key for that venue, or undefined; clock() → epoch seconds by the server's clock;
// shut: the venues whose key is gone; tell({state, results, venue}) after each try: "sent", "offline", "busy" or "signed_out" (of that venue).
export function sender({ keyOf, clock, tell }) {
  let running = false, again = false, pause = 0, timer, size = BATCH;
  const shut = new Set(); // venues whose key is gone: what waits for them stays, and holds up nobody else's

  // Sends what waits. `venue`: its key is good again, as far as we know.
  async function kick(venue) {
    shut.delete(venue);
    clearTimeout(timer);
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        again = (await batch()) || again;
      }
    } finally {
      running = false;
    }
  }

  // Sends one batch; true when more should follow at once.
  async function batch() {
    const rows = await sameVenue();
    if (!rows.length) return false;
    const key = await keyOf(rows[0].venue);
    if (!key) return signedOut(rows[0].venue);
    const answer = await post(key, rows).catch(() => null);
    if (!answer) return later("offline", 0);
    if (answer.status === 401) return signedOut(rows[0].venue);
    if (answer.status === 400 || answer.status === 413) {
      size = Math.max(1, Math.floor(rows.length / 2));
      return rows.length > 1 || later("busy", 0);
    }
    if (answer.status !== 200) return later("busy", Number(answer.headers.get("Retry-After")) * 1000);
    const said = await answer.json().catch(() => null);
    if (!Array.isArray(said?.results)) return later("offline", 0);
    const answered = new Set(said.results.map((result) => result.event_id));
    const done = rows.filter((row) => answered.has(row.id));
    await store.drop(done.map((row) => row.place));
    [pause, size] = [0, BATCH];
    tell({ state: "sent", results: said.results, now: said.now });
    return done.length > 0;
  }

  async function sameVenue() {
    const rows = await store.first(size, shut);
    const other = rows.findIndex((row) => row.venue !== rows[0].venue);
    return other < 0 ? rows : rows.slice(0, other);
  }

  function post(key, rows) {
    const scans = rows.map(({ id, sealed, kid }) => ({ event_id: id, sealed, kid }));
    return fetch("/api/v1/scans", {
      method: "POST",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
      body: JSON.stringify({ sent_at: clock(), scans }),
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  function signedOut(venue) {
    shut.add(venue);
    tell({ state: "signed_out", venue });
    return true; // what waits for other venues may go
  }

  function later(state, asked) {
    pause = Math.min(LONGEST, Math.max(asked || 0, pause * 2, 1_000));
    timer = setTimeout(() => kick(), pause * (0.75 + Math.random() / 2)); // a hundred gates do not come back in one second
    tell({ state });
    return false;
  }

  function anew() {
    shut.clear();
    kick();
  }

  window.addEventListener("online", () => { pause = 0; anew(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) anew(); });
  return { kick, shut };
}
