// Checks an SD-JWT VC with the browser's own cryptography, by the same rules as our server (identity/wallet/checking.py).
// No page and no network in here: `trust` is what /verifier/trust.json says, `lists` are status list tokens by address.
"use strict";

const SKEW = 60;
const OURS = ["iss", "iat", "exp", "nbf", "vct", "vct#integrity", "status", "cnf", "_sd_alg", "_sd", "..."];

class Fails extends Error {
  constructor(problem) {
    super(problem);
    this.problem = problem;
  }
}

function bytesOf(text) {
  if (!/^[\w-]*$/.test(text)) throw new Error("not base64url");
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), one => one.charCodeAt(0));
}

function textOf(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function jsonOf(part) {
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytesOf(part)));
}

async function digestOf(text) {
  return textOf(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function isSigned(token, jwk, type) {
  const [head, claims, signature] = token.split(".");
  const header = jsonOf(head);
  if (header.alg !== "ES256" || header.typ !== type || "crit" in header) return false;
  const how = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const { kty, crv, x, y } = jwk;
  const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, how, false, ["verify"]);
  return crypto.subtle.verify(how, key, bytesOf(signature), new TextEncoder().encode(`${head}.${claims}`));
}

function keyFor(trust, issuer, kid) {
  const keys = Object.hasOwn(trust.issuers, issuer) ? trust.issuers[issuer] : [];
  if (typeof kid === "string") return keys.find(key => key.kid === kid);
  return keys.length === 1 ? keys[0] : undefined;
}

async function issuerSigned(token, trust) {
  let header, claims;
  try {
    const parts = token.split(".");
    if (parts.length !== 3) throw new Error("not a token");
    [header, claims] = [jsonOf(parts[0]), jsonOf(parts[1])];
    if (!isObject(header) || !isObject(claims)) throw new Error("no objects");
  } catch {
    throw new Fails("unreadable");
  }
  const key = typeof claims.iss === "string" && keyFor(trust, claims.iss, header.kid);
  if (!key) throw new Fails("unknown-issuer");
  const sound = await isSigned(token, key, "dc+sd-jwt").catch(() => false);
  if (!sound) throw new Fails("signature");
  return claims;
}

function inTime(claims, now) {
  if (claims.iat > now + SKEW || claims.nbf > now + SKEW) throw new Fails("not-yet");
  if (typeof claims.exp !== "number" || claims.exp < now - SKEW) throw new Fails("expired");
}

// Every disclosure belongs somewhere, once; none writes over a name, or over the issuer's own words.
async function disclosed(parts, claims) {
  const open = new Map();
  for (const one of parts.slice(1, -1)) {
    const digest = await digestOf(one);
    const found = jsonOf(one);
    if (open.has(digest) || !Array.isArray(found) || found.length < 2 || found.length > 3) throw new Fails("disclosures");
    if (found.length === 3 && OURS.includes(found[1])) throw new Fails("disclosures");
    open.set(digest, found);
  }
  const seen = new Set();
  const use = digest => {
    if (seen.has(digest)) throw new Fails("disclosures");
    seen.add(digest);
    return open.get(digest);
  };
  const unpacked = value => {
    if (Array.isArray(value)) {
      return value.flatMap(one => {
        if (!isObject(one) || !("..." in one)) return [unpacked(one)];
        const found = use(one["..."]);
        return found ? [unpacked(found.at(-1))] : [];
      });
    }
    if (!isObject(value)) return value;
    const told = Object.fromEntries(
      Object.entries(value).filter(([name]) => !["_sd", "_sd_alg"].includes(name)).map(([n, v]) => [n, unpacked(v)]));
    for (const digest of value._sd ?? []) {
      const found = use(digest);
      if (found && (found.length !== 3 || Object.hasOwn(told, found[1]))) throw new Fails("disclosures");
      if (found) told[found[1]] = unpacked(found[2]);
    }
    return told;
  };
  const told = unpacked(claims);
  if ([...open.keys()].some(digest => !seen.has(digest))) throw new Fails("disclosures");
  return told;
}

async function entryIn(claims, index) {
  const { bits, lst } = claims.status_list;
  const stream = new Blob([bytesOf(lst)]).stream().pipeThrough(new DecompressionStream("deflate"));
  const raw = new Uint8Array(await new Response(stream).arrayBuffer());
  if (![1, 2, 4, 8].includes(bits) || !Number.isInteger(index) || index < 0 || index >= (raw.length * 8) / bits) {
    throw new Error("no such entry");
  }
  return (raw[Math.floor((index * bits) / 8)] >> ((index * bits) % 8)) & ((1 << bits) - 1);
}

// When the list was signed; undefined for an issuer who names none.
async function standing(claims, trust, lists) {
  if (claims.status === undefined || claims.iss !== trust.own) return undefined;
  let entry, list;
  try {
    const { idx, uri } = claims.status.status_list;
    const token = lists[uri];
    list = jsonOf(token.split(".")[1]);
    const key = keyFor(trust, claims.iss, jsonOf(token.split(".")[0]).kid);
    if (list.sub !== uri || !(await isSigned(token, key, "statuslist+jwt"))) throw new Error("not its list");
    entry = await entryIn(list, idx);
  } catch {
    throw new Fails("no-status");
  }
  if (entry === 1) throw new Fails("revoked");
  if (entry !== 0) throw new Fails("suspended");
  return list.iat;
}

function* flat(value, before = "") {
  for (const [name, one] of Object.entries(value)) {
    if (isObject(one)) yield* flat(one, `${before}${name}.`);
    else yield [`${before}${name}`, one];
  }
}

async function check(text, trust, lists, now = Date.now() / 1000) {
  try {
    const parts = text.trim().split("~");
    if (parts.length < 2) throw new Fails("unreadable");
    const claims = await issuerSigned(parts[0], trust);
    const kind = typeof claims.vct === "string" && Object.hasOwn(trust.kinds, claims.vct) ? trust.kinds[claims.vct] : null;
    if (typeof claims.vct !== "string" || (claims.iss === trust.own && !kind)) throw new Fails("unknown-kind");
    inTime(claims, now);
    const told = await disclosed(parts, claims).catch(wrong => {
      throw wrong instanceof Fails ? wrong : new Fails("disclosures");
    });
    const asOf = await standing(claims, trust, lists);
    const shown = Object.fromEntries(Object.entries(told).filter(([name]) => !OURS.includes(name)));
    return { ok: true, issuer: claims.iss, vct: claims.vct, kind, told: [...flat(shown)], until: claims.exp, asOf };
  } catch (wrong) {
    return { ok: false, problem: wrong instanceof Fails ? wrong.problem : "unreadable" };
  }
}
