/** What runs before the first click runs for nobody: a rehearsed vote goes all the way, and leaves no trace. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wasmBytes } from '../../js/core-wasm.js';
import { loadCore, rehearse } from '../../js/core.js';
import { createStorage } from './web_storage.mjs';

const RECORD = '{"kind":"thumb","name":"thumbs","value":"up","message":"a","links":{"traceId":"a1"},"time":1765990800016}';

test('a rehearsed vote is accepted, sent and answered in the core, and neither stored, sent nor told', async (context) => {
  const core = await loadCore(wasmBytes());
  const seen = { submitted: [], fetched: 0, answered: 0 };
  const { submitAll, pump, respond } = core;
  context.mock.method(core, 'submitAll', (...call) => {
    const answer = submitAll.apply(core, call);
    seen.submitted.push(...answer.items);
    return answer;
  });
  context.mock.method(core, 'pump', (...call) => {
    const answer = pump.apply(core, call);
    seen.fetched += answer.effects.filter((effect) => effect.do === 'fetch').length;
    return answer;
  });
  context.mock.method(core, 'respond', (...call) => {
    ++seen.answered;
    return respond.apply(core, call);
  });
  const fetched = context.mock.method(globalThis, 'fetch', () => assert.fail('a request'));
  const told = [];
  const storage = createStorage();
  globalThis.localStorage = storage;
  context.after(() => delete globalThis.localStorage);

  const settings = {
    destinations: [{ type: 'relay', url: 'http://127.0.0.1:9/' }],
    subject: null,
    secure: false,
    persist: true,
    report: (error) => told.push(error),
    update: (update) => told.push(update),
  };
  rehearse(core, settings, RECORD);
  await new Promise((resolve) => setTimeout(resolve, 50));

  assert.deepEqual(seen.submitted.map(({ accepted, error }) => [!!accepted, error]), [[true, undefined]]);
  assert.deepEqual([seen.fetched, seen.answered], [1, 1]);
  assert.deepEqual([fetched.mock.callCount(), told, Object.keys(storage)], [0, [], []]);
});
