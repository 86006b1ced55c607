// Fetches a round in as many pieces as the network breaks it into: what has come is kept, and the next try asks for the rest.
const TRIES = 5;
const PAUSE = 1_000; // milliseconds before the first new try; each later one waits twice as long

// ask({tag, have}) → Response; part: {tag, bytes} of an earlier visit to the page, or undefined; keepPart(part) keeps it on the disk.
// → {box, key, now}, or {refused: Response}; throws when the network stays away.
export async function fetchWhole(ask, part, keepPart) {
  let held = part ?? { tag: "", bytes: new Uint8Array() };
  for (let tried = 1; ; tried++) {
    try {
      const said = await ask({ tag: held.tag, have: held.bytes.length });
      if (!said.ok) return { refused: said };
      held = { tag: said.headers.get("X-Tag"), bytes: held.bytes.slice(0, Number(said.headers.get("X-From"))) };
      const reader = said.body.getReader();
      for (let step = await reader.read(); !step.done; step = await reader.read()) {
        const bytes = new Uint8Array(held.bytes.length + step.value.length);
        bytes.set(held.bytes);
        bytes.set(step.value, held.bytes.length);
        held = { ...held, bytes };
      }
      return { box: held.bytes, key: said.headers.get("X-Key"), now: Number(said.headers.get("X-Now")) };
    } catch (error) {
      await keepPart(held);
      if (tried === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE * 2 ** (tried - 1)));
    }
  }
}
