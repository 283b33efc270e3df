/** Says in a sentence what is wrong, where the tools would fail in their own words. */
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`error: Node.js 20.19 or newer is needed; this is ${process.version}`);
  process.exit(1);
}
