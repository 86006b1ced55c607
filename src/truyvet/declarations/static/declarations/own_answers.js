// What is known of who is signed in: their own answers and those of their relatives. It is fetched, so that the page that is
// kept on the phone holds nothing of anybody.
import { asks, clear, fill, valueOf } from "./answers.js";

const HOME = ["province", "district", "ward", "address", "phone"]; // what somebody of the same house shares

// → {answers, relatives: [{id, name, answers}]}; null signed out and without a network.
export async function fetchOwn(form) {
  try {
    const response = await fetch(form.dataset.own, { credentials: "same-origin", redirect: "manual" });
    if (!response.ok) return null;
    const own = await response.json();
    form.querySelector("[data-relatives-list]").append(...own.relatives.map((each) => new Option(each.name, each.id)));
    return own;
  } catch {
    return null; // no network: the draft is enough
  }
}

// Fills the empty questions with what was answered last time for the one that is chosen; what was filled in so for another
// goes first.
export function carry(form, own, { made_for: madeFor, relative_id: relative }, addRow) {
  const known = madeFor === "self" ? own.answers : own.relatives.find((each) => each.id === relative)?.answers;
  for (const ask of form.querySelectorAll("[data-prefilled]")) {
    clear(ask);
    delete ask.dataset.prefilled;
  }
  const empty = asks(form).filter((ask) => !answered(ask) && (known || HOME.includes(ask.dataset.means)));
  const source = known ?? (madeFor === "relative" ? own.answers : {});
  const fitting = Object.fromEntries(empty.map((ask) => [ask.dataset.field, source[ask.dataset.field]]).filter(([, value]) => value !== undefined));
  for (const ask of fill(form, fitting, addRow)) ask.dataset.prefilled = "";
}

function answered(ask) {
  const value = valueOf(ask);
  return Array.isArray(value) ? value.length : value && ask.dataset.widget !== "radios" && ask.dataset.widget !== "ticks";
}
