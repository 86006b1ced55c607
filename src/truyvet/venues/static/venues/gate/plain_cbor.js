// The little CBOR that our codes are made of, written the one short way, and base45: the twin of codes/plain_cbor.py.
const WIDTHS = { 24: 1, 25: 2, 26: 4, 27: 8 };
const LEAST = { 24: 24n, 25: 1n << 8n, 26: 1n << 16n, 27: 1n << 32n };
const DEEPEST = 6;
const SIGN1 = 18;
const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

export class NotPlain extends Error {}

// One value and nothing after it: numbers, Uint8Array, string, array, Map, or {tag: 18, value}. Throws NotPlain.
export function readPlain(data) {
  const [value, end] = take(data, 0, DEEPEST);
  if (end !== data.length) throw new NotPlain();
  return value;
}

function take(data, start, deeper) {
  const [major, number, at] = head(data, start);
  if (major === 0) return [number, at];
  if (major === 1) return [-1 - number, at];
  if (major === 2 || major === 3) return string(data, at, number, major === 3);
  if (deeper === 0) throw new NotPlain();
  if (major === 4) return array(data, at, number, deeper - 1);
  if (major === 5) return map(data, at, number, deeper - 1);
  if (major === 6 && number === SIGN1) {
    const [value, end] = take(data, at, deeper - 1);
    return [{ tag: SIGN1, value }, end];
  }
  throw new NotPlain();
}

function head(data, at) {
  if (at >= data.length) throw new NotPlain();
  const major = data[at] >> 5, short = data[at] & 31;
  if (short < 24) return [major, short, at + 1];
  const width = WIDTHS[short];
  if (!width || at + 1 + width > data.length) throw new NotPlain();
  let number = 0n;
  for (const byte of data.subarray(at + 1, at + 1 + width)) number = (number << 8n) | BigInt(byte);
  if (number < LEAST[short]) throw new NotPlain();
  return [major, Number(number), at + 1 + width]; // what is longer than 53 bits is no number of ours, and none is used
}

function string(data, at, length, text) {
  const held = data.subarray(at, at + length);
  if (held.length !== length) throw new NotPlain();
  if (!text) return [held, at + length];
  try {
    return [new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(held), at + length];
  } catch {
    throw new NotPlain();
  }
}

function array(data, start, length, deeper) {
  const items = [];
  let at = start, item;
  for (let place = 0; place < length; place++) { // a lie about the length ends with the bytes
    [item, at] = take(data, at, deeper);
    items.push(item);
  }
  return [items, at];
}

function map(data, start, pairs, deeper) {
  const found = new Map();
  let at = start, key, value;
  for (let place = 0; place < pairs; place++) {
    [key, at] = take(data, at, 0);
    if (!["number", "string"].includes(typeof key) || found.has(key)) throw new NotPlain();
    [value, at] = take(data, at, deeper);
    found.set(key, value);
  }
  return [found, at];
}

// Bytes of a base45 text (RFC 9285). Throws NotPlain.
export function readBase45(text) {
  const values = [...text].map((letter) => LETTERS.indexOf(letter));
  if (values.includes(-1) || values.length % 3 === 1) throw new NotPlain();
  const bytes = [];
  for (let at = 0; at < values.length; at += 3) {
    const [a, b, c] = values.slice(at, at + 3);
    const whole = a + b * 45 + (c ?? 0) * 2025;
    if (whole > (c === undefined ? 0xff : 0xffff)) throw new NotPlain();
    if (c === undefined) bytes.push(whole);
    else bytes.push(whole >> 8, whole & 0xff);
  }
  return Uint8Array.from(bytes);
}

export function readBase64(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new NotPlain();
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  if (writeBase64(bytes) !== text) throw new NotPlain(); // base64 has several spellings of the same bytes; a code has one
  return bytes;
}

export function writeBase64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function writeHex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
