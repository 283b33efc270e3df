import { randomBytes, randomUUID } from 'node:crypto';
import { getCookie, setCookie } from 'hono/cookie';
import { mintLinks } from 'feedspan/links';

const cookie = 'demo_visitor';

/** All that the pages of this demo say of an answer. */
const names = ['thumbs', 'comment', 'copy', 'regenerate'];

/**
 * What link tokens are signed with. A server of yours takes it from its environment; this demo makes one up and keeps it beside the
 * feedback, since a browser may deliver feedback days after the answer.
 *
 * @param {import('libsql').Database} database
 * @returns {string}
 */
export function linkSecretOf(database) {
  database.prepare("INSERT OR IGNORE INTO settings (name, value) VALUES ('link secret', ?)").run(randomBytes(32).toString('base64'));
  return database.prepare("SELECT value FROM settings WHERE name = 'link secret'").get().value;
}

/**
 * @param {string} secret
 * @returns {(links: import('feedspan').Links, subject: string) => ReturnType<typeof mintLinks>} signs that this person may speak about this answer
 */
export const createMinter = (secret) => (links, subject) => mintLinks(links, { secret, subject, names });

/**
 * Who is asking. Where people sign in, this is the user's id out of your session; here it is a random one in a cookie that scripts
 * cannot read.
 *
 * @param {import('hono').Context} c
 */
export function visitorOf(c) {
  const known = getCookie(c, cookie);
  const visitor = /^[\da-f-]{36}$/.test(known ?? '') ? known : randomUUID();
  setCookie(c, cookie, visitor, { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: 400 * 86_400 });
  return visitor;
}
