// Any scanned text → what it is, and why it is refused: the twin of codes/code_tokens.py and codes/cose_sign1.py, by WebCrypto.
// Both are checked with tests/vectors/codes.json.
import { NotPlain, readBase45, readBase64, readPlain, writeHex } from "./plain_cbor.js";
import { sort } from "./code_kinds.js";

const SKEW = 120; // seconds that two clocks may differ
const MOST = 1024; // bytes of a token
const EXP = 4, IAT = 6, CTI = 7, CNF = 8, DECLARED = -70001, WHAT = -70002;
const PHONE = 1, CARD = 2, POSTER = 3, SCREEN = 4;
const ES256 = { name: "ECDSA", hash: "SHA-256" };
const CURVE = { name: "ECDSA", namedCurve: "P-256" };

class Refused extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

// keys: Map(kid hex → CryptoKey), as keyring() makes it; revoked: Set of marks; venue: Set of code ids (hex) or null.
// → {kind, ok, reason, declared, expires, moment, token}: times in epoch seconds.
export async function read(scanned, { now, keys, revoked = new Set(), venue = null }) {
  const { kind, body, reason } = sort(scanned);
  if (reason) return { kind, ok: false, reason };
  try {
    if (kind === "pass") return await held(kind, await readPass(body, now, keys), revoked);
    if (kind === "card") return await held(kind, await readCard(body, now, keys), revoked);
    if (kind === "venue") return await posted(await readVenue(body, now, keys), revoked, venue);
    return { kind, ok: true, reason: null, paper: true };
  } catch (error) {
    if (error instanceof Refused) return { kind, ok: false, reason: error.reason };
    if (error instanceof NotPlain) return { kind, ok: false, reason: "broken" };
    throw error;
  }
}

// Public keys as GET /api/v1/gate gives them: [{kid, x, y}].
export async function keyring(rows) {
  const made = new Map();
  for (const { kid, x, y } of rows) made.set(kid, await point(x, y));
  return made;
}

function point(x, y) {
  return crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", x, y }, CURVE, false, ["verify"]);
}

async function readPass(body, now, keys) {
  const parts = cbor(base45(body));
  if (!Array.isArray(parts) || parts.length !== 3) throw new Refused("broken");
  const [token, moment, signature] = parts;
  if (!isBytes(token) || !isMoment(moment) || !isBytes(signature)) throw new Refused("broken");
  const claims = await unseal(token, keys);
  is(claims, PHONE);
  const message = concat(utf8("TVP1"), await sha256(token), seconds(moment));
  if (!(await verified(await phoneOf(claims), signature, message))) throw new Refused("other_phone");
  const found = checked(claims, moment, now);
  if (moment < now - SKEW) throw new Refused("stale");
  if (moment > now + SKEW) throw new Refused("ahead");
  return found;
}

async function readCard(body, now, keys) {
  const claims = await unseal(base45(body), keys);
  is(claims, CARD);
  return checked(claims, null, now);
}

async function readVenue(body, now, keys) {
  if (body.length > 2 * MOST) throw new Refused("broken");
  const claims = await unseal(readBase64(body), keys);
  const what = claims.get(WHAT);
  if (what !== POSTER && what !== SCREEN) throw new Refused("wrong_kind");
  const expires = what === SCREEN ? momentOf(claims, EXP) : null;
  if (momentOf(claims, IAT) > now + SKEW) throw new Refused("not_yet");
  if (expires !== null && expires + SKEW < now) throw new Refused("expired");
  return { token: tokenOf(claims), expires };
}

async function held(kind, found, revoked) {
  if (revoked.has(await mark(found.token))) return { kind, ok: false, reason: "revoked" };
  return { kind, ok: true, reason: null, ...found };
}

async function posted(found, revoked, venue) {
  if (revoked.has(await mark(found.token))) return { kind: "venue", ok: false, reason: "revoked" };
  if (venue && !venue.has(writeHex(found.token))) return { kind: "venue", ok: false, reason: "other_venue" };
  return { kind: "venue", ok: true, reason: null, expires: found.expires };
}

// How a revoked token stands in the list: hex of the first 8 bytes of its SHA-256.
async function mark(token) {
  return writeHex((await sha256(token)).subarray(0, 8));
}

async function unseal(token, keys) {
  const outer = cbor(token);
  if (outer?.tag !== 18 || !Array.isArray(outer.value) || outer.value.length !== 4) throw new Refused("broken");
  const [head, unprotected, payload, signature] = outer.value;
  const shaped = isBytes(head) && unprotected instanceof Map && unprotected.size === 0 && isBytes(payload) && isBytes(signature);
  if (!shaped) throw new Refused("broken");
  const named = cbor(head);
  if (!(named instanceof Map) || named.get(1) !== -7 || !isBytes(named.get(4))) throw new Refused("broken");
  const key = keys.get(writeHex(named.get(4)));
  if (!key) throw new Refused("unknown_key");
  if (!(await verified(key, signature, message(head, payload)))) throw new Refused("forged");
  const claims = cbor(payload);
  if (!(claims instanceof Map)) throw new Refused("broken");
  return claims;
}

// What COSE signs: ["Signature1", head, b"", payload] in CBOR.
function message(head, payload) {
  return concat([0x84, 0x6a], utf8("Signature1"), bytesHead(head), head, [0x40], bytesHead(payload), payload);
}

function bytesHead({ length }) {
  if (length < 24) return [0x40 | length];
  return length < 256 ? [0x58, length] : [0x59, length >> 8, length & 0xff];
}

async function verified(key, signature, data) {
  return signature.length === 64 && crypto.subtle.verify(ES256, key, signature, data);
}

async function phoneOf(claims) {
  const key = claims.get(CNF) instanceof Map ? claims.get(CNF).get(1) : null;
  const [x, y] = key instanceof Map ? [key.get(-2), key.get(-3)] : [];
  if (!isBytes(x) || !isBytes(y) || x.length !== 32 || y.length !== 32) throw new Refused("broken");
  const raw = concat([4], x, y);
  return crypto.subtle.importKey("raw", raw, CURVE, false, ["verify"]).catch(() => { throw new Refused("broken"); });
}

function checked(claims, moment, now) {
  const issued = momentOf(claims, IAT), expires = momentOf(claims, EXP), declared = momentOf(claims, DECLARED);
  if (issued > now + SKEW) throw new Refused("not_yet");
  if (expires <= now) throw new Refused("expired");
  return { token: tokenOf(claims), issued, expires, declared, moment };
}

function is(claims, what) {
  if (claims.get(WHAT) !== what) throw new Refused("wrong_kind");
}

function momentOf(claims, name) {
  if (!isMoment(claims.get(name))) throw new Refused("broken");
  return claims.get(name);
}

function tokenOf(claims) {
  const token = claims.get(CTI);
  if (!isBytes(token) || token.length !== 16) throw new Refused("broken");
  return token;
}

function base45(text) {
  if (text.length + 5 > 2 * MOST) throw new Refused("broken");
  return readBase45(text);
}

function cbor(data) {
  if (data.length > MOST) throw new Refused("broken");
  return readPlain(data);
}

const isBytes = (value) => value instanceof Uint8Array;
const isMoment = (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32;
const utf8 = (text) => new TextEncoder().encode(text);
const seconds = (moment) => [moment >>> 24, (moment >>> 16) & 0xff, (moment >>> 8) & 0xff, moment & 0xff];
const sha256 = async (data) => new Uint8Array(await crypto.subtle.digest("SHA-256", data));

function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
