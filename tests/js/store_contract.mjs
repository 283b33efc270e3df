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
    equal(await store.adopt(), []);
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
    const [mine, theirs] = await Promise.all([first.adopt(), second.adopt()]);
    equal(byId([...mine, ...theirs]), [
      [ID(1), 'one, amended'],
      [ID(2), 'two'],
    ]);
    for (const store of [first, second]) [ID(1), ID(2)].forEach(store.remove);
    first.close();
    second.close();
    const last = open('b');
    equal(await last.adopt(), []);
    last.close();
  },
  async 'what was adopted survives the adopter'(open) {
    const dead = open('c');
    dead.put(ID(1), 'one');
    dead.close();
    const middle = open('c');
    equal(byId(await middle.adopt()), [[ID(1), 'one']]);
    middle.close();
    const last = open('c');
    equal(byId(await last.adopt()), [[ID(1), 'one']]);
    last.remove(ID(1));
    last.close();
  },
  async 'a living page keeps what is its own'(open) {
    const living = open('d');
    living.put(ID(1), 'one');
    const other = open('d');
    equal(await other.adopt(), []);
    living.remove(ID(1));
    living.close();
    other.close();
  },
  async 'another queue is not touched'(open) {
    const dead = open('e');
    dead.put(ID(1), 'one');
    dead.close();
    const other = open('f');
    equal(await other.adopt(), []);
    other.close();
    const same = open('e');
    equal(byId(await same.adopt()), [[ID(1), 'one']]);
    same.remove(ID(1));
    same.close();
  },
};
