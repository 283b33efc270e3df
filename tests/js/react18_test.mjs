import { createRequire } from 'node:module';
import { runSuite } from './react/run.mjs';

const { resolve } = createRequire(import.meta.url);
await runSuite('react18', createRequire(resolve('feedspan-react18/package.json')));
