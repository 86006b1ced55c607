// Keeps the open shells and what they load, for when there is no network. Nothing else is ever kept: no page of staff,
// nothing that was sent. A shell is fetched without cookies, as a stranger sees it, so that no personal value can be in it.
// VERSION is put in by the server: the sum of everything we serve. Each page says its own in X-Assets; one of another version
// gets its files from the network, so that no page ever runs with the scripts of another.
const VERSION = "unversioned";
const CACHE = `truyvet-${VERSION}`;
const SHELLS = /^\/(ma|cong|tung-nha|man-hinh\/[2-9A-Z]+|khai-bao|khai-bao\/(?!gui\/|toi\/)[a-z0-9-]+)\/$/;
const STATIC = /^\/static\//;
const PATIENCE = 3_000; // milliseconds for a page, before the kept one is shown
const others = new Set(); // ids of open pages of another version

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (Array.isArray(event.data?.keep)) event.waitUntil(keepAll(event.data));
});
self.addEventListener("push", (event) => event.waitUntil(show(event.data)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openPage(event.notification.data));
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (STATIC.test(url.pathname)) event.respondWith(keptFirst(event));
  else if (event.request.mode === "navigate" && SHELLS.test(url.pathname)) event.respondWith(networkFirst(event, url.pathname));
});

// A new version first fetches what the old one held: there is no moment without pages.
async function install() {
  for (const name of await cacheNames()) {
    const old = await caches.open(name);
    for (const request of await old.keys()) {
      const path = new URL(request.url).pathname;
      // One that fails: the old version stays, and the browser tries again later.
      if (SHELLS.test(path)) await keep(path, wish(await (await old.match(request)).text()), "no-cache");
    }
  }
  await self.skipWaiting();
}

async function activate() {
  for (const name of await cacheNames()) if (name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}

// A push says that something waits and which page of ours to open; it names nobody. What cannot be read is shown all the same:
// a browser takes the permission away from whoever shows nothing.
async function show(data) {
  let told = {};
  try {
    told = data.json();
  } catch {
    // no words, or not ours
  }
  const body = told.body ?? "Có tin chờ bạn. Bấm để mở trang của bạn.";
  const tag = `truyvet-${told.path ?? ""}`; // a second one for the same page takes the place of the first
  const look = { body, tag, renotify: true, lang: told.lang ?? "vi", icon: "/static/web/mark.svg", data: told.path };
  await registration.showNotification(told.title ?? "Truy Vết", look);
}

async function openPage(path) {
  const page = new URL(path ?? "/thong-bao/", location);
  await clients.openWindow(page.origin === location.origin ? page : "/thong-bao/");
}

async function cacheNames() {
  return (await caches.keys()).filter((name) => name.startsWith("truyvet-"));
}

// Kept files are for the shells, and for the scripts that they start in the background. Every other page comes from the
// network, and so do its files.
async function keptFirst({ request, clientId }) {
  const asking = clientId && (await clients.get(clientId));
  const path = asking ? new URL(asking.url).pathname : "";
  if (others.has(clientId)) return fetch(request, { cache: "no-cache" });
  if (path && !SHELLS.test(path) && !STATIC.test(path)) return fetch(request);
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreSearch: true, ignoreVary: true })) ?? fetch(request);
}

async function networkFirst({ request, resultingClientId }, path) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(path, { ignoreVary: true });
  const answer = fetch(request);
  answer.catch(() => {}); // it may fail after the kept page was shown
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  const first = kept ? await Promise.race([answer.catch(() => null), late]) : await answer;
  if (kept && !(first?.status < 500)) return kept;
  if (!ours(first)) others.add(resultingClientId);
  return first;
}

async function keepAll({ keep: paths, language, theme }) {
  for (const path of new Set(paths)) if (SHELLS.test(path)) await keep(path, { language, theme }).catch(() => {});
}

// A page is kept together with all that it loads, or not at all. `cache`: "no-cache" asks the server for each file, since the
// browser may have one of a moment ago, when another version was served.
async function keep(path, { language, theme }, cache = "default") {
  const page = await fetch(path, { credentials: "omit", cache, headers: { "Accept-Language": language } });
  if (!fit(page)) return;
  if (!ours(page)) throw new Error("a page of another version");
  const text = themed(await page.text(), theme);
  const found = new Map([[path, new Response(text, { headers: page.headers })]]);
  const waiting = loads(text, page.url);
  const held = await caches.open(CACHE);
  while (waiting.length) {
    const next = waiting.pop();
    if (found.has(next)) continue;
    const response = (await held.match(next, { ignoreVary: true })) ?? (await fetch(next, { credentials: "omit", cache }));
    if (!fit(response)) throw new Error("a part is missing");
    found.set(next, response);
    if (/\.(js|css)$/.test(next)) waiting.push(...loads(await response.clone().text(), new URL(next, location).href));
  }
  // The page last: who finds it kept finds all that it loads.
  for (const [address, response] of [...found].reverse()) await held.put(address, response.clone());
}

// The reader's choice of language and ground stands in cookies, which a shell is fetched without.
function wish(text) {
  const [head] = text.match(/<html[^>]*>/) ?? [""];
  return { language: /lang="(\w+)"/.exec(head)?.[1] ?? "vi", theme: /data-theme="(\w+)"/.exec(head)?.[1] };
}

function themed(text, theme) {
  return /^(light|dark)$/.test(theme) ? text.replace("<html ", `<html data-theme="${theme}" `) : text;
}

function ours(page) {
  return page.headers.get("X-Assets") === VERSION;
}

function fit(response) {
  return response.ok && !response.redirected && response.type === "basic";
}

// Paths under /static/ that a page, a style or a module names: href and src, url(…), imports.
function loads(text, base) {
  const named = /(?:src|href)="([^"#]+)|url\(["']?([^"')#]+)|(?:from|import)\s*\(?\s*["']([^"']+)["']/g;
  const paths = [...text.matchAll(named)].map((match) => match[1] ?? match[2] ?? match[3]);
  const urls = paths.filter((path) => /^[./]/.test(path)).map((path) => new URL(path, base));
  return urls.filter((url) => url.origin === location.origin && STATIC.test(url.pathname)).map((url) => url.pathname);
}
