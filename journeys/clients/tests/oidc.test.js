// Signing in through other providers: oidc-provider, a real one, and one that misbehaves.
import assert from 'node:assert/strict';
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Browser } from '../browser.js';
import { crookedProvider, realProvider } from '../providers.js';

const fabula = process.env.FABULA_URL;
const issuers = JSON.parse(process.env.OIDC_ISSUERS);
const name = (text) => `${text}_${randomUUID().slice(0, 8)}`;
const people = {};
let real;
let crooked;

before(async () => {
  real = await realProvider(issuers.real, `${fabula}/auth/oidc/real/callback`, people);
  crooked = await crookedProvider(issuers.crooked);
});
after(() => {
  real.close();
  crooked.close();
});

/** Somebody whom the real provider knows. */
function somebody(claims = {}) {
  const login = name('ada');
  people[login] = {
    email: `${login}@example.org`,
    email_verified: true,
    name: 'Ada Lovelace',
    preferred_username: login,
    ...claims,
  };
  return login;
}

async function ask(browser, query, variables, headers = {}) {
  const answer = await browser.request(`${fabula}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const body = await answer.json();
  assert.equal(body.errors, undefined, JSON.stringify(body));
  return body.data;
}

const viewer = async (browser) =>
  (await ask(browser, '{ viewer { email isEmailVerified hasPassword user { id handle displayName } identities { id label provider { key } } } }')).viewer;

/** Sets out to the real provider and does what it asks for. */
async function through(browser, login, query = '', options = {}) {
  let page = await browser.go(`${fabula}/auth/oidc/real?return_to=/health/live&${query}`, options);
  // Who is known there already is not asked.
  while (page.url.includes('/interaction/') && page.status === 200) {
    page = await browser.send(page, { login, password: 'any' }, { crossed: true, ...options });
  }
  return page;
}

/** Somebody with a password, signed in with the cookie. */
async function registered(login) {
  const browser = new Browser();
  const input = { handle: login, email: `${login}@example.org`, password: 'correct horse' };
  const query = 'mutation ($input: RegisterInput!) { register(input: $input) { errors { message } } }';
  const { register } = await ask(browser, query, { input }, { 'fabula-session': 'cookie' });
  assert.deepEqual(register.errors, []);
  return browser;
}

/** The code of a TOTP secret, so many steps from now. */
function codeOf(secret, step = 0) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + step));
  const digest = createHmac('sha1', key).update(counter).digest();
  const number = digest.readUInt32BE(digest.at(-1) & 15) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, '0');
}

test('the first sign-in opens an account, the second is the same', async () => {
  const login = somebody();
  const browser = new Browser();
  const [provider] = (await ask(browser, '{ identityProviders { key name url } }')).identityProviders;
  assert.equal(provider.key, 'real');
  assert.match(provider.url, /\/auth\/oidc\/real$/);

  const page = await through(browser, login);
  assert.equal(page.url, `${fabula}/health/live`, page.text);
  assert.match(browser.cookie('fabula_session'), /HttpOnly; SameSite=Strict/);
  assert.match(browser.cookie('fabula_journey'), /HttpOnly; SameSite=Lax; Max-Age=600/);
  const first = await viewer(browser);
  assert.equal(first.user.handle, login);
  assert.equal(first.user.displayName, 'Ada Lovelace');
  assert.ok(first.isEmailVerified && !first.hasPassword);
  assert.deepEqual(first.identities.map(({ label, provider: { key } }) => [label, key]), [[`${login}@example.org`, 'real']]);

  const elsewhere = new Browser();
  await through(elsewhere, login);
  assert.equal((await viewer(elsewhere)).user.id, first.user.id);
});

test('who comes back with another state, twice, or in another browser is not let in', async () => {
  const login = somebody();
  const browser = new Browser();
  const isCallback = (url) => url.startsWith(`${fabula}/auth/oidc/real/callback`);
  const stopped = await through(browser, login, '', { until: isCallback });
  assert.ok(isCallback(stopped.url));

  const other = new URL(stopped.url);
  other.searchParams.set('state', randomBytes(20).toString('base64url'));
  const refused = await browser.go(other.href, { crossed: true, headers: { 'accept-language': 'de' } });
  assert.equal(refused.status, 400);
  assert.match(refused.text, /lang="de"/);
  assert.equal((await new Browser().go(stopped.url)).status, 400, 'a stranger with the address');
  assert.equal(browser.cookie('fabula_session'), undefined);

  assert.equal((await browser.go(stopped.url, { crossed: true })).url, `${fabula}/health/live`);
  assert.ok(await viewer(browser));
  browser.forget('fabula_session');
  const again = await browser.go(stopped.url, { crossed: true });
  assert.equal(again.status, 400);
  assert.equal(browser.cookie('fabula_session'), undefined);
});

test('who does not agree is told so and not let in', async () => {
  const browser = new Browser();
  const page = await browser.go(`${fabula}/auth/oidc/real?return_to=/health/live`);
  const abort = /href="([^"]+\/abort)"/.exec(page.text)[1];
  const refused = await browser.go(new URL(abort, page.url).href, { crossed: true });
  assert.equal(refused.status, 403);
  assert.match(refused.text, /You did not agree to sign in there\./);
  assert.match(refused.text, /href="\/health\/live"/);
  assert.equal(refused.headers.get('cache-control'), 'no-store');
  assert.equal(browser.cookie('fabula_session'), undefined);
});

test('a provider that misbehaves lets nobody in', async () => {
  const now = Math.floor(Date.now() / 1000);
  for (const next of [
    { nonce: 'another' },
    { aud: 'another' },
    { aud: ['fabula', 'another'] },
    { azp: 'another' },
    { iss: 'http://127.0.0.1:1' },
    { iat: now - 3600, exp: now - 1800 },
    { sign: 'another' },
    { sign: 'secret' },
  ]) {
    crooked.next = next;
    const browser = new Browser();
    const page = await browser.go(`${fabula}/auth/oidc/crooked`);
    assert.equal(page.status, 502, `${JSON.stringify(next)}: ${page.text}`);
    assert.equal(browser.cookie('fabula_session'), undefined);
  }
  crooked.next = {};
  crooked.iss = 'http://127.0.0.1:1';
  assert.equal((await new Browser().go(`${fabula}/auth/oidc/crooked`)).status, 502, 'another issuer sent them');
  crooked.iss = issuers.crooked;
  const honest = new Browser();
  await honest.go(`${fabula}/auth/oidc/crooked?return_to=/health/live`);
  assert.ok(await viewer(honest), 'it was not for anything else');
});

test('a provider that is away, or unknown, or a return to elsewhere is told at once', async () => {
  const browser = new Browser();
  const away = await browser.go(`${fabula}/auth/oidc/away`);
  assert.equal(away.status, 503);
  assert.ok(Number(away.headers.get('retry-after')) > 0);
  assert.match(away.text, /can&#(x27|39);t be reached/);
  assert.equal((await browser.go(`${fabula}/auth/oidc/nobody`)).status, 404);
  for (const elsewhere of ['https://evil.example', '//evil.example', '/\\evil.example', '/..//evil.example', 'javascript:1']) {
    const page = await browser.go(`${fabula}/auth/oidc/real?return_to=${encodeURIComponent(elsewhere)}`);
    assert.equal(page.status, 400, elsewhere);
  }
});

test('an identity is linked, opens the account, and is unlinked', async () => {
  const handle = name('grace');
  const owner = await registered(handle);
  const login = somebody({ email: 'another@example.org' });
  const linked = await through(owner, login, 'link=true');
  assert.equal(linked.url, `${fabula}/health/live`, linked.text);
  const [identity] = (await viewer(owner)).identities;
  assert.equal(identity.label, 'another@example.org');

  const elsewhere = new Browser();
  await through(elsewhere, login);
  const seen = await viewer(elsewhere);
  assert.equal(seen.user.handle, handle);

  // Somebody else can't have it, too; a stranger links nothing.
  const other = await registered(name('eve'));
  const taken = await through(other, login, 'link=true');
  assert.equal(taken.status, 409);
  assert.equal((await new Browser().go(`${fabula}/auth/oidc/real?link=true`)).status, 401);
  const led = await owner.request(`${fabula}/auth/oidc/real?link=true`, { headers: { 'sec-fetch-site': 'cross-site' } });
  assert.equal(led.status, 403, 'another site can make nobody link');

  const unlink = 'mutation ($input: UnlinkIdentityInput!) { unlinkIdentity(input: $input) { unlinkedIdentityId errors { __typename } } }';
  const input = { identityId: identity.id };
  // Nobody has shown the provider anew who they are.
  const unconfirmed = (await ask(elsewhere, unlink, { input })).unlinkIdentity;
  assert.equal(unconfirmed.errors[0].__typename, 'ConfirmationRequiredError');
  assert.deepEqual((await ask(owner, unlink, { input })).unlinkIdentity, { unlinkedIdentityId: identity.id, errors: [] });
  const apart = new Browser();
  await through(apart, login);
  assert.notEqual((await viewer(apart)).user.handle, handle);
});

test('who shows the provider anew who they are has confirmed it, and keeps their last way in', async () => {
  const login = somebody();
  const browser = new Browser();
  await through(browser, login);
  const unlink = 'mutation ($input: UnlinkIdentityInput!) { unlinkIdentity(input: $input) { errors { __typename } } }';
  const [identity] = (await viewer(browser)).identities;
  const refusal = async () => {
    const { unlinkIdentity } = await ask(browser, unlink, { input: { identityId: identity.id } });
    return unlinkIdentity.errors[0].__typename;
  };
  assert.equal(await refusal(), 'ConfirmationRequiredError');
  // The provider knows the browser, and asks all the same.
  const asked = await browser.go(`${fabula}/auth/oidc/real?return_to=/health/live&confirm=true`);
  assert.match(asked.url, /\/interaction\//);
  await browser.send(asked, { login, password: 'any' }, { crossed: true });
  assert.equal(await refusal(), 'PermissionError', 'it is the only way in');
});

test('the address of somebody else opens nobody’s account', async () => {
  const handle = name('victim');
  const victim = await registered(handle);
  for (const claims of [{ email_verified: false }, { email_verified: true }]) {
    const login = somebody({ email: `${handle}@example.org`, ...claims });
    const browser = new Browser();
    const page = await through(browser, login);
    assert.equal(page.status, 409, page.text);
    assert.match(page.text, /exists already/);
    assert.equal(browser.cookie('fabula_session'), undefined);
  }
  assert.deepEqual((await viewer(victim)).identities, []);
  const login = somebody({ email: undefined, email_verified: undefined });
  assert.equal((await through(new Browser(), login)).status, 403, 'an account needs an address');
});

test('a program gets a code, which works once and only for it', async () => {
  const login = somebody();
  const browser = new Browser();
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const codeFor = async () => {
    const page = await through(browser, login, `code_challenge=${challenge}`);
    return new URL(page.url).searchParams.get('code');
  };
  const redeem = async (input) => {
    const query = `mutation ($input: RedeemSignInCodeInput!) {
      redeemSignInCode(input: $input) { token viewer { user { handle } } errors { __typename } } }`;
    return (await ask(new Browser(), query, { input })).redeemSignInCode;
  };
  const code = await codeFor();
  assert.equal(browser.cookie('fabula_session'), undefined, 'the browser itself is not signed in');
  const { token, viewer: seen } = await redeem({ code, verifier });
  assert.equal(seen.user.handle, login);
  const own = await ask(new Browser(), '{ viewer { email } }', {}, { authorization: `Bearer ${token}` });
  assert.equal(own.viewer.email, `${login}@example.org`);
  assert.equal((await redeem({ code, verifier })).errors[0].__typename, 'InvalidTokenError');
  const stolen = { code: await codeFor(), verifier: randomBytes(32).toString('base64url') };
  assert.equal((await redeem(stolen)).errors[0].__typename, 'InvalidTokenError');

  const nobody = somebody({ email: undefined, email_verified: undefined });
  const failed = await through(new Browser(), nobody, `code_challenge=${challenge}`);
  assert.equal(new URL(failed.url).searchParams.get('error'), 'no_address', 'a program is told by a word');
});

test('the second factor is asked for, whoever vouches', async () => {
  const handle = name('alan');
  const owner = await registered(handle);
  const login = somebody();
  await through(owner, login, 'link=true');
  const begun = await ask(owner, 'mutation { beginSecondFactor { secret } }');
  const { secret } = begun.beginSecondFactor;
  const on = 'mutation ($input: TurnOnSecondFactorInput!) { turnOnSecondFactor(input: $input) { errors { message } } }';
  await ask(owner, on, { input: { code: codeOf(secret) } });

  const browser = new Browser();
  const page = await through(browser, login);
  assert.match(page.url, /\/auth\/second-factor/, page.text);
  assert.equal(page.headers.get('content-security-policy').includes("form-action 'self'"), true);
  assert.equal(browser.cookie('fabula_session'), undefined);
  assert.match(browser.cookie('fabula_challenge'), /HttpOnly; SameSite=Strict/);
  const wrong = await browser.send(page, { code: 'no code' });
  assert.equal(wrong.status, 422);
  const led = await browser.send(page, { code: codeOf(secret, 1) }, { headers: { origin: 'https://evil.example' } });
  assert.equal(led.status, 403, 'another site can send no form');
  // One step ahead: the code that turned it on is used up.
  const done = await browser.send(wrong, { code: codeOf(secret, 1) });
  assert.equal(done.url, `${fabula}/health/live`, done.text);
  assert.equal(browser.cookie('fabula_challenge'), undefined);
  assert.equal((await viewer(browser)).user.handle, handle);
});
