// What a gate answers: the same rule as passes/rules/gate_verdict.py, word for word. Both are tested with data/gate_examples.toml.
const OURS = ["pass", "card"];
const PAPERS = ["cccd", "qr1405", "insurance"];
const PROVED = ["revoked", "expired"];
const HOUR = 3600, DAY = 86400;

// {kind, answer_reason, declared, clear, held, known, now, policy: {pass_hours, card_days, card_verdict, paper_verdict}}
// → {verdict: "pass" | "look" | "no", reason}. Times: epoch seconds. null (or absent): not known here.
export function decide({ kind, answer_reason, declared, clear, held, known, now, policy }) {
  const heldBack = Boolean(held) || clear === false;
  if (answer_reason != null) {
    return say("no", heldBack && PROVED.includes(answer_reason) ? "see_health_station" : answer_reason);
  }
  const paper = PAPERS.includes(kind);
  if (!paper && !OURS.includes(kind)) return say("no", "wrong_kind");
  if (paper && policy.paper_verdict === "no") return say("no", "paper_only");
  if (heldBack) return say("no", "see_health_station");
  if (known === false) return say("no", "unknown_person");
  if (declared == null) return known ? say("no", "no_declaration") : say("look", "needs_network");
  const life = kind === "card" ? policy.card_days * DAY : policy.pass_hours * HOUR;
  if (now >= declared + life) return say("no", "declared_too_old");
  return good(kind, policy);
}

function good(kind, policy) {
  if (kind === "pass") return say("pass", "");
  if (kind === "card") return say(policy.card_verdict, policy.card_verdict === "no" ? "paper_only" : "compare_initials");
  return say(policy.paper_verdict, "paper_only");
}

function say(verdict, reason) {
  return { verdict, reason };
}
