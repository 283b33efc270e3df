/**
 * What every store has to do. Plain functions, so that the same file runs in Node and in browsers.
 * Each takes a function that opens a store of the given queue, as another page would.
 */
function equal(actual, expected) {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) {
    throw new Error(`${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
  }
}
const ID = (n) => `0193b2a4-0000-7000-8000-${String(n).padStart(12, '0')}`;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** Adopts, and waits until `count` entries have come, or for a moment if there should be none. */
async function adopt(store, count = 0) {
  const entries = [];
  await store.adopt((some) => entries.push(...some));
  for (let wait = 0; wait < 150 && entries.length < (count || 1); ++wait) await pause(count ? 20 : 1);
  return entries;
}
const byId = (entries) => entries.map(({ id, text }) => [id, text]).sort();

/** For every store. */
export const contract = {
  async 'put says that it has kept the text'(open) {
    const store = open('a');
    equal(store.put(ID(1), 'one'), true);
    store.remove(ID(1));
    store.close();
  },
  async 'removing what is not there is nothing'(open) {
    const store = open('a');
    store.remove(ID(9));
    store.close();
  },
  async 'a purge leaves nothing, and the store goes on'(open) {
    const store = open('a');
    store.put(ID(1), 'one');
    store.purge();
    equal(store.entries(), []);
    equal(store.put(ID(2), 'two'), true);
    store.remove(ID(2));
    store.close();
  },
  async 'a store does not adopt its own'(open) {
    const store = open('a');
    store.put(ID(1), 'one');
    equal(await adopt(store), []);
    store.remove(ID(1));
    store.close();
  },
};

/** For those that outlive the page. */
export const durable = {
  async 'what is kept can be asked for'(open) {
    const store = open('a');
    store.put(ID(1), 'one');
    store.put(ID(2), 'two');
    store.remove(ID(2));
    equal(byId(store.entries()), [[ID(1), 'one']]);
    store.remove(ID(1));
    store.close();
  },
  async 'leaving and coming back loses nothing'(open) {
    const store = open('a');
    store.put(ID(1), 'one');
    store.leave(false);
    equal(await store.resume(), []);
    equal(byId(store.entries()), [[ID(1), 'one']]);
    store.remove(ID(1));
    store.close();
  },
  async 'what a closed page left is adopted, once'(open) {
    const dead = open('b');
    dead.put(ID(1), 'one "€😀"');
    dead.put(ID(2), 'two');
    dead.put(ID(1), 'one, amended');
    dead.put(ID(3), 'three');
    dead.remove(ID(3));
    dead.close();
    const [first, second] = [open('b'), open('b')];
    const entries = [];
    await Promise.all([first, second].map((store) => store.adopt((some) => entries.push(...some))));
    await new Promise((resolve) => setTimeout(resolve, 200));
    equal(byId(entries), [
      [ID(1), 'one, amended'],
      [ID(2), 'two'],
    ]);
    for (const store of [first, second]) [ID(1), ID(2)].forEach(store.remove);
    first.close();
    second.close();
    const last = open('b');
    equal(await adopt(last), []);
    last.close();
  },
  async 'what was adopted survives the adopter'(open) {
    const dead = open('c');
    dead.put(ID(1), 'one');
    dead.close();
    const middle = open('c');
    equal(byId(await adopt(middle, 1)), [[ID(1), 'one']]);
    middle.close();
    const last = open('c');
    equal(byId(await adopt(last, 1)), [[ID(1), 'one']]);
    last.remove(ID(1));
    last.close();
  },
  async 'a living page keeps what is its own'(open) {
    const living = open('d');
    living.put(ID(1), 'one');
    const other = open('d');
    equal(await adopt(other), []);
    living.remove(ID(1));
    living.close();
    other.close();
  },
  async 'a page that closes hands over to the one beside it'(open) {
    const closing = open('g');
    closing.put(ID(1), 'one');
    const other = open('g');
    const entries = [];
    await other.adopt((some) => entries.push(...some));
    equal(entries, []);
    closing.close();
    await new Promise((resolve) => setTimeout(resolve, 200));
    equal(byId(entries), [[ID(1), 'one']]);
    other.remove(ID(1));
    other.close();
  },
  async 'a closed store takes nothing more'(open) {
    const living = open('h');
    living.put(ID(1), 'one');
    const closed = open('h');
    const entries = [];
    await closed.adopt((some) => entries.push(...some));
    closed.close();
    living.close();
    await new Promise((resolve) => setTimeout(resolve, 200));
    equal(entries, []);
    const last = open('h');
    equal(byId(await adopt(last, 1)), [[ID(1), 'one']]);
    last.remove(ID(1));
    last.close();
  },
  async 'another queue is not touched'(open) {
    const dead = open('e');
    dead.put(ID(1), 'one');
    dead.close();
    const other = open('f');
    equal(await adopt(other), []);
    other.close();
    const same = open('e');
    equal(byId(await adopt(same, 1)), [[ID(1), 'one']]);
    same.remove(ID(1));
    same.close();
  },
  async 'a burst is kept, and what was removed of it is not'(open) {
    const dead = open('i');
    for (let n = 0; n < 500; ++n) dead.put(ID(n), `text ${n}`);
    for (let n = 0; n < 500; n += 2) dead.remove(ID(n));
    dead.close();
    const last = open('i');
    const entries = await adopt(last, 250);
    equal(byId(entries), byId(Array.from({ length: 250 }, (_, n) => ({ id: ID(2 * n + 1), text: `text ${2 * n + 1}` }))));
    for (const { id } of entries) last.remove(id);
    last.close();
  },
  async 'removals on the way out count'(open) {
    const dead = open('j');
    for (let n = 0; n < 200; ++n) dead.put(ID(n), `text ${n}`);
    await pause(200);
    for (let n = 0; n < 199; ++n) dead.remove(ID(n));
    dead.close();
    const last = open('j');
    equal(byId(await adopt(last, 1)), [[ID(199), 'text 199']]);
    last.remove(ID(199));
    last.close();
  },
  async 'an amended text is the last one, wherever the first was'(open) {
    const dead = open('k');
    dead.put(ID(1), 'one');
    await pause(200);
    dead.put(ID(1), 'one, amended');
    dead.leave(false);
    dead.close();
    const last = open('k');
    equal(byId(await adopt(last, 1)), [[ID(1), 'one, amended']]);
    last.remove(ID(1));
    last.close();
  },
  async 'a purge takes what other pages left'(open) {
    const dead = open('n');
    for (let n = 0; n < 100; ++n) dead.put(ID(n), 'text');
    await pause(200);
    dead.close();
    const purging = open('n');
    await pause(100);
    purging.purge();
    purging.put(ID(200), 'after');
    purging.close();
    await pause(100);
    const last = open('n');
    equal(byId(await adopt(last, 1)), [[ID(200), 'after']]);
    last.remove(ID(200));
    last.close();
  },
  async 'the last mark is given to the next page'(open) {
    const dead = open('o');
    dead.mark('first');
    dead.mark('second');
    dead.close();
    const last = open('o');
    const entries = [];
    await last.adopt((some) => entries.push(...some));
    equal(entries, [{ id: 'mark', text: 'second' }]);
    last.purge();
    last.close();
  },
};

/** For those of a page, which can lie in the back/forward cache. */
export const cacheable = {
  async 'a cached page gives up what it has, and is told when it comes back'(open) {
    const cached = open('l');
    cached.put(ID(1), 'one');
    cached.put(ID(2), 'two');
    await pause(200);
    cached.leave(true);
    const other = open('l');
    equal((await adopt(other, 2)).length, 2);
    other.remove(ID(1));
    equal((await cached.resume()).sort(), [ID(1), ID(2)]);
    equal(cached.entries(), []);
    equal(cached.put(ID(3), 'three'), true);
    await pause(100);
    other.close();
    cached.remove(ID(3));
    cached.close();
    const last = open('l');
    equal(byId(await adopt(last, 1)), [[ID(2), 'two']]);
    last.remove(ID(2));
    last.close();
  },
  async 'a cached page that nobody asked keeps what it has'(open) {
    const cached = open('m');
    cached.put(ID(1), 'one');
    cached.leave(true);
    equal(await cached.resume(), []);
    equal(byId(cached.entries()), [[ID(1), 'one']]);
    const other = open('m');
    equal(await adopt(other), []);
    cached.remove(ID(1));
    cached.close();
    other.close();
  },
};
