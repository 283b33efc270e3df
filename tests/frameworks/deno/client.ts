// A client and the scanner, allowed nothing but to talk to the server that is named: whatever else they touched would end this.
import { createClient } from 'feedspan';
import { linksFromMessage } from 'feedspan/messages';
import { load, redact } from 'feedspan/pii';

const client = createClient({ destination: { type: 'relay', url: Deno.args[0] }, persist: false });
const links = linksFromMessage({ role: 'assistant', metadata: { traceId: 't-1' } });
const receipt = client.thumb(links, 'up', { message: 'mail jane.doe@example.org' });
const { delivered } = await client.flush();
await load();
console.log(JSON.stringify({ delivered, outcome: await receipt.settled, redacted: redact('mail jane.doe@example.org').text }));
await client.close();
