// How many went in and out today at this gate, by this device's own count; it begins again at midnight.
import * as store from "./store.js";

const NONE = { in: 0, out: 0, both: 0, look: 0 };

export function counting(box, language) {
  let counts = { day: "", ...NONE };
  const number = new Intl.NumberFormat(language);

  function today() {
    const day = new Date().toDateString();
    if (counts.day !== day) counts = { day, ...NONE };
    return counts;
  }

  // The counters after this scan, to be kept together with it.
  function after(verdict, way) {
    const name = verdict === "pass" ? way : "look";
    return { ...today(), [name]: today()[name] + 1 };
  }

  function set(next) {
    counts = next;
    draw();
  }

  function draw() {
    const now = today();
    for (const each of box.querySelectorAll("[data-count]")) {
      const many = now[each.dataset.count];
      each.textContent = number.format(many);
      if (each.dataset.count === "both") each.closest("div").hidden = !many;
    }
  }

  return { after, set, draw, restore: async () => set((await store.kept("counts")) ?? counts) };
}
