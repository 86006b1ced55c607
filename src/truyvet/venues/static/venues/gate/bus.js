// A bus: its scans belong together, and its driver sees how many were scanned and how many somebody must look at.
import * as store from "./store.js";

export function bus(panel, dialog, { words, clock }) {
  const part = (name) => panel.querySelector(`[data-part="${name}"]`);
  let now = null; // {group, plate, seats: [{verdict, at}]}

  async function begin(plate) {
    now = { group: crypto.randomUUID(), plate, seats: [] };
    await store.keep("bus", now);
    draw();
  }

  async function end() {
    const counted = count();
    now = null;
    await store.forget("bus");
    draw();
    return counted;
  }

  async function note(scan) {
    if (!now) return;
    now.seats.push({ verdict: scan.verdict, at: scan.at });
    await store.keep("bus", now);
    draw();
  }

  function count() {
    const many = (verdict) => now.seats.filter((seat) => seat.verdict === verdict).length;
    return { all: now.seats.length, pass: many("pass"), look: many("look") + many("no") };
  }

  function draw() {
    panel.hidden = !now;
    if (!now) return;
    const { all, pass, look } = count();
    part("plate").textContent = now.plate;
    part("sum").textContent = words.sum.replace("{n}", all).replace("{pass}", pass).replace("{look}", look);
    const rows = now.seats.slice(-60).map((seat, place) => {
      const item = document.createElement("li");
      item.dataset.verdict = seat.verdict;
      item.textContent = `${Math.max(0, all - 60) + place + 1}. ${words.verdicts[seat.verdict]} · ${clock(seat.at)}`;
      return item;
    });
    part("list").replaceChildren(...rows.reverse());
  }

  dialog.querySelector("form").addEventListener("submit", async (submitted) => {
    submitted.preventDefault();
    await begin(submitted.target.elements.plate.value.trim());
    dialog.close();
  });
  for (const button of dialog.querySelectorAll("[data-close]")) button.addEventListener("click", () => dialog.close());
  part("end").addEventListener("click", end);

  return {
    open: () => (now ? panel.scrollIntoView() : (dialog.querySelector("form").reset(), dialog.showModal())),
    restore: async () => { now = (await store.kept("bus")) ?? null; draw(); },
    group: () => now?.group ?? null,
    note,
  };
}
