/**
 * Token buckets: `burst` at once, `perSecond` on the average.
 * @module
 */

/**
 * @typedef {import('../relay').RateLimit} RateLimit
 * @typedef {import('../relay').RateLimiter} RateLimiter
 */

/** What nobody reaches who gives feedback by hand. An office of thousands has one address. @type {Readonly<Record<string, RateLimit>>} */
const DEFAULTS = {
  all: { burst: 5000, perSecond: 2500 },
  address: { burst: 200, perSecond: 20 },
  subject: { burst: 200, perSecond: 2 },
  token: { burst: 100, perSecond: 1 },
};

/** @param {import('../relay').RelayOptions['limits']} [limits] */
export function limitsOf(limits) {
  return /** @type {Record<keyof typeof DEFAULTS, RateLimit | false>} */ ({ ...DEFAULTS, ...limits });
}

/** @type {typeof import('../relay').createMemoryLimiter} */
export function createMemoryLimiter({ buckets: most = 50_000, now = () => Date.now() } = {}) {
  /** In the order of their last use. @type {Map<string, {level: number, at: number}>} */
  const buckets = new Map();
  return {
    take(name, cost, { burst, perSecond }) {
      const time = now();
      const bucket = buckets.get(name) ?? { level: burst, at: time };
      bucket.level = Math.min(burst, bucket.level + (Math.max(time - bucket.at, 0) / 1000) * perSecond);
      bucket.at = time;
      buckets.delete(name);
      buckets.set(name, bucket);
      if (buckets.size > most) buckets.delete(/** @type {string} */ (buckets.keys().next().value));
      // What costs more than a full bucket would never pass: it takes all there is, and the rest as a debt.
      const needed = Math.min(cost, burst);
      if (bucket.level < needed) return Math.ceil(((needed - bucket.level) / perSecond) * 1000);
      bucket.level -= cost;
      return 0;
    },
  };
}
