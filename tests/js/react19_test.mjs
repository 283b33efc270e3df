import { createRequire } from 'node:module';
import { runSuite } from './react/run.mjs';

await runSuite('react19', createRequire(import.meta.url));
