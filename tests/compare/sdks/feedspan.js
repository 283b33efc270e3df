// As published: the defaults, a relay.
let client;
export async function start(url) {
  // The published files, not bundled again.
  const address = '/feedspan/index.js';
  const { createClient } = await import(address);
  client = createClient({ destination: { type: 'relay', url: `${url}/relay` } });
  await client.warmUp();
}
let target = Math.floor(Math.random() * 1e9);
export const send = (text) => client.send({ messageId: `m${target++}` }, { kind: 'text', name: 'feedback', value: text });
