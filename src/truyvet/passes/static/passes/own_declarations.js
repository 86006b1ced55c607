// What was declared for oneself on this phone: a "yes" hides the pass at once, without the server, until the server has spoken.
import { change, read, write } from "./keypair.js";

const DAYS = 21; // days for which a declaration is kept anywhere
const DAY = 86_400_000;

// {id: {at, yes, state}}; state: "kept" on this phone, "unproved" received while signed out, "proved", "lost" never to be sent.
export async function declared() {
  return living(await read("declared"));
}

// Before it is sent. A phone that is full forgets its pass instead.
export async function declaring(id, yes) {
  try {
    await change("declared", (all) => ({ ...living(all), [id]: { at: Date.now(), yes, state: "kept" } }));
  } catch (error) {
    if (yes) await write({ pass: undefined });
    else throw error;
  }
}

// The server has answered {status, answer}: what it made of the answers counts, not what this phone made of them.
export async function received(id, { status, answer }) {
  if (!(status < 300) || !answer) return; // to be corrected: a yes was said all the same
  await change("declared", (all) => {
    const { [id]: it = { at: Date.now() }, ...others } = living(all);
    const rest = without(others, ({ state }) => state === "lost");
    if (!answer.closes_gate && !answer.needs_sign_in) return rest;
    return { ...rest, [id]: { ...it, yes: answer.closes_gate, state: answer.needs_sign_in ? "unproved" : "proved" } };
  });
}

// What the server said of the pass, to somebody signed in: `asked` are the ids of which it was told.
export function judged(asked, status, error, event) {
  return change("declared", (all) => {
    const open = without(living(all), ({ yes, state }) => !yes && state === "unproved");
    if (status === 200) return without(open, (_it, id) => asked.includes(id));
    if (error === "not_received" && open[event]) return { ...open, [event]: { ...open[event], state: "lost" } };
    return open;
  });
}

export function forgetDeclared(id) {
  return change("declared", (all) => without(living(all), (_it, each) => each === id));
}

function living(all = {}) {
  return without(all, ({ at }) => at < Date.now() - DAYS * DAY);
}

function without(all, gone) {
  return Object.fromEntries(Object.entries(all).filter(([id, it]) => !gone(it, id)));
}
