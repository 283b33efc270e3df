/** The cases of link_token_test.mjs where a platform has WebCrypto alone. */
process.getBuiltinModule = /** @type {any} */ (undefined);
await import('./link_token_test.mjs');
