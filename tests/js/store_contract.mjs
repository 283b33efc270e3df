/**
 * What every store has to do. Plain functions, so that the same file runs in Node and, on localStorage, in browsers.
 * Each takes a function that opens a store of the given queue, as another page would.
 */
function equal(actual, expected) {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) {
    throw new Error(`${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
  }
}
const ID = (n) => `0193b2a4-0000-7000-8000-${String(n).padStart(12, '0')}`;
/** Adopts, and waits until `count` entries have come, or for a moment if there should be none. */
async function adopt(store, count = 0) {
  const entries = [];
  await store.adopt((some) => entries.push(...some));
  for (let wait = 0; wait < 50 && entries.length < (count || 1); ++wait) await new Promise((resolve) => setTimeout(resolve, count ? 20 : 2));
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
};
