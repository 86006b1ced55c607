// Which code a scanned text is: the twin of codes/code_reader.py and identity_documents.document_kind. Papers are only told apart here; what
// stands in them is read by the server.
const MOST = 7089; // letters: no QR code holds more
const EDGES = "\\u0000-\\u0020\\u007f-\\u00a0\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u2069\\u3000\\ufeff";
const EDGE = new RegExp(`^[${EDGES}]+|[${EDGES}]+$`, "gu");
const SCANNER = /^\][A-Za-z][0-9A-Za-z]/;
const NOT_TEXT = /[\u0000-\u001f\u007f-\u009f\ud800-\udfff\ufffd-\uffff]/u;
const ADDRESS = /^https?:\/\/[^\s/?#@\\]+\/d\/([^\s/?#]*)\/?(?:[?#].*)?$/i;
const PREFIXES = [["TVP1:", "pass"], ["TVC1:", "card"]];
const VENUE = "TVV1:";
const LOWER = ["tvp1:", "tvc1:", "tvv1:"];

// {kind, body} of a text, or {kind: "unknown", reason}.
export function sort(scanned) {
  const text = trimmed(scanned);
  const length = [...text].length;
  if (length > MOST) return { kind: "unknown", reason: "too_long" };
  if (!length) return { kind: "unknown", reason: "blank" };
  if (NOT_TEXT.test(text)) return { kind: "unknown", reason: "not_text" };
  for (const [prefix, kind] of PREFIXES) if (text.startsWith(prefix)) return { kind, body: text.slice(prefix.length) };
  if (text.startsWith(VENUE)) return { kind: "venue", body: text.slice(VENUE.length) };
  const found = ADDRESS.exec(text);
  if (found) return { kind: "venue", body: found[1] };
  const kind = paper(text);
  return kind === "unknown" ? { kind, reason: "unknown" } : { kind, body: text };
}

// The text without what scanners and clipboards add around it; with the letters right when Caps Lock was on.
export function trimmed(scanned) {
  let text = scanned.replace(EDGE, "");
  if (SCANNER.test(text)) text = text.slice(3).replace(EDGE, "");
  return LOWER.some((prefix) => text.startsWith(prefix)) ? swapped(text) : text;
}

function swapped(text) {
  return [...text].map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())).join("");
}

function paper(text) {
  const parts = text.split("|").map((part) => part.trim());
  const given = parts.length;
  const [, second = "", third = "", fourth = "", fifth = ""] = parts;
  const first = parts[0].replace(/[\s–-]/g, "").toUpperCase();
  const numbered = /^[A-Z]{0,2}[0-9*]{5,20}$/.test(first);
  const insured = numbered || isHex(second) || text.trimEnd().endsWith("$");
  if (given === 1) return "unknown";
  if (isGender(fourth) || isGender(fifth)) return "cccd"; // the surest sign first
  if (/^[0-9*]{4}-[0-9*]{1,2}-[0-9*]{1,2}$/.test(third)) return "qr1405";
  if (/^[A-Z]{2}[0-9]{13}$/.test(first)) return "insurance";
  if (given > 8 && insured && !/^[0-9]{12}$/.test(first)) return "insurance";
  if (["0", "1"].includes(fourth) && /[0-9]/.test(third)) return "qr1405";
  if (numbered && (given === 5 || first.includes("*"))) return "qr1405";
  return numbered ? "cccd" : "unknown";
}

function isGender(text) {
  return ["nam", "nữ", "nu"].includes(text.normalize("NFC").toLowerCase());
}

function isHex(text) {
  return text.length >= 4 && /^(?:[0-9A-Fa-f]{2})+$/.test(text);
}
