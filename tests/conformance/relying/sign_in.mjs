// One sign-in by openid-client, with PAR, PKCE, private_key_jwt and (where told) DPoP. Reads what to do from its first
// argument, writes where the browser is to go, reads where the browser came back to, writes what it believes.
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const told = JSON.parse(process.argv[2])
const client = await import(pathToFileURL(`${told.modules}/openid-client/build/index.js`))
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const say = (what) => console.log(JSON.stringify(what))

const key = await crypto.subtle.importKey('jwk', told.key, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
const config = await client.discovery(
  new URL(told.issuer),
  told.client_id,
  { redirect_uris: [told.callback] },
  client.PrivateKeyJwt({ key, kid: 'rp' }),
  { execute: [client.allowInsecureRequests] },
)
const DPoP = told.dpop ? client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256')) : undefined

const pkceCodeVerifier = client.randomPKCECodeVerifier()
const expectedState = client.randomState()
const expectedNonce = client.randomNonce()
const go = await client.buildAuthorizationUrlWithPAR(
  config,
  {
    redirect_uri: told.callback,
    scope: told.scope,
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  },
  { DPoP },
)
say({ go: go.href })

const back = new URL((await lines.next()).value)
const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true }
const tokens = await client.authorizationCodeGrant(config, back, checks, undefined, { DPoP })
const facts = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub, { DPoP })
const fresh = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP })
await client.tokenRevocation(config, fresh.refresh_token)
const revoked = await client.fetchUserInfo(config, fresh.access_token, tokens.claims().sub, { DPoP }).then(
  () => 'still open',
  (error) => error.code ?? error.name,
)
say({ claims: tokens.claims(), type: tokens.token_type, facts, id_token: tokens.id_token, revoked })
process.exit(0)
