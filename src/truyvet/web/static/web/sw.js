// Keeps the open shells and what they load, for when there is no network. Nothing else is ever kept: no page of staff,
// nothing that was sent. A shell is fetched without cookies, as a stranger sees it, so that no personal value can be in it.
// VERSION is put in by the server: the sum of everything we serve.
const VERSION = "unversioned";
const CACHE = `truyvet-${VERSION}`;
const SHELLS = /^\/(ma|cong|khai-bao|khai-bao\/(?!gui\/|toi\/)[a-z0-9-]+)\/$/;
const STATIC = /^\/static\//;
const PATIENCE = 3_000; // milliseconds for a page, before the kept one is shown

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (Array.isArray(event.data?.keep)) event.waitUntil(keepAll(event.data));
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (STATIC.test(url.pathname)) event.respondWith(keptFirst(event.request));
  else if (event.request.mode === "navigate" && SHELLS.test(url.pathname)) event.respondWith(networkFirst(event, url.pathname));
});

// A new version first fetches what the old one held: there is no moment without pages.
async function install() {
  for (const name of await ours()) {
    const old = await caches.open(name);
    for (const request of await old.keys()) {
      const path = new URL(request.url).pathname;
      // One that fails: the old version stays, and the browser tries again later.
      if (SHELLS.test(path)) await keep(path, wish(await (await old.match(request)).text()));
    }
  }
  await self.skipWaiting();
}

async function activate() {
  for (const name of await ours()) if (name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}

async function ours() {
  return (await caches.keys()).filter((name) => name.startsWith("truyvet-"));
}

async function keptFirst(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreSearch: true, ignoreVary: true })) ?? fetch(request);
}

async function networkFirst(event, path) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(path, { ignoreVary: true });
  if (!kept) return fetch(event.request);
  const answer = fetch(event.request);
  answer.catch(() => {}); // it may fail after the kept page was shown
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  const first = await Promise.race([answer.catch(() => null), late]);
  return first && first.status < 500 ? first : kept;
}

async function keepAll({ keep: paths, language, theme }) {
  for (const path of new Set(paths)) if (SHELLS.test(path)) await keep(path, { language, theme }).catch(() => {});
}

// A page is kept together with all that it loads, or not at all.
async function keep(path, { language, theme }) {
  const page = await fetch(path, { credentials: "omit", headers: { "Accept-Language": language } });
  if (!fit(page)) return;
  const text = themed(await page.text(), theme);
  const found = new Map([[path, new Response(text, { headers: page.headers })]]);
  const waiting = loads(text, page.url);
  const cache = await caches.open(CACHE);
  while (waiting.length) {
    const next = waiting.pop();
    if (found.has(next)) continue;
    const response = (await cache.match(next, { ignoreVary: true })) ?? (await fetch(next, { credentials: "omit" }));
    if (!fit(response)) throw new Error("a part is missing");
    found.set(next, response);
    if (/\.(js|css)$/.test(next)) waiting.push(...loads(await response.clone().text(), new URL(next, location).href));
  }
  for (const [address, response] of found) await cache.put(address, response.clone());
}

// The reader's choice of language and ground stands in cookies, which a shell is fetched without.
function wish(text) {
  const [head] = text.match(/<html[^>]*>/) ?? [""];
  return { language: /lang="(\w+)"/.exec(head)?.[1] ?? "vi", theme: /data-theme="(\w+)"/.exec(head)?.[1] };
}

function themed(text, theme) {
  return /^(light|dark)$/.test(theme) ? text.replace("<html ", `<html data-theme="${theme}" `) : text;
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
