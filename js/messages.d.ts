/**
 * `feedspan/messages`: the ids that a chat's messages bring along, for pages whose answers stream in. Nothing here throws.
 */
import type { Links } from './index.js';

/**
 * The links in a message of the AI SDK, or of anything like it: `metadata` (v5 and later; the best carrier: `messageMetadata` on the
 * server), then `data-*` parts (written after the
 * stream's `start`, which empties the message), then `annotations` (v4). In each: `traceId`, `spanId`, ... at the top, under `links` or `feedback`, or a
 * W3C `traceparent`. Earlier sources win. The message's own `id` becomes `messageId` where nothing else gave one.
 */
export declare function linksFromMessage(message: unknown): Links;

/** `<meta name="traceparent">`: the trace of the page's own load, which is rarely that of an answer. */
export declare function linksFromPage(): Links;

/** Every source in the order that counts: `links`, the message, the element's ancestors, `response` (of `linksFromResponse`), the page. */
export declare function findLinks(sources: {
  readonly links?: Links;
  readonly message?: unknown;
  readonly element?: Element;
  readonly response?: Links;
  /** Default false. */
  readonly page?: boolean;
}): Links;

export interface MessageLinks {
  /** What is new goes before what was known. */
  remember(messageId: string, links: Links): void;
  of(messageId: string): Links;
  /** For a message whose id changes when its stream ends. A vote made before keeps the id it was made with. */
  rebind(from: string, to: string): void;
}

/** Links by message, for answers whose ids came with a response and not with the message. The oldest go beyond `limit` (1000). */
export declare function createMessageLinks(options?: { readonly limit?: number }): MessageLinks;
