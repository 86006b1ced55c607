// The round's key. On the disk it lies under two others: one of this browser, which no script can read out, and one made from
// the member's six digits. In memory it lives until the page is closed or locked.
const ROUNDS = 200_000; // of PBKDF2: under a second on a cheap telephone; the browser's own key stands behind it
const text = new TextEncoder();

export const fromBase64 = (words) => Uint8Array.from(atob(words), (letter) => letter.charCodeAt(0));
export const deviceKey = () => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

async function pinKey(pin, salt) {
  const base = await crypto.subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

// iv ‖ ciphertext
async function encrypt(key, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes));
  return Uint8Array.from([...iv, ...sealed]);
}

function decrypt(key, box, bound) {
  const how = { name: "AES-GCM", iv: box.slice(0, 12), ...(bound ? { additionalData: text.encode(bound) } : {}) };
  return crypto.subtle.decrypt(how, key, box.slice(12));
}

export async function wrap(raw, pin, device) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, box: await encrypt(device, await encrypt(await pinKey(pin, salt), raw)) };
}

// → the round's key, which no script can read out either. Throws when the digits are wrong.
export async function unwrap({ salt, box }, pin, device) {
  const inner = new Uint8Array(await decrypt(device, box));
  const raw = await decrypt(await pinKey(pin, salt), inner);
  return roundKey(raw);
}

export const roundKey = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
export const openBundle = async (key, box, code) => JSON.parse(new TextDecoder().decode(await decrypt(key, box, code)));
export const sealOwn = (key, value) => encrypt(key, text.encode(JSON.stringify(value)));
export const openOwn = async (key, box) => JSON.parse(new TextDecoder().decode(await decrypt(key, box)));
