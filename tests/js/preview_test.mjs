import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followText, marksIn, typesFound } from '../../js/preview.js';

const PAUSE = 250;
const span = (start, end) => ({ type: 'EMAIL', start, end, confidence: 99 });
const found = (text) => ({ text: `masked ${text}`, spans: [span(0, text.length)], report: { EMAIL: 1 } });
/** Lets promises settle, since timers are mocked. */
const settle = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

test('a text is looked at once typing pauses', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const asked = [];
  const shown = [];
  const follower = followText(async (text) => (asked.push(text), found(text)), (preview) => shown.push(preview.text));
  for (const text of ['a', 'ab', 'abc']) {
    follower.update(text);
    t.mock.timers.tick(PAUSE - 1);
  }
  assert.deepEqual(asked, []);
  t.mock.timers.tick(1);
  await settle();
  assert.deepEqual(asked, ['abc']);
  assert.deepEqual(shown, ['masked abc']);
});

test('an answer for a text that was changed meanwhile is not shown, nor one after the end', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const answers = [];
  const shown = [];
  const follower = followText((text) => new Promise((resolve) => answers.push(() => resolve(found(text)))), (preview) => shown.push(preview.source));
  follower.update('old');
  t.mock.timers.tick(PAUSE);
  follower.update('new');
  t.mock.timers.tick(PAUSE);
  answers[1]();
  await settle();
  answers[0]();
  await settle();
  assert.deepEqual(shown, ['new']);
  follower.update('last');
  t.mock.timers.tick(PAUSE);
  follower.stop();
  answers[2]();
  await settle();
  assert.deepEqual(shown, ['new']);
});

test('nothing is asked of an empty text, nor of one that is refused for its length', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const shown = [];
  const follower = followText(async () => assert.fail('asked'), ({ text, spans }) => shown.push([text, spans]));
  follower.update(' ');
  follower.update('x'.repeat((1 << 16) + 1));
  t.mock.timers.tick(PAUSE);
  await settle();
  assert.deepEqual(shown, [['', []], ['', []]]);
});

test('marks before and behind a change hold still, and what was changed loses its mark', () => {
  const preview = { source: 'abc def ghi', text: '', spans: [span(0, 3), span(4, 7), span(8, 11)], report: {} };
  assert.equal(marksIn(preview, 'abc def ghi').length, 3);
  assert.deepEqual(marksIn(preview, 'abc dXf ghi'), [span(0, 3), span(8, 11)]);
  assert.deepEqual(marksIn(preview, 'abc dXXXf ghi'), [span(0, 3), span(10, 13)]);
  assert.deepEqual(marksIn(preview, 'abc ghi'), [span(0, 3), span(4, 7)]);
  assert.deepEqual(marksIn(preview, 'abc def gh'), [span(0, 3), span(4, 7)]);
  assert.deepEqual(marksIn(preview, ''), []);
});

test('the types in words', () => {
  assert.equal(typesFound({ text: '', spans: [], report: { EMAIL: 1, PHONE: 2 } }), 'EMAIL, PHONE (2)');
  assert.equal(typesFound({ text: '', spans: [], report: {} }), '');
});
