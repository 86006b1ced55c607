// What the guard sees, hears and feels: a colour, a word and a shape; then, two seconds later, ready again.
const STAYS = { pass: 2_000, no: 3_000, look: 15_000 }; // milliseconds; the next code takes the place of any of them
const GRAVITY = ["pass", "look", "no"];
const TONES = { pass: [[880, 0, 0.14]], look: [[520, 0, 0.14], [520, 0.2, 0.14]], no: [[196, 0, 0.45]] };
const SHAKES = { pass: [60], look: [80, 80, 80], no: [300] };

let sound;

// Browsers allow sound only after a touch.
export function allowSound() {
  sound ??= "AudioContext" in window ? new AudioContext() : null;
  sound?.resume();
}

export function shower(board, words) {
  const part = (name) => board.querySelector(`[data-part="${name}"]`);
  let timer, shown = null;

  function show(scan) {
    clearTimeout(timer);
    const louder = !shown || shown.id !== scan.id || shown.verdict !== scan.verdict;
    shown = scan;
    board.dataset.verdict = scan.verdict;
    part("word").textContent = words.verdicts[scan.verdict];
    part("reason").textContent = [scan.initials, words.reasons[scan.reason] ?? words.reasons.unknown].filter(Boolean).join(" · ");
    part("more").textContent = details(scan);
    part("admit").hidden = scan.verdict !== "look" || !scan.text;
    if (louder) alarm(scan.verdict);
    timer = setTimeout(ready, STAYS[scan.verdict]);
  }

  function ready() {
    clearTimeout(timer);
    if (shown) part("last").textContent = `${words.last} ${words.verdicts[shown.verdict]} · ${clock(shown.at)}`;
    shown = null;
    board.dataset.verdict = "ready";
    part("word").textContent = words.ready;
    part("reason").textContent = words.readyHow;
    part("more").textContent = "";
    part("admit").hidden = true;
  }

  function details(scan) {
    const said = [`${words.ways[scan.way]} ${clock(scan.at)}`];
    if (scan.declared) said.unshift(`${words.declared} ${day(scan.declared, scan.at)} ${clock(scan.declared)}`);
    if (scan.differs) said.push(words.differs);
    return said.join(" · ");
  }

  // What the server knows of the scan that is still shown: whose it is, and sometimes a graver answer. It takes back only
  // what waited for it; what this gate saw itself, and a guard's own decision, stand.
  function learn(result) {
    if (!shown || shown.id !== result.event_id || result.state === "refused") return;
    const graver = GRAVITY.indexOf(result.verdict) > GRAVITY.indexOf(shown.verdict);
    const { verdict, reason } = !shown.admitted && (graver || shown.verdict === result.verdict || shown.reason === "needs_network") ? result : shown;
    const differs = shown.verdict === "pass" && verdict !== "pass";
    show({ ...shown, verdict, reason, initials: result.initials ?? "", differs, declared: result.declared_at ?? shown.declared });
  }

  // The text of what waits for the guard's word. It is given once: a double tap lets in one person.
  function admit() {
    const text = shown?.text ?? "";
    if (shown) shown.text = "";
    part("admit").hidden = true;
    return text;
  }

  function day(moment, now) {
    const [one, other] = [moment, now].map((each) => new Date(each * 1000).toDateString());
    return one === other ? words.today : new Intl.DateTimeFormat(words.language, { day: "2-digit", month: "2-digit" }).format(moment * 1000);
  }

  ready();
  return { show, ready, learn, admit };
}

export function clock(moment) {
  return new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false }).format(moment * 1000);
}

function alarm(verdict) {
  navigator.vibrate?.(SHAKES[verdict]);
  if (sound?.state !== "running") return;
  for (const [pitch, after, long] of TONES[verdict]) {
    const voice = sound.createOscillator(), volume = sound.createGain();
    voice.frequency.value = pitch;
    volume.gain.value = 0.25;
    voice.connect(volume).connect(sound.destination);
    voice.start(sound.currentTime + after);
    voice.stop(sound.currentTime + after + long);
  }
}
