// What the gate keeps on this device: sealed scans until the server has answered, its key and lists, its counters.
// A scan is on the disk before add() resolves; nothing readable of it is ever written.
const NAME = "truyvet-gate";
const SCANS = "scans"; // {place, id, venue, sealed, kid, made}: in the order in which they were scanned
const KEPT = "kept"; // by name: config, counts, bus, place
const SEEN = "seen"; // {mark, at}: SHA-256 of a pass as shown, for some minutes, so that a picture of it is noticed

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 2);
    asked.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion < 1) {
        asked.result.createObjectStore(SCANS, { keyPath: "place" });
        asked.result.createObjectStore(KEPT);
        asked.result.createObjectStore(SEEN, { keyPath: "mark" }).createIndex("at", "at");
      }
      asked.transaction.objectStore(SCANS).createIndex("venue", "venue");
    };
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      asked.result.onclose = () => (opened = undefined);
      resolve(asked.result);
    };
  });
  opened.catch(() => (opened = undefined));
  return opened;
}

// Runs work(store, ...) in one transaction; resolves when it is on the disk, with what the request answered.
async function within(mode, names, work, durability = "strict") {
  const transaction = (await open()).transaction(names, mode, { durability });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  const request = work(...names.map((name) => transaction.objectStore(name)));
  await done;
  return request?.result;
}

// The next running number of this device. Numbers that were taken and not used leave a gap, never a second use.
export async function nextPlace() {
  let place = 0;
  await within("readwrite", [KEPT], (kept) => {
    const asked = kept.get("place");
    asked.onsuccess = () => {
      place = (asked.result ?? 0) + 1;
      kept.put(place, "place");
    };
  }, "relaxed"); // the scan itself is written strictly, after this in the same file
  return place;
}

// Keeps a sealed scan, the mark of what was shown and the counters, all or nothing.
export function add(scan, seen, counts) {
  return within("readwrite", [SCANS, SEEN, KEPT], (scans, marks, kept) => {
    scans.add(scan);
    if (seen) marks.put(seen);
    kept.put(counts, "counts");
  });
}

// When this mark was last seen (seconds), or undefined; marks older than `since` are forgotten.
export async function seenAt(mark, since) {
  await within("readwrite", [SEEN], (marks) => {
    const old = marks.index("at").openCursor(IDBKeyRange.upperBound(since));
    old.onsuccess = () => {
      if (!old.result) return;
      old.result.delete();
      old.result.continue();
    };
  }, "relaxed");
  return (await within("readonly", [SEEN], (marks) => marks.get(mark)))?.at;
}

// The first scans that wait, in order; those of the venues in `without` stay out.
export async function first(most, without = new Set()) {
  const rows = await within("readonly", [SCANS], (scans) => scans.getAll(null, without.size ? undefined : most));
  return rows.filter((row) => !without.has(row.venue)).slice(0, most);
}

export function drop(places) {
  return within("readwrite", [SCANS], (scans) => {
    for (const place of places) scans.delete(place);
  });
}

// {many, stuck, since}: how many wait, how many of them for the venues in `shut`, and when the first of all was made
// (milliseconds).
export async function waiting(shut) {
  const many = await within("readonly", [SCANS], (scans) => scans.count());
  let stuck = 0;
  for (const venue of shut) stuck += await within("readonly", [SCANS], (scans) => scans.index("venue").count(venue));
  const [oldest] = many ? await first(1) : [];
  return { many, stuck, since: oldest?.made };
}

export function keep(name, value) {
  return within("readwrite", [KEPT], (kept) => kept.put(value, name));
}

export function kept(name) {
  return within("readonly", [KEPT], (held) => held.get(name));
}

export function forget(name) {
  return within("readwrite", [KEPT], (held) => held.delete(name));
}
