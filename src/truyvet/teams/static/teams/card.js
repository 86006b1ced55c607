// What the code of a printed identity card says of its holder: the twin of codes/identity_documents.py. Its number is not read: a door needs none.
import { sort } from "../venues/gate/code_kinds.js";

const GENDERS = { nam: "m", "nữ": "f", nu: "f" };

// → {name, year, gender: "m", "f" or ""}; null for any other code.
export function cardFields(scanned) {
  const { kind, body } = sort(scanned);
  if (kind !== "cccd") return null;
  const parts = body.split("|").map((part) => part.trim());
  // The second field is the old number or nothing; some write cards without that field, and then the name stands there.
  const [name = "", birth = "", gender = ""] = parts[1] && !/^[0-9]/.test(parts[1]) ? parts.slice(1) : parts.slice(2);
  const year = Number(birth.replace(/[^0-9]/g, "").slice(-4));
  if (!name || !(year >= 1880 && year <= 2200)) return null;
  return { name: name.normalize("NFC").replace(/\s+/g, " "), year, gender: GENDERS[gender.normalize("NFC").toLowerCase()] ?? "" };
}
