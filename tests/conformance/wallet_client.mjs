// A wallet made of libraries that none of us wrote: fetches what an offer opens, and verifies it as a verifier would.
// node wallet_client.mjs <offer> <tx_code>; run from the folder where the packages are installed. Writes JSON.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { webcrypto } from "node:crypto";

const at = createRequire(`${process.cwd()}/package.json`);
const load = name => import(pathToFileURL(at.resolve(name)).href);
const { Openid4vciClient } = await load("@openid4vc/openid4vci");
const { clientAuthenticationAnonymous, setGlobalConfig } = await load("@openid4vc/oauth2");
const { SDJwtVcInstance } = await load("@sd-jwt/sd-jwt-vc");

const { subtle } = webcrypto;
const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const [, , offer, txCode] = process.argv;
const base64url = bytes => Buffer.from(bytes).toString("base64url");
setGlobalConfig({ allowInsecureUrls: true });

const pair = await subtle.generateKey(ECDSA, true, ["sign", "verify"]);
const { kty, crv, x, y } = await subtle.exportKey("jwk", pair.publicKey);
const publicJwk = { kty, crv, x, y };

async function sign(data) {
  return base64url(await subtle.sign(ECDSA, pair.privateKey, Buffer.from(data)));
}

async function isSigned(data, signature, jwk) {
  const key = await subtle.importKey("jwk", jwk, ECDSA, false, ["verify"]);
  return subtle.verify(ECDSA, key, Buffer.from(signature, "base64url"), Buffer.from(data));
}

const client = new Openid4vciClient({
  callbacks: {
    fetch,
    hash: async (data, algorithm) => new Uint8Array(await subtle.digest(algorithm.toUpperCase(), data)),
    generateRandom: length => webcrypto.getRandomValues(new Uint8Array(length)),
    clientAuthentication: clientAuthenticationAnonymous(),
    signJwt: async (signer, { header, payload }) => {
      const said = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(payload))}`;
      return { jwt: `${said}.${await sign(said)}`, signerJwk: publicJwk };
    },
  },
});

const signer = { method: "jwk", alg: "ES256", publicJwk };
const credentialOffer = await client.resolveCredentialOffer(offer);
const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
const [credentialConfigurationId] = credentialOffer.credential_configuration_ids;
const token = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
  credentialOffer, issuerMetadata, txCode, dpop: { signer },
});
const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata });
const { jwt } = await client.createCredentialRequestJwtProof({
  issuerMetadata, credentialConfigurationId, nonce, signer, issuedAt: new Date(),
});
const { credentialResponse } = await client.retrieveCredentials({
  issuerMetadata,
  credentialConfigurationId,
  proofs: { jwt: [jwt] },
  accessToken: token.accessTokenResponse.access_token,
  dpop: { signer, ...token.dpop },
});
const [{ credential }] = credentialResponse.credentials;
await client.sendNotification({
  issuerMetadata,
  notification: { notificationId: credentialResponse.notification_id, event: "credential_accepted" },
  accessToken: token.accessTokenResponse.access_token,
  dpop: { signer, ...token.dpop },
});

const { origin, pathname } = new URL(credentialOffer.credential_issuer);
const { jwks } = await (await fetch(`${origin}/.well-known/jwt-vc-issuer${pathname}`)).json();
const sdjwt = new SDJwtVcInstance({
  hasher: async (data, algorithm) => new Uint8Array(await subtle.digest(algorithm, Buffer.from(data))),
  hashAlg: "sha-256",
  verifier: (data, signature) => isSigned(data, signature, jwks.keys[0]),
  kbVerifier: (data, signature, payload) => isSigned(data, signature, payload.cnf.jwk),
  kbSigner: sign,
  kbSignAlg: "ES256",
});
const verified = await sdjwt.verify(credential);
const shown = await sdjwt.present(credential, { document_number: true }, {
  kb: { payload: { iat: Math.floor(Date.now() / 1000), aud: "verifier", nonce: "a nonce" } },
});
const presented = await sdjwt.verify(shown, { keyBindingNonce: "a nonce" });
console.log(JSON.stringify({
  version: issuerMetadata.originalDraftVersion,
  tokenType: token.accessTokenResponse.token_type,
  credential,
  shown,
  payload: verified.payload,
  presented: presented.payload,
}));
