/** The harness tested by itself: every promise of engines/contract.d.ts and of the two servers. */

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { poll } from './deadline.mjs';
import { forEachEngine } from './for_each_engine.mjs';
import { launch } from './engines/index.mjs';
import { onDisk } from './on_disk.mjs';

const BUTTON_PAGE = '<!doctype html><button id="vote">Vote</button><script src="/vote.js"></script>';

/**
 * A page whose button posts with keepalive, as the product does.
 *
 * @param {import('./for_each_engine.mjs').Fixture} fixture
 * @param {{headers?: Record<string, string>, then?: string}} [options] `then`: code that the click
 *   handler runs right after the fetch
 */
function serveButton({ site, collector }, { headers, then = '' } = {}) {
  const script = `
    let votes = 0;
    document.querySelector('#vote').addEventListener('click', (event) => {
      votes += 1;
      fetch(${JSON.stringify(collector.url('/v1/ingest/votes'))}, {
        method: 'POST',
        keepalive: true,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ vote: votes, trusted: event.isTrusted, text: 'größer 😀' }),
      }).then(
        (response) => { document.title = 'status ' + response.status + ' retry ' + response.headers.get('Retry-After'); },
        (error) => { document.title = 'failed'; },
      );
      ${then}
    });`;
  site.file('/vote.js', script, { headers });
  collector.script('/v1/ingest/:dataset', [{ json: { ingested: 1 } }]);
  return site.page('/', BUTTON_PAGE, { headers });
}

const isVote = (request) => request.method === 'POST' && request.params.dataset === 'votes';

forEachEngine('a click arrives as a request with its body', async (fixture) => {
  const { page, collector } = fixture;
  await page.goto(serveButton(fixture));
  await page.click('#vote');
  const request = await collector.waitForRequest(isVote);
  assert.deepEqual(request.json, { vote: 1, trusted: true, text: 'größer 😀' });
  assert.equal(request.bytes.length, Buffer.byteLength(request.body));
  assert.equal(request.headers['content-type'], 'application/json');
  assert.equal(request.status, 200);
  await page.waitFor(() => document.title === 'status 200 retry null');
  const preflights = collector.requests.filter(({ method }) => method === 'OPTIONS');
  assert.equal(preflights.length, 1);
});

forEachEngine('a click arrives although the tab is closed at once', async (fixture) => {
  const { page, collector } = fixture;
  await page.goto(serveButton(fixture));
  await page.clickAndClose('#vote');
  const request = await collector.waitForRequest(isVote);
  assert.equal(request.json.trusted, true);
});

forEachEngine('a click arrives although its own handler closes the window', async (fixture) => {
  const { page, site, collector } = fixture;
  serveButton(fixture, { then: 'window.close();' });
  site.file('/open.js', 'document.querySelector("#open").onclick = () => open("/");');
  site.page('/opener', '<!doctype html><button id="open">Open</button><script src="/open.js"></script>');
  await page.goto(site.url('/opener'));
  const popup = await page.popup(() => page.click('#open'));
  await popup.waitFor(() => document.readyState === 'complete' && location.pathname === '/');
  // The tab may be gone before the click is acknowledged.
  await popup.click('#vote').catch(() => {});
  const request = await collector.waitForRequest(isVote);
  assert.equal(request.json.trusted, true);
  await popup.close();
});

forEachEngine('a click arrives although it navigates away from a no-store page', async (fixture) => {
  const { page, site, collector } = fixture;
  const headers = { 'Cache-Control': 'no-store' };
  site.page('/next', '<!doctype html><h1>Next</h1>', { headers });
  await page.goto(serveButton(fixture, { headers, then: 'location.href = "/next";' }));
  await page.click('#vote');
  const request = await collector.waitForRequest(isVote);
  assert.equal(request.json.vote, 1);
  assert.equal(await page.text('h1'), 'Next');
});

forEachEngine('a server that is down refuses, and answers again once up', async (fixture) => {
  const { page, collector } = fixture;
  await page.goto(serveButton(fixture));
  await page.click('#vote');
  await page.waitFor(() => document.title.startsWith('status 200'));
  await collector.down();
  await page.click('#vote');
  await page.waitFor(() => document.title === 'failed');
  await collector.up();
  await page.click('#vote');
  const votes = await collector.waitForRequests(2, isVote);
  assert.deepEqual(votes.map(({ json }) => json.vote), [1, 3]);
});

