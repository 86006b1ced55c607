// What somebody sent while there was no network: kept in this browser until the server has answered, and sent once.
// An item is on the disk before put() resolves. It leaves only after an answer, so a page that is killed while sending
// sends again; the server gives the same answer to the same event id.
const NAME = "truyvet-outbox";
const ITEMS = "items"; // {n, id, url, body, since}: in the order in which they were put
const ANSWERS = "answers"; // {id, status, answer, at}: what became of an item, until the page has read it
const PATIENCE = 20_000; // milliseconds for one answer
const LATER = [401, 408, 425, 429]; // refusals that pass by themselves, or after signing in

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(ITEMS, { keyPath: "n", autoIncrement: true }).createIndex("id", "id", { unique: true });
      asked.result.createObjectStore(ANSWERS, { keyPath: "id" });
    };
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      asked.result.onclose = () => (opened = undefined);
      resolve(asked.result);
    };
  });
  opened.catch(() => (opened = undefined));
  return opened;
}

// Runs work(store, ...) in one transaction and resolves with what it answered, when that is on the disk.
async function within(mode, names, work) {
  const transaction = (await open()).transaction(names, mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  const request = work(...names.map((name) => transaction.objectStore(name)));
  await done;
  return request?.result;
}

// Keeps an item and starts sending. `id` is a UUID, the event id; `body` a plain object, to which event_id and sent_at are
// added when it is sent. The same id again changes nothing.
export async function put({ id, url, body }) {
  const item = { id, url, body, since: Date.now() };
  const known = await within("readonly", [ITEMS], (items) => items.index("id").getKey(id));
  if (known === undefined) await within("readwrite", [ITEMS], (items) => items.add(item)).catch(ignoreTwice);
  await tell({});
  flush();
}

// The items that wait, oldest first: [{id, url, since}], since in milliseconds.
export async function waiting() {
  const items = await within("readonly", [ITEMS], (store) => store.getAll());
  return items.map(({ id, url, since }) => ({ id, url, since }));
}

// What the server answered to an item: {status, answer}; undefined while it waits. forget() when the page has shown it.
export function answer(id) {
  return within("readonly", [ANSWERS], (answers) => answers.get(id));
}

export function forget(id) {
  return within("readwrite", [ANSWERS], (answers) => answers.delete(id));
}

// Sends what waits, in order, one sender at a time over all tabs. Resolves when nothing more can be sent now.
export async function flush() {
  try {
    await alone(sendAll);
  } catch (error) {
    console.warn("outbox", error.name); // storage refused: what waits stays where it is
  }
}

let mine = Promise.resolve();

function alone(work) {
  if (navigator.locks) return navigator.locks.request(NAME, work);
  mine = mine.then(work, work);
  return mine;
}

async function sendAll() {
  let after = 0;
  const total = { sent: [], refused: [], signIn: false };
  for (;;) {
    const [item] = await within("readonly", [ITEMS], (items) => items.getAll(IDBKeyRange.lowerBound(after, true), 1));
    if (!item) break;
    after = item.n;
    const said = await send(item);
    if (said === null || said.status === 429 || said.status === 503) break; // no network, or too much for the server
    if (said.status === 401) total.signIn = true;
    if (said.status >= 500 || LATER.includes(said.status)) continue;
    await within("readwrite", [ITEMS, ANSWERS], (items, answers) => {
      items.delete(item.n);
      answers.put({ id: item.id, ...said, at: Date.now() });
    });
    (said.status < 300 ? total.sent : total.refused).push(item.id);
  }
  await tell(total);
}

// {status, answer}, or null when nobody answered. A page that wants a sign-in answers by sending us elsewhere: 401.
async function send({ id, url, body }) {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...body, event_id: id, sent_at: new Date().toISOString() }),
      credentials: "same-origin",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.type === "opaqueredirect") return { status: 401, answer: null };
    return { status: response.status, answer: await response.json().catch(() => null) };
  } catch {
    return null;
  }
}

// The event "outbox" on window: {waiting: [{id, url, since}], sent: [id], refused: [id], signIn}.
async function tell({ sent = [], refused = [], signIn = false }) {
  const detail = { waiting: await waiting(), sent, refused, signIn };
  window.dispatchEvent(new CustomEvent("outbox", { detail }));
}

function ignoreTwice(error) {
  if (error?.name !== "ConstraintError") throw error;
}
