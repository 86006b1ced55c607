// What the pages of declarations keep in this browser: drafts, lists of units, what was sent and not yet answered.
// One table of names and values; a value is on the disk before put() resolves.
const NAME = "truyvet-declare";
const TABLE = "kept";
const DAY = 86_400_000;

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(TABLE);
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => resolve(asked.result);
  });
  opened.catch(() => (opened = undefined));
  return opened;
}

async function within(mode, work) {
  const transaction = (await open()).transaction(TABLE, mode);
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  const request = work(transaction.objectStore(TABLE));
  await done;
  return request.result;
}

export const get = (name) => within("readonly", (table) => table.get(name));
export const put = (name, value) => within("readwrite", (table) => table.put(value, name));
export const remove = (name) => within("readwrite", (table) => table.delete(name));

// [[name, value]] of everything whose name begins with `start`; what is older than `days` (value.at) is forgotten first.
export async function all(start, days = 21) {
  const range = IDBKeyRange.bound(start, `${start}\uffff`);
  const names = await within("readonly", (table) => table.getAllKeys(range));
  const values = await within("readonly", (table) => table.getAll(range));
  const found = [];
  for (const [place, name] of names.entries()) {
    if (values[place]?.at < Date.now() - days * DAY) await remove(name);
    else found.push([name, values[place]]);
  }
  return found;
}

// A random UUID, also where the browser offers none (a page without https).
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