forEachEngine('scripted answers come in order, readable across origins', async (fixture) => {
  const { page, collector } = fixture;
  await page.goto(serveButton(fixture));
  collector.script('/v1/ingest/:dataset', [
    { status: 429, headers: { 'Retry-After': '2' } },
    { status: 500, delay: 300 },
    { status: 200 },
  ]);
  const titles = ['status 429 retry 2', 'status 500 retry null', 'status 200 retry null', 'status 200 retry null'];
  for (const [index, title] of titles.entries()) {
    const clicked = performance.now();
    await page.click('#vote');
    await page.waitFor((wanted) => document.title === wanted, { args: [title] });
    if (index === 1) assert.ok(performance.now() - clicked >= 300, 'the delay was kept');
    await page.evaluate(() => { document.title = ''; });
  }
  const votes = collector.received(isVote);
  assert.deepEqual(votes.map(({ status }) => status), [429, 500, 200, 200]);
  votes.slice(1).forEach(({ at }, index) => assert.ok(at > votes[index].at, 'the clock moves on'));
});

forEachEngine('faults below HTTP reach the page as what they are', async (fixture) => {
  const { page, site, collector } = fixture;
  await page.goto(site.page('/', '<!doctype html>'));
  collector.script('/reset', [{ reset: true }]);
  collector.script('/cut', [{ cutBody: true, json: { ingested: 1 } }]);
  collector.script('/hang', [{ hang: true }]);
  collector.script('/nocors', [{ cors: false }]);
  const post = (url) =>
    fetch(url, { method: 'POST', body: 'x', signal: AbortSignal.timeout(500) })
      .then((response) => response.text().then(() => 'read', () => 'cut'))
      .catch((error) => error.name);
  const outcome = (pathname) => page.evaluate(post, collector.url(pathname));
  assert.equal(await outcome('/reset'), 'TypeError');
  assert.equal(await outcome('/cut'), 'cut');
  assert.match(await outcome('/hang'), /TimeoutError|AbortError/);
  assert.equal(await outcome('/nocors'), 'TypeError');
  assert.equal(await outcome('/unscripted'), 'read');
  collector.cors = false;
  assert.equal(await outcome('/unscripted'), 'TypeError');
  for (const pathname of ['/reset', '/cut', '/hang', '/nocors']) {
    // A browser may repeat a POST by itself after a reset.
    const requests = collector.received((request) => request.path === pathname);
    assert.ok(requests.length >= 1, pathname);
    assert.equal(requests[0].body, 'x');
  }
});

forEachEngine('CSP blocks an inline script and the browser reports it', async ({ page, site }) => {
  site.file('/allowed.js', 'document.body.dataset.external = "ran";');
  const html =
    '<!doctype html><body><script>document.body.dataset.inline = "ran";</script>' +
    '<script src="/allowed.js"></script>';
  await page.goto(site.page('/', html));
  const violation = await site.waitForCspViolation();
  assert.deepEqual(violation, { document: site.url('/'), directive: 'script-src-elem', blocked: 'inline' });
  assert.deepEqual(await page.evaluate(() => ({ ...document.body.dataset })), { external: 'ran' });
  assert.ok(page.console.some((line) => /Content.Security.Policy/.test(line)), page.console.join('\n'));
  assert.equal(site.cspViolations.length, 1, 'the harness itself violates nothing');
});

forEachEngine('a file can be held back', async ({ page, site }) => {
  site.file('/late.js', 'document.title = "late";');
  const release = site.hold('/late.js');
  await page.goto(site.page('/', '<!doctype html>'));
  await page.evaluate(() => void import('/late.js'));
  await poll(() => site.requests.some(({ path }) => path === '/late.js'), { timeout: 5000, what: 'the request' });
  assert.equal(await page.evaluate(() => document.title), '');
  release();
  await page.waitFor(() => document.title === 'late');
});

