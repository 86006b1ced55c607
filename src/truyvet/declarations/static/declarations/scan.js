// A paper scanned at a door: the text goes to the server once, the fields that it knows are filled in. Nothing is kept.
import { asks, fill } from "./answers.js";

const place = document.querySelector("[data-scan]");
const input = place.querySelector("[data-scan-text]");
const line = place.querySelector("[data-scan-said]");
const form = document.querySelector("[data-declare]");

async function read(text) {
  const response = await fetch(place.dataset.scan, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ text, form: place.dataset.form }),
    credentials: "same-origin",
  }).catch(() => null);
  const said = await response?.json().catch(() => null);
  line.textContent = response?.ok ? line.dataset.filled : said?.words ?? line.dataset.failed;
  if (!response?.ok) return;
  fill(form, said.fields, () => null);
  const first = asks(form).find((ask) => ask.dataset.field in said.fields);
  form.dispatchEvent(new Event("input", { bubbles: true }));
  first?.querySelector("input, select")?.focus();
}

// A keyboard-wedge scanner types the text and Enter.
input.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const text = input.value;
  input.value = "";
  if (text.trim()) read(text);
});
