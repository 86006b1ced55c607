// Opens the home screen anew when a verdict or a message came.
let before = null;

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/tinh-trang.json", { cache: "no-store" });
    if (!answer.ok) return;
    const said = await answer.text();
    if (before !== null && said !== before) location.reload();
    before = said;
  } catch {
    // the program has ended; the page stays as it was
  }
}

look();
setInterval(look, 2000);
