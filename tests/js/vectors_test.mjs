/** The cases of tests/vectors, which the native tests read too, through WebAssembly: 32-bit sizes, another standard library. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Core } from '../../js/core.js';
import { wasmBytes } from '../../js/core-wasm.js';
import { KINDS } from '../../js/kinds.js';
import { PiiCore } from '../../js/pii-core.js';
import { wasmBytes as piiSimdWasmBytes } from '../../js/pii-simd-wasm.js';
import { wasmBytes as piiWasmBytes } from '../../js/pii-wasm.js';
import * as policyReader from '../../js/policy.js';
import { wasmBytes as policyWasmBytes } from '../../js/policy-wasm.js';

const vectorsFolder = new URL('../vectors/', import.meta.url);
const read = (file) => JSON.parse(readFileSync(new URL(file, vectorsFolder), 'utf8'));
const core = new Core(new WebAssembly.Module(wasmBytes()));
const policyCore = new Core(new WebAssembly.Module(policyWasmBytes()), policyReader);
const [piiCore, piiSimdCore] = [piiWasmBytes, piiSimdWasmBytes].map((bytes) => new PiiCore(new WebAssembly.Module(bytes())));
/** Every module that masks by policy in a page. */
const policyCores = { policyCore, piiCore, piiSimdCore };

/** The moment of the native tests. */
const TIME = 1765990800016;

const newClient = (options = {}) =>
  core.create({
    destinations: [{ type: 'axiom', url: 'https://api.axiom.co', dataset: 'd', token: 'xaat-1', plain: true }],
    seed: '1'.repeat(64),
    subject: '',
    secure: true,
    ...options,
  }).client;

for (const file of readdirSync(new URL('pii/', vectorsFolder)).filter((name) => !/^(redact|policies|policy_problems)\.json$/.test(name))) {
  test(`pii/${file}: spans, with and without SIMD, policies, and a client`, () => {
    const { handle } = policyReader.createPolicy(piiCore, {});
    const { handle: simdHandle } = policyReader.createPolicy(piiSimdCore, {});
    for (const { text, spans, why } of read(`pii/${file}`)) {
      const words = piiCore.scan(text);
      assert.deepEqual(piiCore.scan(text, handle), words, text);
      assert.deepEqual(piiSimdCore.scan(text), words, text);
      assert.deepEqual(piiSimdCore.scan(text, simdHandle), words, text);
      assert.deepEqual(core.redact(text), piiCore.redact(text), text);
      assert.deepEqual(core.redact(text).spans.flat(), [...words], text);
      const found = [];
      for (let i = 0; i < words.length; i += 4) found.push({ type: KINDS[words[i] & 0xff], start: words[i + 1], end: words[i + 2] });
      assert.deepEqual(
        found,
        spans.map(({ type, start, end }) => ({ type, start, end })),
        `${why}: ${text}`,
      );
    }
  });
}

/** By all modules alike. @param {any} redaction @param {string} text */
function redactWith(redaction, text) {
  const [redacted, ...others] = Object.values(policyCores).map((core) => {
    const { handle } = policyReader.createPolicy(core, redaction);
    const answer = core.redact(text, handle);
    core.destroyPolicy(handle);
    return answer;
  });
  for (const other of others) assert.deepEqual(other, redacted, text);
  return redacted;
}

test('pii/redact.json: masked text and counts', () => {
  for (const { text, policy, masked, counts, why } of read('pii/redact.json')) {
    const redacted = redactWith({ policies: policy }, text);
    assert.equal(redacted.text, masked, why);
    assert.deepEqual(redacted.report, counts, why);
  }
});

test('pii/policies.json: masked text and report', () => {
  for (const { text, redaction, masked, report, why } of read('pii/policies.json')) {
    const redacted = redactWith(redaction, text);
    assert.equal(redacted.text, masked, why);
    assert.deepEqual(redacted.report, report, why);
    assert.equal(redactWith(redaction, masked).text, masked, `${why}: a second time`);
  }
});

test('pii/policy_problems.json: refused in a sentence', () => {
  for (const { redaction, problem } of read('pii/policy_problems.json')) {
    for (const core of Object.values(policyCores)) {
      assert.throws(() => policyReader.createPolicy(core, redaction), { message: problem }, JSON.stringify(redaction));
    }
  }
});

for (const file of readdirSync(new URL('events/', vectorsFolder))) {
  test(`events/${file}: stored or refused`, () => {
    for (const { why, json, record, stored, error } of read(`events/${file}`)) {
      const client = newClient();
      const answer = core.submit(client, json ?? JSON.stringify(record), 0, TIME);
      core.destroy(client);
      if (error) {
        assert.equal(answer.error?.code, error, why);
        assert.deepEqual(answer.effects, [], why);
        continue;
      }
      const effect = answer.effects.find((each) => each.do === 'store');
      const { v, id, key, seq, ...rest } = JSON.parse(effect.text);
      assert.deepEqual(rest, stored, why);
      assert.deepEqual({ v, id, key, seq }, { v: 1, id: answer.accepted.id, key: answer.accepted.key, seq: answer.accepted.seq });
    }
  });
}

test('axiom/request.json: bodies', () => {
  for (const { why, record, body } of read('axiom/request.json')) {
    const client = newClient();
    core.submit(client, JSON.stringify(record), 0, TIME);
    const [fetch] = core.pump(client, 1, 0, TIME).effects.filter((each) => each.do === 'fetch');
    core.destroy(client);
    const { id, ...rest } = JSON.parse(fetch.body);
    assert.match(id, /^[\da-f]{8}-[\da-f]{4}-7/, why);
    assert.deepEqual(rest, body, why);
  }
});

test('axiom/response.json: what becomes of each event', () => {
  // What the page hears of a verdict at once; an isolated event is on its way again.
  const states = { delivered: 'delivered', rejected: 'rejected', retry: 'waiting', isolate: 'waiting' };
  for (const { why, times, response, kind, verdicts, code } of read('axiom/response.json')) {
    const client = newClient();
    const ids = times.map((time, index) => {
      const record = { kind: 'thumb', value: 'up', name: `n${index}`, links: { traceId: 't' }, time };
      return core.submit(client, JSON.stringify(record), 0, 10).accepted.id;
    });
    const [fetch] = core.pump(client, 1, 0, 10).effects.filter((each) => each.do === 'fetch');
    const result = response.failure ? { status: 0, failure: response.failure } : response;
    const { effects } = core.respond(client, fetch.request, result, 1, 11);
    core.destroy(client);

    const whole = { retry: 'waiting', pause: 'waiting', reject: 'rejected', split: times.length > 1 ? 'waiting' : 'rejected' };
    const expected = kind === 'outcomes' ? verdicts.map((verdict) => states[verdict]) : times.map(() => whole[kind]);
    for (const [index, id] of ids.entries()) {
      const receipt = effects.find((each) => each.do === 'receipt' && each.id === id);
      assert.equal(receipt?.state, expected[index], `${why}: event ${index}`);
      if (code && receipt.state !== 'delivered' && kind !== 'outcomes') assert.equal(receipt.code, code, why);
    }
    const alone = effects.filter((each) => each.do === 'fetch').length;
    if (verdicts?.includes('isolate')) assert.equal(alone, Math.min(times.length, 4), `${why}: sent apart`);
  }
});
