// Keeps the counts of a venue fresh: asks every ten seconds while somebody looks, and says so when it cannot.
const EVERY = 10_000;
const part = document.getElementById("cac-noi");
const title = document.getElementById("tieu-de");
const lost = document.getElementById("mat-mang");

async function ask() {
  if (document.hidden) return;
  try {
    const answer = await fetch(part.dataset.source, { headers: { Accept: "application/json" } });
    if (answer.redirected || !answer.ok) throw new Error("no answer");
    draw(await answer.json());
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  }
}

function draw(said) {
  if (title.textContent !== said.title) title.textContent = said.title;
  title.dataset.full = said.full ? "1" : "0";
  for (const at of document.querySelectorAll("[data-at]")) at.textContent = said.at;
  for (const cell of part.querySelectorAll("[data-place]")) {
    const place = said.places[cell.dataset.place];
    if (!place) continue;
    cell.textContent = place.n;
    part.querySelector(`[data-full-of="${cell.dataset.place}"]`).hidden = !place.full;
  }
}

setInterval(ask, EVERY);
document.addEventListener("visibilitychange", ask);
window.addEventListener("online", ask);
