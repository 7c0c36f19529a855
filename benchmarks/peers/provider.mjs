// oidc-provider for `python benchmarks/login.py`: one process, its own store in memory, one client, nobody to ask.
//
//     node provider.mjs <port> <jwt | opaque> <client.json> <keys.json>
//
// client.json is the client's registration, keys.json the provider's private JWK set; both are made for one run.
import { readFileSync } from 'node:fs';
import { Provider } from 'oidc-provider';

const [port, accessTokenFormat, clientFile, keysFile] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const server = { audience: issuer, scope: '', accessTokenFormat, jwt: { sign: { alg: 'ES256' } } };

// Whoever comes agrees: each request has a grant of its own, as each sign-in has with us.
async function loadExistingGrant(ctx) {
  const { client, session, provider } = ctx.oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid');
  await grant.save();
  return grant;
}

const provider = new Provider(issuer, {
  clients: [read(clientFile)],
  jwks: read(keysFile),
  cookies: { keys: ['for one run'] },
  findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  loadExistingGrant,
  expiresWithSession: () => false, // or a session's newest grant would end the codes of those before
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: accessTokenFormat === 'jwt',
      defaultResource: () => issuer,
      useGrantedResource: () => true,
      getResourceServerInfo: () => server,
    },
  },
});

// Everybody is signed in as one account, without being asked.
provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next();
  ctx.respond = false;
  return provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: 'somebody' } });
});

provider.on('grant.error', (_ctx, error) => console.error(error.message, error.error_detail));
provider.listen(Number(port), '127.0.0.1');
