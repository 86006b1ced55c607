// Draws who is near, every two seconds, while the page is looked at. Words come from the page.
const box = document.getElementById("around");
const list = document.getElementById("list");
const dots = document.getElementById("dots");
const count = document.getElementById("count");
const words = box.dataset;
const RADIUS = { near: 36, unclear: 79, far: 125 };
const GOLDEN = 2.399963; // turns of this angle spread any number of dots; directions mean nothing

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function say(text) {
  if (count.textContent !== text) count.textContent = text; // the same text is not read out again
}

function dot(each) {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  const angle = each.number * GOLDEN;
  drawn.setAttribute("cx", 160 + RADIUS[each.signal] * Math.cos(angle));
  drawn.setAttribute("cy", 160 + RADIUS[each.signal] * Math.sin(angle));
  drawn.setAttribute("r", 10);
  drawn.setAttribute("class", `dot ${each.signal}`);
  return drawn;
}

function row(each) {
  const item = document.createElement("li");
  item.className = "near-row";
  for (const [kind, text] of [
    ["who", fill(words.device, each)],
    [`signal ${each.signal}`, words[each.signal]],
    ["small", each.minutes ? fill(words.minutes, each) : words.brief],
  ]) {
    const part = document.createElement("span");
    part.className = kind;
    part.textContent = text;
    item.append(part);
  }
  return item;
}

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/quanh-day.json", { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const { near } = await answer.json();
    dots.replaceChildren(...near.map(dot));
    list.replaceChildren(...near.map(row));
    say(near.length === 0 ? words.nobody : near.length === 1 ? words.one : fill(words.some, { count: near.length }));
  } catch {
    say(words.waiting);
  }
}

look();
setInterval(look, 2000);
