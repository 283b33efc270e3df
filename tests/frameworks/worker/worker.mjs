import { load, redact } from 'feedspan/pii';
import piiWasm from 'feedspan/pii-simd.wasm';
import { createRelay } from 'feedspan/relay';
import wasm from 'feedspan/relay.wasm';
import { settings } from '../settings.mjs';

let relay;
export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname === '/api/redact') {
      await load({ wasm: piiWasm });
      return new Response(redact(await request.text(), { policies: 'partial' }).text);
    }
    relay ??= createRelay({ ...settings(env), wasm, address: ({ headers }) => headers.get('cf-connecting-ip') });
    return relay(request);
  },
};
