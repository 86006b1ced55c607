// Asks the server for this phone's pass, and keeps what it answers. Without an answer everything stays as it is.
import { read, write } from "./keypair.js";
import { declared, judged } from "./own_declarations.js";

const PATIENCE = 15_000; // milliseconds

// → whether somebody is signed in; undefined when nobody answered.
export async function ask(address, key) {
  // The same question keeps its event id until it is answered, so that it is answered once.
  const event = (await read("event")) ?? crypto.randomUUID();
  await write({ event });
  const before = Date.now();
  // Those that hold a yes: no pass is signed until the server knows whose they are.
  const asked = Object.entries(await declared()).filter(([, { yes }]) => yes).map(([id]) => id);
  let response, said;
  try {
    response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ event_id: event, x: base64url(key.x), y: base64url(key.y), declared: asked.slice(-20) }),
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    said = await response.json();
  } catch {
    return undefined;
  }
  if (response.status >= 500 || response.status === 429) return undefined;
  const offset = typeof said.now === "number" ? rounded(said.now - (before + Date.now()) / 2000) : undefined;
  const clock = offset === undefined ? {} : { offset };
  if (response.status === 200) {
    const { declared, expires } = said;
    await write({ pass: { body: bytes(said.body), declared, expires }, told: undefined, about: undefined, event: undefined, ...clock });
  } else if (response.status === 422) {
    const { code, at, initials, event_id, calls } = said;
    await write({ pass: undefined, told: said.error, about: { code, at, initials, event_id, calls }, event: undefined, ...clock });
  } else {
    await write({ event: undefined, ...clock }); // not signed in: what was told before still holds
  }
  if (![200, 422].includes(response.status)) return response.status === 401 ? false : undefined;
  await judged(asked, response.status, said.error, said.event_id);
  return true;
}

// Small differences are the network's, not the clock's.
const rounded = (seconds) => (Math.abs(seconds) < 5 ? 0 : seconds);

function base64url(data) {
  return btoa(String.fromCharCode(...data)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function bytes(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}
