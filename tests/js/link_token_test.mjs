/** Link tokens: what is signed, and what is not taken for signed. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { mintLinks, subjectOf, verifyLinkToken } from '../../js/link-token.js';

const SECRET = 'a secret of at least thirty-two bytes';
const OTHER = 'b secret of at least thirty-two bytes';
const LINKS = { traceId: '0af7651916cd43dd8448eb211c80319c', capability: 'support' };
const mint = (/** @type {any} */ options = {}, links = LINKS) => mintLinks(links, { secret: SECRET, subject: 'user-1', ...options });
const verify = (/** @type {string} */ token, /** @type {any} */ options = {}) => verifyLinkToken(token, { secrets: [{ secret: SECRET }], ...options });
const decode = (/** @type {string} */ part) => JSON.parse(Buffer.from(part, 'base64url').toString());
/** Signed by somebody who has the secret, whatever it says. @param {any} payload */
const sign = (payload, secret = SECRET) => {
  const signed = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)).toString('base64url');
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};
const reasonOf = async (/** @type {Promise<import('../../js/link-token').Verified>} */ verified) => {
  const result = await verified;
  return result.ok ? 'ok' : result.reason;
};

test('the token holds the links, whose they are, and until when, signed as Node signs it', async () => {
  const { linkToken, ...links } = await mint({ names: ['thumbs'], ttl: 60 });
  assert.deepEqual(links, LINKS);
  const [signed, mac] = linkToken.split('.');
  assert.equal(mac, createHmac('sha256', SECRET).update(signed).digest('base64url'));
  const { iat, exp, sub, ...payload } = decode(signed);
  assert.deepEqual(payload, { v: 1, kid: '1', aud: 'feedspan', target: LINKS, names: ['thumbs'] });
  assert.equal(exp - iat, 60);
  assert.equal(sub, createHmac('sha256', SECRET).update('feedspan subject\0user-1').digest('hex').slice(0, 32));
  assert.equal(sub, await subjectOf('user-1', SECRET));
  const result = await verify(linkToken);
  assert.ok(result.ok);
  assert.equal(result.payload.sub, sub);
});

test('every changed character is noticed', async () => {
  const { linkToken } = await mint();
  for (let i = 0; i < linkToken.length; i++) {
    const changed = linkToken.slice(0, i) + (linkToken[i] === 'A' ? 'B' : 'A') + linkToken.slice(i + 1);
    assert.equal((await verify(changed)).ok, false, `at ${i}`);
  }
});

test('one signature has one spelling', async () => {
  const { linkToken } = await mint();
  // The last of 43 letters carries four bits of the MAC and two that say nothing.
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = letters.indexOf(linkToken.at(-1) ?? '');
  assert.equal(last % 4, 0);
  assert.equal(await reasonOf(verify(linkToken.slice(0, -1) + letters[last + 1])), 'malformed');
  assert.equal(await reasonOf(verify(`${linkToken}=`)), 'malformed');
  assert.equal(await reasonOf(verify(`${linkToken}.`)), 'malformed');
});

test('what is no token is malformed, of any form', async () => {
  const { linkToken } = await mint();
  for (const token of ['', '.', 'a', 'a.', '.a', 'a.b.c', 'ä.ö', ' . ', `${linkToken} `, 'A'.repeat(3000), `${'A'.repeat(2040)}.${'B'.repeat(43)}`]) {
    assert.equal(await reasonOf(verify(token)), 'malformed', token.slice(0, 20));
  }
  assert.equal(await reasonOf(verify(/** @type {any} */ (undefined))), 'malformed');
});

test('another secret, an unsigned payload and "alg: none" are forged', async () => {
  const { linkToken } = await mint();
  const payload = decode(linkToken.split('.')[0]);
  assert.equal(await reasonOf(verify(sign(payload, OTHER))), 'forged');
  assert.equal(await reasonOf(verify(`${linkToken.split('.')[0]}.${Buffer.alloc(32).toString('base64url')}`)), 'forged');
  assert.equal(await reasonOf(verify(`${Buffer.from('{"alg":"none"}').toString('base64url')}.AA`)), 'forged');
  assert.equal(await reasonOf(verify(linkToken, { secrets: [] })), 'forged');
});

test('two secrets are good while they change, and the former is forged when it is gone', async () => {
  const former = await mint({ kid: 'spring' });
  const current = await mint({ kid: 'autumn', secret: OTHER });
  const both = [{ kid: 'autumn', secret: OTHER }, { kid: 'spring', secret: SECRET }];
  assert.ok((await verify(former.linkToken, { secrets: both })).ok);
  assert.ok((await verify(current.linkToken, { secrets: both })).ok);
  assert.equal(await reasonOf(verify(former.linkToken, { secrets: both.slice(0, 1) })), 'forged');
  assert.equal(await reasonOf(verify(former.linkToken, { secrets: [{ kid: 'autumn', secret: SECRET }] })), 'forged', 'under the id of another key');
  // A subject stays the same person through the change.
  const kept = await mint({ kid: 'autumn', secret: OTHER, subjectSecret: SECRET });
  assert.equal(decode(kept.linkToken.split('.')[0]).sub, decode(former.linkToken.split('.')[0]).sub);
});

test('audience, expiry, a time to come and another version', async () => {
  const { linkToken } = await mint({ audience: 'staging', ttl: 60 });
  assert.equal(await reasonOf(verify(linkToken)), 'audience');
  assert.ok((await verify(linkToken, { audience: 'staging' })).ok);
  const { exp, iat } = decode(linkToken.split('.')[0]);
  assert.ok((await verify(linkToken, { audience: 'staging', now: exp * 1000 - 1 })).ok);
  assert.equal(await reasonOf(verify(linkToken, { audience: 'staging', now: exp * 1000 })), 'expired');
  assert.ok((await verify(linkToken, { audience: 'staging', now: iat * 1000 - 60_000 })).ok, 'a minute of skew');
  assert.equal(await reasonOf(verify(linkToken, { audience: 'staging', now: iat * 1000 - 61_000 })), 'early');
  const payload = decode(linkToken.split('.')[0]);
  assert.equal(await reasonOf(verify(sign({ ...payload, v: 2 }))), 'malformed');
});

test('minting refuses what would not protect, and names no secret', async () => {
  const refused = async (/** @type {any} */ links, /** @type {any} */ options) => {
    await assert.rejects(mintLinks(links, { secret: SECRET, subject: 'u', ...options }), (/** @type {Error} */ error) => {
      assert.ok(error instanceof TypeError);
      assert.doesNotMatch(error.message, /thirty-two/);
      return true;
    });
  };
  await refused({ capability: 'support' }, {});
  await refused({}, {});
  await refused(LINKS, { secret: 'short' });
  await refused(LINKS, { secret: undefined });
  await refused(LINKS, { subject: '' });
  await refused(LINKS, { ttl: -1 });
  await refused(LINKS, { ttl: NaN });
  await refused({ ...LINKS, sessionId: 'x'.repeat(2000) }, {});
});

test('a token of an earlier answer is not signed again, and other fields are left out', async () => {
  const first = await mint();
  const second = await mint({}, /** @type {any} */ ({ ...first, internal: 'x' }));
  assert.deepEqual(decode(second.linkToken.split('.')[0]).target, LINKS);
});
