// Verifies a credential with a library that none of us wrote. node verify_client.mjs <issuer> <credential>
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { webcrypto } from "node:crypto";

const at = createRequire(`${process.cwd()}/package.json`);
const { SDJwtVcInstance } = await import(pathToFileURL(at.resolve("@sd-jwt/sd-jwt-vc")).href);
const { subtle } = webcrypto;
const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const [, , issuer, credential] = process.argv;

const { origin, pathname } = new URL(issuer);
const { jwks } = await (await fetch(`${origin}/.well-known/jwt-vc-issuer${pathname}`)).json();
const key = await subtle.importKey("jwk", jwks.keys[0], ECDSA, false, ["verify"]);
const sdjwt = new SDJwtVcInstance({
  hasher: async (data, algorithm) => new Uint8Array(await subtle.digest(algorithm, Buffer.from(data))),
  hashAlg: "sha-256",
  verifier: (data, signature) => subtle.verify(ECDSA, key, Buffer.from(signature, "base64url"), Buffer.from(data)),
});
console.log(JSON.stringify((await sdjwt.verify(credential)).payload));
