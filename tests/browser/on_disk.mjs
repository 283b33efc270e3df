/**
 * Browsers write localStorage to disk a moment later, and WebKit's driver ends the browser without waiting for that; what is younger
 * is a limit of the platform. This waits until a file of the profile's storage holds the text, five seconds at most: the test itself
 * judges what is there afterwards.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** @param {string} profileDir @param {string} text ASCII that nothing else in the profile contains */
export async function onDisk(profileDir, text) {
  const forms = [Buffer.from(text, 'latin1'), Buffer.from(text, 'utf16le')];
  const holds = (file) => {
    try {
      const bytes = readFileSync(file);
      return forms.some((form) => bytes.includes(form));
    } catch {
      return false; // a folder, or gone meanwhile
    }
  };
  for (const end = Date.now() + 5000; Date.now() < end; await setTimeout(100)) {
    const files = readdirSync(profileDir, { recursive: true }).filter((file) => /storage|leveldb|\bls\b/i.test(file));
    if (files.some((file) => holds(path.join(profileDir, file)))) return;
  }
}
