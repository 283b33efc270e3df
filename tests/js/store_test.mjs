import { test } from 'node:test';
import { createMemoryStore } from '../../js/ports/store.js';
import { contract } from './store_contract.mjs';

for (const [name, check] of Object.entries(contract)) test(`memory store: ${name}`, () => check(createMemoryStore));
