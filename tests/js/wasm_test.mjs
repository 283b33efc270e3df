import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import createGlue from '../../build/wasm/feedspan_core.mjs';
import { Core } from '../../js/core.js';
import { wasmBytes } from '../../js/core-wasm.js';
import { stringify } from '../../js/json.js';
import { KINDS } from '../../js/kinds.js';
import { PiiCore } from '../../js/pii-core.js';
import { wasmBytes as piiSimdWasmBytes } from '../../js/pii-simd-wasm.js';
import { wasmBytes as piiWasmBytes } from '../../js/pii-wasm.js';
import { RelayCore } from '../../js/relay-core.js';
import { wasmBytes as relayWasmBytes } from '../../js/relay-wasm.js';
import { instantiate } from '../../js/wasm.js';

const module = new WebAssembly.Module(wasmBytes());
const piiModule = new WebAssembly.Module(piiWasmBytes());
const piiSimdModule = new WebAssembly.Module(piiSimdWasmBytes());

test('offsets are UTF-16 units, whatever comes before', () => {
  const core = new PiiCore(piiModule);
  for (const before of ['', 'é ', '€ ', '😀 ', '\ud800 ', '\udc00\ud800 ', '\0 ', '\u2028 ', '漢字 '.repeat(100)]) {
    const text = `${before}write to ada@example.com now`;
    const [kind, start, end] = core.scan(text);
    assert.equal(KINDS[kind], 'EMAIL');
    assert.equal(text.slice(start, end), 'ada@example.com', JSON.stringify(before));
  }
});

test('the module that is weighed as the scanner finds what that of feedspan/pii finds', () => {
  const core = new PiiCore(piiModule);
  const weighed = new WebAssembly.Module(readFileSync(new URL('../../build/wasm/feedspan_scanner.wasm', import.meta.url)));
  assert.deepEqual(WebAssembly.Module.imports(weighed), []);
  const { memory, reserve, scan } = new WebAssembly.Instance(weighed).exports;
  const filler = 'nothing here. '.repeat(650_000); // 9 MB, of which a copy is made: more than there is at first
  for (const text of ['', 'call 415-555-0132 or ada@example.com', `${filler}ada(at)example(dot)com`, 'DE89 3704 0044 0532 0130 00']) {
    const bytes = new TextEncoder().encode(text);
    const at = reserve(bytes.length);
    new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
    const answer = scan(at, bytes.length, 50);
    const [begin, end] = new Uint32Array(memory.buffer, answer, 2);
    const found = new Uint32Array(memory.buffer, begin, (end - begin) / 4);
    const words = core.scan(text);
    assert.equal(found.length, words.length);
    for (let i = 0; i < words.length; i += 4) assert.deepEqual([...found.subarray(i + 1, i + 3)], [words[i + 1], words[i + 2]]);
  }
});

for (const [name, module] of [['without', piiModule], ['with', piiSimdModule]]) {
  test(`a text that makes memory grow, ${name} SIMD`, () => {
    const core = new PiiCore(module);
    const filler = 'nothing here. '.repeat(400_000); // 5.6 MB
    const spans = core.scan(`${filler}ada@example.com`);
    assert.deepEqual([spans[1], spans[2]], [filler.length, filler.length + 15]);
    assert.equal(core.redact('ada@example.com').text, '[EMAIL]');
  });
}

test('every byte as the first and only trigger, at every place in a block of sixteen, with and without SIMD', () => {
  const [scalar, simd] = [new PiiCore(piiModule), new PiiCore(piiSimdModule)];
  const characters = Array.from({ length: 0x180 }, (_, code) => String.fromCharCode(code));
  characters.push('\u0249', '\u02c0', '\u0490'); // their first bytes are looked at twice
  characters.push('\u0661', '\u0967', '\u200b', '\u3000', '\uff20', '\ufeff', '\u{1d7ce}'); // what disguises are made of
  // What some bytes trigger needs more than themselves, so that each stands amid something that would be found.
  for (const around of [['mail ada', 'example.com now'], ['call +44 20 7946', '0958 now'], ['pass', ' hunter2!x'], ['x d', 't com']]) {
    for (let place = 0; place < 33; place++) {
      for (const character of characters) {
        const text = `${'xyzwvuts '.repeat(4).slice(0, place)}${around[0]}${character}${around[1]}`;
        assert.deepEqual(simd.scan(text), scalar.scan(text), JSON.stringify(text));
      }
    }
  }
});

