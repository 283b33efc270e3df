/**
 * `feedspan/links`, for servers: signs the links of an answer, so that the relay knows whose feedback may be about it.
 * ```js
 * const links = await mintLinks({ traceId }, { secret: process.env.FEEDSPAN_LINK_SECRET, subject: session.userId });
 * response.json({ answer, links }); // the page hands `links` to the client, or writes them as data-trace-id, data-link-token, ...
 * ```
 */
import type { Links } from './index.js';

export interface LinkSecret {
  /** Names the key within the token. Default `'1'`. */
  readonly kid?: string;
  /** At least 32 random bytes, as bytes or as text (`openssl rand -base64 32`). Keep it in the environment. */
  readonly secret: string | Uint8Array;
}

export interface MintOptions extends LinkSecret {
  /**
   * Whose feedback it will be: the id of the user or of the session. Only a keyed hash of it is in the token. Votes of one subject
   * about one target replace each other; nobody else's do.
   */
  readonly subject: string;
  /**
   * For the hash of `subject`, if not `secret`. Keep this one when you change `secret`: with another hash an earlier vote is
   * somebody else's.
   */
  readonly subjectSecret?: string | Uint8Array;
  /** Which relay is to take it, for example `'production'`; the relay's `audience`. Default `'feedspan'`. */
  readonly audience?: string;
  /** The only names of feedback that may be given, for example `['thumbs', 'comment']`. Default: any. */
  readonly names?: readonly string[];
  /** Seconds from now. Default 30 days: a browser may hold feedback for 7 days before it can send it. */
  readonly ttl?: number;
}

/** What is signed. It is not encrypted: the page, and whoever reads the page, can read it. */
export interface LinkTokenPayload {
  readonly v: 1;
  readonly kid: string;
  readonly aud: string;
  readonly target: Links;
  /** 32 hex digits. */
  readonly sub: string;
  readonly names?: readonly string[];
  /** Seconds since 1970. */
  readonly iat: number;
  readonly exp: number;
}

/**
 * The given links (those of {@link Links}, anything else is left out) and their token as `linkToken`.
 * Rejects with a `TypeError`, which holds no secret, when there is no target, no subject, or a secret of less than 32 bytes.
 */
export declare function mintLinks(links: Links, options: MintOptions): Promise<Links & { linkToken: string }>;

/** The subject as it stands in tokens and keys, 32 hex digits: to find what one person has given, for example to delete it. */
export declare function subjectOf(subject: string, secret: string | Uint8Array): Promise<string>;

export type Verified =
  | { readonly ok: true; readonly payload: LinkTokenPayload }
  | { readonly ok: false; readonly reason: 'malformed' | 'forged' | 'audience' | 'expired' | 'early' };

/** As the relay does it. `now`: milliseconds since 1970. Rejects only for a secret of less than 32 bytes. */
export declare function verifyLinkToken(
  token: string,
  options: { readonly secrets: readonly LinkSecret[]; readonly audience?: string; readonly now?: number },
): Promise<Verified>;
