/** The quick faults of faults/, in each engine. The whole of them: scripts/faults. */

import assert from 'node:assert/strict';
import { FAULTS, perform } from './faults/faults.mjs';
import { forEachEngine } from './for_each_engine.mjs';

for (const fault of FAULTS.filter(({ quick }) => quick)) {
  forEachEngine(fault.name, async ({ engine, browser }) => assert.equal((await perform(fault, engine, browser)).failure, undefined), {
    timeout: 100_000,
  });
}