test('texts of pieces that the passes over sixteen and over eight bytes look for, with and without SIMD', () => {
  const [scalar, simd] = [new PiiCore(piiModule), new PiiCore(piiSimdModule)];
  const pieces = [' ', '  ', 'a', 'é', '漢', 'x y ', 'j o h n ', ' dot ', ' DOT ', 'dot', ' d ot ', ' at ', '(at)', '[dot]', ' example', 'com', 'one ', 'two-', 'sieben ', 'null',
    '4', '0958', '+', ': ', '::', '@', '-', '_', '=', 'Q', 'USA', '%40', '%', '\u200b', '\uff11', '\0', '\ud800', 'password', 'AKIA', 'phone '];
  let state = 1;
  const next = (/** @type {number} */ below) => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8) % below;
  let found = 0;
  for (let i = 0; i < 30_000; i++) {
    const text = Array.from({ length: 1 + next(40) }, () => pieces[next(pieces.length)]).join('');
    const words = scalar.scan(text);
    found += words.length / 4;
    assert.deepEqual(simd.scan(text), words, JSON.stringify(text));
  }
  assert.ok(found > 300, `${found} spans: the texts are worth comparing`);
});

test('what is built for speed asks few recognizers and finds what is found by asking all of them', () => {
  const core = new PiiCore(piiSimdModule);
  const weighed = new WebAssembly.Module(readFileSync(new URL('../../build/wasm/feedspan_scanner.wasm', import.meta.url)));
  const { memory, reserve, scan } = new WebAssembly.Instance(weighed).exports;
  // ASCII alone, so that offsets are the same in bytes. What every recognizer begins with, and what speaks against it.
  const pieces = [' ', ' ', ' ', ', ', '. ', '\n', ':', ': ', '=', '-', '_', '/', '(', ')', '"', "'", '.', '+', '#', '$', '%', '@', 'x', 'a', 'T', 'The ', 'is ', 'password', 'api_key', 'My name is ',
    'Mr ', 'Dear ', 'Ada', 'Lovelace', 'regards,\n', 'AKIA', 'SG.', 'GOCSPX-', 'ghp_', 'sk-', 'eyJ', 'J', 'hunter2!x', 'https://', 'ada:pw@', '/users/', 'token=', 'call ', 'born ', 'March ', '1975', '12',
    '12/03/1975', '2023-01-02', '1', '3', '0', '0x', 'bc1', 'DE', 'DE89 3704 0044 0532 0130 00', '4111 1111 1111 1111', '415-555-0132', '+44 20 7946 0958', '219-09-9999', 'AB 12 34 56 C', 'X-2482300-W',
    '192.0.2.7', '2.4.1', '2001:db8::1', '00:1b:44:11:3a:b7', 'Street ', 'rue ', 'strasse ', 'PO Box ', 'ZIP ', 'Springfield, IL 62704', 'ssn ', 'passport ', 'account ', 'order ', 'ext. ', ' dot ', 'example.com', 'seven '];
  let state = 7;
  const next = (/** @type {number} */ below) => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8) % below;
  let found = 0;
  for (let i = 0; i < 30_000; i++) {
    const text = Array.from({ length: 1 + next(16) }, () => pieces[next(pieces.length)]).join('');
    const words = core.scan(text);
    const at = reserve(text.length);
    new TextEncoder().encodeInto(text, new Uint8Array(memory.buffer, at, text.length));
    const [begin, end] = new Uint32Array(memory.buffer, scan(at, text.length, 50), 2);
    const all = Array.from({ length: (end - begin) / 16 }, (_, n) => {
      const [kind, from, to, confidence] = new Uint32Array(memory.buffer, begin + 16 * n, 4);
      return [kind & 0xff, from, to, confidence & 0xff];
    });
    const few = Array.from({ length: words.length / 4 }, (_, n) => [words[4 * n] & 0xff, words[4 * n + 1], words[4 * n + 2], words[4 * n + 3]]);
    found += few.length;
    assert.deepEqual(few, all, JSON.stringify(text));
  }
  assert.ok(found > 3000, `${found} spans: the texts are worth comparing`);
});

