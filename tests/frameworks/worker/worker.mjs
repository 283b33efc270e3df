import { createRelay } from 'feedspan/relay';
import wasm from 'feedspan/relay.wasm';
import { settings } from '../settings.mjs';

let relay;
export default {
  fetch(request, env) {
    relay ??= createRelay({ ...settings(env), wasm, address: ({ headers }) => headers.get('cf-connecting-ip') });
    return relay(request);
  },
};
