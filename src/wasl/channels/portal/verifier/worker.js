// Keeps the page that checks credentials, so that it opens without a connection. It asks the network first.
"use strict";

const STORE = "verifier-1";
const PAGES = ["/verifier/?lang=ar", "/verifier/?lang=en"];

async function linkedFrom(page) {
  const text = await page.clone().text();
  return [...text.matchAll(/(?:href|src)="(\/(?:static|verifier)\/[^"]+\.(?:css|js|svg))"/g)].map(found => found[1]);
}

async function keep(store, address) {
  const answer = await fetch(address, { credentials: "omit", cache: "no-cache" });
  if (answer.ok) await store.put(address, answer.clone());
  return answer;
}

async function keepAll() {
  const store = await caches.open(STORE);
  const pages = await Promise.all(PAGES.map(page => keep(store, page)));
  const linked = new Set((await Promise.all(pages.map(linkedFrom))).flat());
  await Promise.all([...linked].map(address => keep(store, address)));
  const trust = await (await keep(store, "/verifier/trust.json")).json();
  await Promise.all(trust.lists.map(list => keep(store, new URL(list).pathname)));
}

async function answered(request) {
  const store = await caches.open(STORE);
  const { pathname } = new URL(request.url);
  try {
    const answer = await fetch(request);
    if (answer.ok && pathname !== "/verifier/") await store.put(pathname, answer.clone());
    return answer;
  } catch (gone) {
    const kept = await store.match(pathname === "/verifier/" ? pageFor(request) : pathname);
    if (kept) return kept;
    throw gone;
  }
}

function pageFor(request) {
  const asked = new URL(request.url).searchParams.get("lang");
  return asked === "en" ? PAGES[1] : PAGES[0];
}

self.addEventListener("install", event => event.waitUntil(keepAll().then(() => self.skipWaiting())));
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", event => {
  const { origin, pathname } = new URL(event.request.url);
  const ours = /^\/(verifier\/([a-z]+\.(js|json))?$|static\/|wallet\/status\/)/.test(pathname);
  if (event.request.method === "GET" && origin === self.location.origin && ours) {
    event.respondWith(answered(event.request));
  }
});
