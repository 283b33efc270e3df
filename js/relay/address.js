/**
 * Who is at the other end of the connection, as far as that can be known.
 * @module
 */

/** Of requests that a listener of ours has made from a socket's. @type {WeakMap<Request, string>} */
const peers = new WeakMap();

/** @param {Request} request @param {string | undefined} address */
export function setPeer(request, address) {
  if (address) peers.set(request, address);
}

/**
 * Each proxy appends the address it was called from to `X-Forwarded-For`, so only as many entries from the right as there are own
 * proxies in front are no invention of the client's.
 * @param {Request} request
 * @param {number} trustedHops
 * @returns {string | undefined} what is to be limited together
 */
export function addressOf(request, trustedHops) {
  const peer = peers.get(request);
  const forwarded = trustedHops > 0 ? (request.headers.get('x-forwarded-for') ?? '').split(',').map((entry) => entry.trim()).filter(Boolean) : [];
  const address = forwarded.length >= trustedHops && trustedHops > 0 ? forwarded[forwarded.length - trustedHops] : peer;
  return address && networkOf(address.slice(0, 64));
}

/**
 * An IPv6 customer gets a network of 2^64 addresses or more (RFC 6177), so that network counts as one.
 * @param {string} address
 */
function networkOf(address) {
  const bare = address.replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1').replace(/%.*$/, '').toLowerCase();
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/.exec(bare);
  if (mapped) return mapped[1];
  if (!bare.includes(':')) return bare;
  const [head, tail] = bare.split('::').map((part) => (part ? part.split(':') : []));
  const zeros = tail ? Array(Math.max(8 - head.length - tail.length, 0)).fill('0') : [];
  return [...head, ...zeros, ...(tail ?? [])].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}
