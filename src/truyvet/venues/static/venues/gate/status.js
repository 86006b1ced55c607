// The quiet line: how many wait and since when, whether there is a network, how old the list of revoked codes is.
import { clock as clockWords } from "./show.js";

const OLD = 3_600; // seconds after which the age of the list is a warning
const EVERY = 15_000;

export function status(box, words) {
  const part = (name) => box.querySelector(`[data-part="${name}"]`);
  const known = {
    waiting: { many: 0, stuck: 0 }, revokedAt: 0, now: () => 0, offline: false, signedOut: false, broken: false,
  };

  function set(more) {
    Object.assign(known, more);
    if (more.sending) known.offline = more.sending === "offline";
    draw();
  }

  function draw() {
    const { many, stuck, since } = known.waiting;
    part("waiting").textContent = many
      ? words.waiting.replace("{n}", many).replace("{at}", clockWords(since / 1000))
      : words.nothingWaits;
    box.dataset.waiting = many ? "1" : "";
    const age = known.revokedAt ? Math.max(0, known.now() - known.revokedAt) : null;
    part("list").textContent = age === null ? "" : words.list.replace("{age}", agoWords(age));
    box.dataset.old = age !== null && age > OLD ? "1" : "";
    const notices = [
      // An answer that was under way when the network went says nothing of the network now.
      (known.offline || !navigator.onLine) && words.offline,
      known.signedOut && words.signedOut,
      stuck > 0 && words.elsewhere.replace("{n}", stuck),
      known.broken && words.broken,
    ];
    part("notice").textContent = notices.filter(Boolean).join(" ");
    part("notice").hidden = !notices.some(Boolean);
  }

  function agoWords(age) {
    if (age < 90) return words.justNow;
    if (age < 5_400) return words.minutes.replace("{n}", Math.round(age / 60));
    return words.hours.replace("{n}", Math.round(age / 3_600));
  }

  window.addEventListener("offline", draw);
  window.addEventListener("online", () => set({ offline: false }));
  setInterval(draw, EVERY);
  return { set };
}
