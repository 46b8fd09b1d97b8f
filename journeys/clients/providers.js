// Two providers of OpenID Connect: a real one, and one that says what it is told to say.
import { createServer } from 'node:http';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

const CLIENT = { client_id: 'fabula', client_secret: 'the secret of fabula' };

function listening(server, issuer) {
  const { port } = new URL(issuer);
  return new Promise((resolve, reject) => {
    server.on('error', reject).listen(Number(port), '127.0.0.1', () => resolve(server));
  });
}

/** The real one. `people` are what it knows, by the name that they log in with. */
export async function realProvider(issuer, redirect, people) {
  const provider = new Provider(issuer, {
    clients: [{ ...CLIENT, redirect_uris: [redirect], grant_types: ['authorization_code'], response_types: ['code'] }],
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username', 'locale'],
    },
    features: { devInteractions: { enabled: true } },
    findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    pkce: { required: () => true },
    cookies: { keys: ['a key for cookies'] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
  });
  return listening(createServer(provider.callback()), issuer);
}

/**
 * The crooked one. It lets everybody in without asking, and what `next` says comes into its next ID token; `next.sign` may
 * sign it with something else than its key.
 */
export async function crookedProvider(issuer) {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const { privateKey: anotherKey } = await generateKeyPair('ES256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }];
  const crooked = { next: {}, nonce: null, asked: [] };
  const sign = async () => {
    const now = Math.floor(Date.now() / 1000);
    const { sign: how, ...changes } = crooked.next;
    const claims = {
      iss: issuer,
      aud: CLIENT.client_id,
      sub: 'crook',
      nonce: crooked.nonce,
      iat: now,
      exp: now + 60,
      email: 'crook@crooked.example.org',
      email_verified: true,
      ...changes,
    };
    const jwt = new SignJWT(claims);
    if (how === 'secret') {
      return jwt.setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(CLIENT.client_secret));
    }
    return jwt.setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(how === 'another' ? anotherKey : privateKey);
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, issuer);
    crooked.asked.push(url.pathname);
    const answer = (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (url.pathname === '/.well-known/openid-configuration') {
      return answer(200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['ES256'],
      });
    }
    if (url.pathname === '/keys') return answer(200, { keys });
    if (url.pathname === '/authorize') {
      crooked.nonce = url.searchParams.get('nonce');
      const back = new URL(url.searchParams.get('redirect_uri'));
      back.searchParams.set('state', url.searchParams.get('state'));
      back.searchParams.set('code', 'a code');
      if (crooked.iss) back.searchParams.set('iss', crooked.iss);
      return response.writeHead(303, { location: back.href }).end();
    }
    if (url.pathname === '/token') {
      return answer(200, { access_token: 'nothing', token_type: 'Bearer', id_token: await sign() });
    }
    return answer(404, {});
  });
  await listening(server, issuer);
  return Object.assign(crooked, { close: () => server.close() });
}
