// Somebody without a code: their phone number, a one-time code that the server sends to it, and they read it out.
// done(result, {at, way}) with what the server answered.
export function manual(dialog, { words, keyNow, clock, wayNow, done }) {
  const [askForm, codeForm] = dialog.querySelectorAll("form");
  const notice = dialog.querySelector("[data-notice]");
  let ticket = "", phone = "", scan = null;

  function open() {
    [ticket, phone] = ["", ""];
    askForm.reset();
    codeForm.reset();
    askForm.hidden = false;
    codeForm.hidden = true;
    codeForm.querySelector("[data-year]").hidden = true;
    say("");
    dialog.showModal();
  }

  askForm.addEventListener("submit", async (submitted) => {
    submitted.preventDefault();
    phone = askForm.elements.phone.value.trim();
    const answer = await post("code", { phone });
    if (!answer) return say(words.offline);
    if (answer.error) return say(words[answer.error] ?? words.failed);
    if (!answer.ticket) return say(words.wait.replace("{n}", answer.wait));
    ticket = answer.ticket;
    scan = { event_id: crypto.randomUUID(), at: clock(), way: wayNow() }; // one and the same, however often the code is typed
    askForm.hidden = true;
    codeForm.hidden = false;
    codeForm.elements.code.focus();
    say(words.sent);
  });

  codeForm.addEventListener("submit", async (submitted) => {
    submitted.preventDefault();
    const year = Number(codeForm.elements.year.value) || null;
    const code = codeForm.elements.code.value.replace(/\s/g, "");
    const answer = await post("code/check", { ticket, phone, code, birth_year: year, ...scan, sent_at: clock() });
    if (!answer) return say(words.offline);
    if (answer.error) return say(words[answer.error] ?? words.failed);
    if (answer.outcome !== "ok") {
      if (answer.outcome === "ask_year") codeForm.querySelector("[data-year]").hidden = false;
      return say(words[answer.outcome] ?? words.failed);
    }
    dialog.close();
    done(answer.result, scan);
  });

  for (const button of dialog.querySelectorAll("[data-close]")) button.addEventListener("click", () => dialog.close());

  async function post(path, said) {
    say(words.asking);
    try {
      const answer = await fetch(`/api/v1/${path}`, {
        method: "POST",
        headers: { Authorization: `Bearer ${await keyNow()}`, "Content-Type": "application/json" },
        body: JSON.stringify(said),
        credentials: "omit",
        signal: AbortSignal.timeout(15_000),
      });
      return await answer.json();
    } catch {
      return null;
    }
  }

  function say(text) {
    notice.textContent = text;
    notice.hidden = !text;
  }

  return { open };
}
