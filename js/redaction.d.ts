/** What is looked for in texts and what is done with it: the same options for a client, a relay and `feedspan/pii`. */

/** The kinds of personal data; docs/pii.md says what makes each certain. */
export type PiiKind = 'EMAIL' | 'PHONE' | 'CREDIT_CARD' | 'IBAN' | 'IP_ADDRESS' | 'SECRET'
  | 'US_SSN' | 'US_ITIN' | 'PASSPORT' | 'DRIVER_LICENSE' | 'BANK_ACCOUNT' | 'DATE_OF_BIRTH' | 'NATIONAL_ID'
  | 'CRYPTO' | 'MAC' | 'URL' | 'PERSON' | 'ADDRESS';

/** A kind, or a type of your own: capitals and underscores, 1 to 32 of them, for example `ORDER_ID`. */
export type PiiType = PiiKind | (string & {});

/**
 * - `placeholder`: `[EMAIL]`
 * - `numbered`: `[EMAIL_1]`; equal values of one event get equal numbers
 * - `partial`: `[EMAIL:example.com]`, `[CREDIT_CARD:4444]`, `[IP_ADDRESS:203.0]`; docs/pii.md has the list. `[EMAIL]` where nothing
 *   may be shown
 * - `hash`: `[EMAIL:pgnfofnmnfjilpak]`, 64 bits of HMAC-SHA256 under `key`: equal values stay equal in all events
 * - `drop`: the whole field becomes `[DROPPED]`, and the report counts `DROPPED` besides what was found
 * - `allow`: stays as it is and is not counted
 */
export type Policy = 'placeholder' | 'numbered' | 'partial' | 'hash' | 'drop' | 'allow';

/** One policy for every type, or by type; `default` stands for those that are not named. */
export type Policies = Policy | { readonly [type in PiiType | 'default']?: Policy };

/** Words of your own: names of customers, projects, hosts. Found in any case, also of accented, Greek and Cyrillic letters. */
export interface Terms {
  readonly type: PiiType;
  /** Each 1 to 128 bytes of UTF-8. Some ten thousand are no slower than ten. */
  readonly values: readonly string[];
  /** Default true: only where no letter, digit or `_` goes on before or behind. */
  readonly wholeWord?: boolean;
}

/**
 * A pattern of your own. Looks like a regular expression, but takes time in proportion to the text whatever it is:
 * characters, `.`, `[a-z0-9]`, `[^,]`, `\d \w \s \D \W \S`, `( )`, `(?: )`, `|`, `? * +`, `{n} {n,} {n,m}` up to 255. No `^`, `$`,
 * `\b`, no references, no look-around. What lies in any match is masked; matches that overlap are one.
 */
export interface Pattern {
  readonly type: PiiType;
  readonly pattern: string;
  /** Default false. */
  readonly ignoreCase?: boolean;
  /** Default true: only where no letter, digit or `_` goes on before or behind. */
  readonly wholeWord?: boolean;
}

export interface Redaction {
  /** Default `placeholder`. */
  readonly policies?: Policies;
  /** Short for `policies: {default: 'numbered'}`. */
  readonly numbered?: boolean;
  /**
   * Other policies in `message`, `value` (texts and corrections), `userId`, `metadata`, or below a key of it: `metadata.order.note`.
   * The longest path counts; what it does not name is as everywhere. A user id is never shown in part: it goes out as a pseudonym, or,
   * with `drop`, not at all.
   */
  readonly fields?: { readonly [path: string]: Policies };
  /** Only these kinds are masked, besides your own terms and patterns. Default: all. */
  readonly kinds?: readonly PiiKind[];
  /** 0-100, default 50: what is found with less certainty stays. At 0 loopback and multicast addresses are masked as well. */
  readonly minConfidence?: number;
  /**
   * What stays as it is: a value (`support@example.com`, a number in any spelling), all addresses of a domain (`@example.com`),
   * `private` (IP addresses of private networks, links and the machine itself), or a kind.
   */
  readonly allow?: readonly string[];
  /**
   * 16 to 64 bytes, for `hash` and for the pseudonyms of user ids. Whoever has it can try values: in a page everybody has it, so
   * where hashes must not be guessed, let the relay hash, with a key that stays there.
   */
  readonly key?: string;
  readonly terms?: readonly Terms[];
  /** Together at most 2,048 steps: a character or a class is one, and so is each that a repeat allows. */
  readonly patterns?: readonly Pattern[];
  /** `names` of `feedspan/names`: people are found by their names, too. Default: only by what is said of them ("my name is ..."). */
  readonly names?: import('./names.js').Names;
}
