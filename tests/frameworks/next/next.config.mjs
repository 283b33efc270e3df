import { fileURLToPath } from 'node:url';

// The install is this folder's parent; without it Next.js looks for one further up.
const root = fileURLToPath(new URL('..', import.meta.url));
export default { outputFileTracingRoot: root, turbopack: { root } };
