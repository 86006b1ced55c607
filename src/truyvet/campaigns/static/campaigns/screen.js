// Plays the languages in turn, asks for a new version, and says by itself that the text has expired, also without a network.
const TURN = 12_000; // milliseconds for a language: five points are read in that time
const FRESH = 600_000; // milliseconds between two looks for a new version; without a network sw.js shows the kept one
const board = document.querySelector(".board");
const slides = [...board.querySelectorAll(".board-slide")];
let shown = 0;

function look() {
  if (Date.now() < Number(board.dataset.ends) * 1000 || "expired" in board.dataset) return;
  board.dataset.expired = "";
  board.querySelector(".board-over").hidden = false;
}

look();
setInterval(() => {
  look();
  shown = (shown + 1) % slides.length;
  slides.forEach((slide, place) => { slide.hidden = place !== shown; });
}, TURN);
setInterval(() => location.reload(), FRESH);
