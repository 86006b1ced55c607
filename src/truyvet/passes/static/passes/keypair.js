// This phone's key: made here, never leaves, cannot be read out even by this page. And what belongs to it: the pass.
const NAME = "truyvet-pass";
const STORE = "kept"; // "key" {privateKey, x, y} · "pass" {body, declared, expires} · "told" reason · "about" {code, at, …}
// "offset" seconds · "event" UUID · "declared" see own_declarations.js
const TABS = "BroadcastChannel" in self ? new BroadcastChannel(NAME) : null; // the pages of this phone hear of every change
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
  });
  opened.catch(() => (opened = undefined));
  return opened;
}

async function within(mode, work) {
  const transaction = (await open()).transaction(STORE, mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  const request = work(transaction.objectStore(STORE));
  await done;
  return request?.result;
}

export const read = (name) => within("readonly", (store) => store.get(name));

// Keeps several values together, or none; undefined removes one.
export async function write(values) {
  await within("readwrite", (store) => {
    for (const [name, value] of Object.entries(values)) value === undefined ? store.delete(name) : store.put(value, name);
  });
  TABS?.postMessage("changed");
}

// Replaces one value by work(value), whatever other pages do meanwhile.
export async function change(name, work) {
  await within("readwrite", (store) => {
    store.get(name).onsuccess = ({ target }) => {
      try {
        store.put(work(target.result), name);
      } catch {
        target.transaction.abort(); // the caller hears of it
      }
    };
  });
  TABS?.postMessage("changed");
}

// Calls `work` after every change that another page made.
export function onChange(work) {
  TABS?.addEventListener("message", work);
}

// {privateKey, x, y}: x and y are 32 bytes each. Made at the first call; of two tabs at once the first one's stays.
export async function keyPair() {
  const known = await read("key");
  if (known) return known;
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ALGORITHM, false, ["sign"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  const made = { privateKey, x: point.slice(1, 33), y: point.slice(33) };
  await within("readwrite", (store) => {
    store.get("key").onsuccess = (event) => event.target.result ?? store.put(made, "key");
  });
  return read("key");
}