forEachEngine('typed keys arrive as key events', async ({ engine, page, site }) => {
  site.file(
    '/keys.js',
    `window.keys = [];
     document.addEventListener('keydown', (event) => keys.push(event.key + (event.isTrusted ? '' : ' untrusted')));`,
  );
  const html = '<!doctype html><input id="a"><textarea id="b"></textarea><script src="/keys.js"></script>';
  await page.goto(site.page('/', html));
  await page.type('#b', 'Hé, ab');
  await page.press('Backspace');
  await page.press('Shift+Tab');
  const focusedByShift = await page.evaluate(() => document.activeElement.id);
  await page.press('Tab');
  const state = await page.evaluate(() => ({
    value: document.querySelector('#b').value,
    focused: document.activeElement.id,
    keys: keys.filter((key) => key !== 'Shift'),
  }));
  assert.equal(state.value, 'Hé, a');
  assert.equal(focusedByShift, 'a');
  assert.equal(state.focused, 'b');
  // WebKitGTK moves the focus on Shift+Tab, but calls the key 'Unidentified'.
  const expected = ['a', 'b', 'Backspace', engine === 'webkit' ? 'Unidentified' : 'Tab', 'Tab'];
  assert.deepEqual(state.keys.slice(-5), expected);
});

forEachEngine('console messages and uncaught errors are collected', async ({ page, site }) => {
  site.file('/noise.js', 'console.warn("a warning"); Promise.reject(new Error("nobody caught me")); null.x;');
  await page.goto(site.page('/', '<!doctype html><script src="/noise.js"></script>'));
  await page.waitFor(() => true);
  const { console: messages, pageErrors } = page;
  const settled = performance.now() + 2000;
  while (pageErrors.length < 2 && performance.now() < settled) await page.evaluate('1');
  assert.ok(messages.some((line) => /^warn(ing)?: a warning$/.test(line)), messages.join('\n'));
  assert.ok(pageErrors.some((text) => text.includes('nobody caught me')), pageErrors.join('\n'));
  assert.equal(pageErrors.length, 2);
});

forEachEngine('a promise is awaited, an error comes back with its message', async ({ page, site }) => {
  await page.goto(site.page('/', '<!doctype html>'));
  const sum = (a, b) => new Promise((resolve) => setTimeout(() => resolve({ sum: a + b }), 20));
  assert.deepEqual(await page.evaluate(sum, 2, 3), { sum: 5 });
  assert.equal(await page.evaluate('1 + 1'), 2);
  const fail = () => { throw new Error('from the page'); };
  await assert.rejects(page.evaluate(fail), /from the page/);
  await assert.rejects(page.waitFor(() => false, { timeout: 200 }), /timed out after 200 ms/);
  await assert.rejects(page.waitFor(fail, { timeout: 200 }), (error) => /from the page/.test(error.cause.message));
});

forEachEngine('history and reload lead where they should', async ({ page, site }) => {
  site.page('/one', '<!doctype html><h1>One</h1>');
  site.page('/two', '<!doctype html><h1>Two</h1>');
  await page.goto(site.url('/one'));
  await page.goto(site.url('/two'));
  await page.back();
  assert.equal(await page.text('h1'), 'One');
  await page.forward();
  assert.equal(await page.url(), site.url('/two'));
  await page.evaluate(() => { document.title = 'touched'; });
  await page.reload();
  assert.equal(await page.evaluate(() => document.title), '');
});

