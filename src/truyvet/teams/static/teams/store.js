// What a team's page keeps on this telephone: the sealed round, the wrapped keys of its members, and the log. Nothing readable is written.
const NAME = "truyvet-teams";
const KEPT = "kept"; // by name: phone, device, round (when it ends, how its entries are sealed), box, members, seen
const LOG = "log"; // {n, id, sealed, own, state}: n is the telephone's running number; own is the entry under the round's key

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(KEPT);
      asked.result.createObjectStore(LOG, { keyPath: "n", autoIncrement: true }).createIndex("id", "id", { unique: true });
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

// Runs work(store) in one transaction; resolves when it is on the disk, with what the request answered.
async function within(mode, name, work) {
  const transaction = (await open()).transaction([name], mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  const request = work(transaction.objectStore(name));
  await done;
  return request?.result;
}

export const kept = (name) => within("readonly", KEPT, (store) => store.get(name));
export const keep = (name, value) => within("readwrite", KEPT, (store) => store.put(value, name));

// Keeps entries, all or none; → their running numbers.
export async function add(rows) {
  const asked = [];
  await within("readwrite", LOG, (store) => void rows.forEach((row) => asked.push(store.add(row))));
  return asked.map((request) => request.result);
}

export const log = () => within("readonly", LOG, (store) => store.getAll());
export const change = (row) => within("readwrite", LOG, (store) => store.put(row));

// Forgets the round and everything that can be read with its key. Sealed entries that wait stand in the outbox, apart.
export async function wipe() {
  (await open()).close();
  opened = undefined;
  await new Promise((resolve, reject) => {
    const asked = indexedDB.deleteDatabase(NAME);
    asked.onsuccess = asked.onblocked = resolve;
    asked.onerror = () => reject(asked.error);
  });
}
