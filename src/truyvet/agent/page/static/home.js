// Opens the home screen anew when a verdict or a message came since it was drawn.
const drawn = document.getElementById("status").dataset.said;

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/tinh-trang.json", { cache: "no-store" });
    if (answer.ok && (await answer.text()) !== drawn) location.reload();
  } catch {
    // the program has ended; the page stays as it was
  }
}

look();
setInterval(look, 1000); // of the five seconds from a published key to the warning, this page takes one