forEachEngine('viewport, screenshot', async ({ engine, page, site }) => {
  await page.goto(site.page('/', '<!doctype html><h1>A picture</h1>'));
  await page.viewport(500, 640);
  await page.waitFor(() => innerWidth === 500 && innerHeight === 640);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'feedspan-picture-'));
  try {
    const file = path.join(folder, `${engine}.png`);
    await page.screenshot(file);
    const png = readFileSync(file);
    assert.equal(png.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n');
    // Width and height in the IHDR chunk.
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [500, 640]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

forEachEngine(
  'the colour scheme can be changed',
  async ({ page, site }) => {
    await page.goto(site.page('/', '<!doctype html>'));
    const isDark = () => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    assert.equal(await isDark(), false);
    await page.setColorScheme('dark');
    assert.equal(await isDark(), true);
    await page.setColorScheme('light');
    assert.equal(await isDark(), false);
  },
  { needs: ['colorScheme'] },
);

forEachEngine(
  'offline is offline for the page and its requests',
  async (fixture) => {
    const { page, collector } = fixture;
    await page.goto(serveButton(fixture));
    await page.setOffline(true);
    assert.equal(await page.evaluate(() => navigator.onLine), false);
    await page.click('#vote');
    await page.waitFor(() => document.title === 'failed');
    await page.setOffline(false);
    assert.equal(await page.evaluate(() => navigator.onLine), true);
    await page.click('#vote');
    const vote = await collector.waitForRequest(isVote);
    assert.equal(vote.json.vote, 2);
  },
  { needs: ['offline'] },
);

forEachEngine('two tabs share storage; closing one runs its exit handlers', async (fixture) => {
  const { page, openPage, site } = fixture;
  // Reading once at the start matters: see README, "What the engines do".
  site.file(
    '/exit.js',
    `localStorage.getItem('left');
     const leave = () => localStorage.setItem('left', location.hash);
     addEventListener('pagehide', leave);
     document.addEventListener('visibilitychange', () => { if (document.hidden && location.hash) leave(); });
     addEventListener('storage', (event) => { document.title = event.key + ' ' + event.newValue; });`,
  );
  site.page('/', '<!doctype html><script src="/exit.js"></script>');
  const other = await openPage();
  await page.goto(site.url('/'));
  await other.goto(site.url('/#other'));
  await other.close();
  await page.waitFor(() => document.title === 'left #other');
});

forEachEngine('kill() leaves no process and no profile behind', async ({ engine, site }) => {
  const browser = await launch(engine, { colorScheme: 'dark' });
  const page = await browser.newPage();
  await page.goto(site.page('/', '<!doctype html>'));
  assert.equal(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches), true);
  const processes = browser.processes();
  assert.ok(processes.length >= 3, `a browser is several processes, found ${processes.length}`);
  const profiles = processes.flatMap(profileFoldersOf);
  assert.ok(profiles.length >= 1);
  assert.ok(profiles.every((folder) => existsSync(folder)));
  await browser.kill();
  assert.deepEqual(processes.filter(isAlive), []);
  assert.deepEqual(browser.processes(), []);
  assert.equal(browser.isRunning, false);
  assert.deepEqual(profiles.filter((folder) => existsSync(folder)), []);
});

forEachEngine('a profile outlives close() and kill()', async ({ engine, site }) => {
  site.page('/', '<!doctype html>');
  const profileDir = mkdtempSync(path.join(os.tmpdir(), 'feedspan-kept-'));
  const visit = async (end, act, expectOnDisk) => {
    const browser = await launch(engine, { profileDir });
    try {
      const page = await browser.newPage();
      await page.goto(site.url('/'));
      const answer = await page.evaluate(act);
      if (expectOnDisk) await onDisk(profileDir, expectOnDisk);
      return answer;
    } finally {
      await browser[end]();
    }
  };
  const addRecord = () =>
    new Promise((resolve, reject) => {
      const opening = indexedDB.open('kept', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('events', { autoIncrement: true });
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const transaction = opening.result.transaction('events', 'readwrite');
        const store = transaction.objectStore('events');
        store.add('event');
        const counting = store.count();
        transaction.oncomplete = () => resolve(counting.result);
        transaction.onerror = () => reject(transaction.error);
      };
    });
  try {
    await visit('close', () => localStorage.setItem('vote', 'up-until-the-next-visit'), 'up-until-the-next-visit');
    assert.equal(await visit('close', () => localStorage.getItem('vote')), 'up-until-the-next-visit');
    assert.equal(await visit('kill', addRecord), 1);
    assert.equal(await visit('close', addRecord), 2, 'the record written before SIGKILL is there');
  } finally {
    rmSync(profileDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
});

/** @param {number} pid */
function isAlive(pid) {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}

/**
 * The temporary profile that a process's command line names.
 * @param {number} pid
 */
function profileFoldersOf(pid) {
  const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  return [...commandLine.matchAll(/[^=\0]*\/feedspan-(?:chromium|firefox|webkit)-[A-Za-z0-9]+/g)].map(String);
}
