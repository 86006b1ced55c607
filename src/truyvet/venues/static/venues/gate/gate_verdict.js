// What this gate answers by itself, without a network: the code, the list of what was revoked, what was shown before.
import { decide } from "../../passes/verdict_rule.js";
import { writeHex } from "./plain_cbor.js";
import { keyring, read } from "./code_reader.js";
import { trimmed } from "./code_kinds.js";
import * as store from "./store.js";

const REPLAY = 300; // seconds in which the very same picture of a phone's code is noticed

// config: what GET /api/v1/gate said. → judge(text, now) → {kind, verdict, reason, declared, token, seen}.
export async function judging(config) {
  const keys = await keyring(config.keys);
  const revoked = new Set(config.revoked.tokens);
  const venue = new Set(config.entrances);
  return async (text, now) => {
    const answer = await read(text, { now, keys, revoked, venue });
    const decision = decide({
      kind: answer.kind, answer_reason: answer.reason, declared: answer.declared ?? null, clear: null, held: false, known: null,
      now, policy: config.policy,
    });
    const known = { kind: answer.kind, declared: answer.declared, token: answer.token ? writeHex(answer.token) : "" };
    if (answer.kind !== "pass" || decision.verdict !== "pass") return { ...known, ...decision };
    const mark = await markOf(text);
    const before = await store.seenAt(mark, now - REPLAY);
    const seen = { mark, at: now };
    if (before !== undefined) return { ...known, verdict: "look", reason: "replayed", seen };
    return { ...known, ...decision, seen };
  };
}

async function markOf(text) {
  return writeHex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(trimmed(text)))));
}
