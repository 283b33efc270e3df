import { load, redact } from 'feedspan/pii';

await load();
document.querySelector('output').textContent = redact('as ada@example.com said', { policies: 'partial' }).text;
