// One showing of a code is one scan. A phone is held before the scanner for seconds: its code is read again and again, and
// it draws the code anew meanwhile, which makes another text of the same pass.
const SAME = 5_000; // milliseconds after which the same code is another showing

let last = { text: "", until: 0 };

// The showing that begins with this text, or null while the last one goes on. `decided`: a guard's own word, always a new one.
export function showing(text, way, decided = false) {
  const until = Date.now() + SAME;
  const before = Date.now() < last.until ? last : null;
  if (!decided && before?.text === text) {
    last.until = until;
    return null;
  }
  const begun = { text, way, until, token: "" };
  last = begun;
  // Whether this text is only the pass before it, drawn anew; known once it was read. Somebody who leaves is no new drawing.
  const redrawn = (token) => {
    begun.token = token;
    return !decided && Boolean(token) && token === before?.token && way === before.way;
  };
  return { redrawn };
}
