/** Both platforms' HMAC-SHA256 against the published vectors (RFC 4231, 4.7 and 4.8: the keys that are long enough for us). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hmac, isHmac } from '../../js/hmac.js';

const VECTORS = [
  ['Test Using Larger Than Block-Size Key - Hash Key First', '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54'],
  [
    'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
    '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
  ],
];
const { getBuiltinModule } = process;

for (const platform of ['node', 'web']) {
  test(`${platform}: signs and compares`, async (context) => {
    context.after(() => (process.getBuiltinModule = getBuiltinModule));
    if (platform === 'web') process.getBuiltinModule = /** @type {any} */ (undefined);
    const secret = new Uint8Array(131).fill(0xaa); // a new object, so a new key
    for (const [text, hex] of VECTORS) {
      const signature = new Uint8Array(Buffer.from(hex, 'hex'));
      assert.equal(Buffer.from(await hmac(secret, text)).toString('hex'), hex);
      const answer = isHmac(secret, text, signature);
      assert.equal(typeof answer, platform === 'web' ? 'object' : 'boolean', 'at once where it can');
      assert.equal(await answer, true);
      for (const other of [signature.subarray(1), new Uint8Array(), new Uint8Array(33), signature.map((byte, i) => byte ^ +(i === 31))]) {
        assert.equal(await isHmac(secret, text, other), false);
      }
      assert.equal(await isHmac(secret, `${text}.`, signature), false);
    }
  });
}