/** @param {string} query a module of its own @param {boolean} simd what the engine is to answer @returns {Promise<Uint8Array>} what it compiled */
async function compiledWith(query, simd) {
  const { compile, validate } = WebAssembly;
  let compiled;
  WebAssembly.validate = (bytes) => {
    assert.ok(validate(bytes), 'what is asked of the engine is a module');
    return simd;
  };
  WebAssembly.compile = (bytes) => compile((compiled = bytes));
  try {
    const { loadPiiCore } = await import(`../../js/pii-core.js?${query}`);
    assert.equal((await loadPiiCore()).redact('ada@example.com').text, '[EMAIL]');
  } finally {
    Object.assign(WebAssembly, { compile, validate });
  }
  return compiled;
}

test('feedspan/pii takes the module with SIMD where the engine has it, and the other one where it has not', async () => {
  assert.deepEqual(await compiledWith('simd', true), piiSimdWasmBytes());
  assert.deepEqual(await compiledWith('scalar', false), piiWasmBytes());
});

test('a compiled module is instantiated without compiling anything: Workers refuse that', async () => {
  const { Module, compile } = WebAssembly;
  const { loadPiiCore } = await import('../../js/pii-core.js?worker');
  const refuse = () => assert.fail('compiles');
  class Refusing {
    constructor() {
      refuse();
    }
    static [Symbol.hasInstance] = (it) => it instanceof Module;
  }
  Object.assign(WebAssembly, { compile: refuse, Module: Refusing });
  try {
    assert.equal((await loadPiiCore(piiModule)).redact('ada@example.com').text, '[EMAIL]');
  } finally {
    Object.assign(WebAssembly, { compile, Module });
  }
});

test('bytes go in as they are', () => {
  const core = new RelayCore(new WebAssembly.Module(relayWasmBytes()));
  const { relay } = core.create({});
  assert.equal(core.receive(relay, new Uint8Array([0xff, 0xfe, 0x00]), Date.now()).error.code, 'invalid_json');
  assert.equal(core.receive(relay, '', Date.now()).error.code, 'invalid_json');
});

test('after a trap every call answers, with core_failed', () => {
  const instance = instantiate(createGlue, module);
  const trap = () => {
    throw new WebAssembly.RuntimeError('unreachable');
  };
  assert.equal(instance.text('', trap), null);
  assert.equal(instance.dead, true);
  assert.equal(instance.text('', (glue) => glue.status(1)), null);
  assert.equal(instance.words('', (glue) => glue.status(1)), null);
});

test('a handle that is none is an error answer', () => {
  const core = new Core(module);
  assert.equal(core.pump(99, 0, 0, 0).error.code, 'closed');
  core.destroy(99);
  assert.equal(core.dead, false);
});

test('many instances of one module do not share memory', () => {
  const [one, two] = [new Core(module), new Core(module)];
  const options = { destinations: [{ type: 'relay', url: 'https://relay.example/' }], seed: '0f'.repeat(32), subject: '', secure: true };
  assert.equal(one.create(options).client, 1);
  assert.equal(two.create(options).client, 1);
});

test('JSON for the core: half a surrogate pair becomes U+FFFD, what only looks like its escape stays', () => {
  assert.equal(stringify(['\ud83d', '\\ud83d', '\\\ud83d', '😀']), JSON.stringify(['\ufffd', '\\ud83d', '\\\ufffd', '😀']));
});
