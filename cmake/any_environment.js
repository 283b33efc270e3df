// Put before the debug glue, inside its module. With assertions the glue refuses to start without a
// `window`; listing `node` instead would make its factory asynchronous, unlike the one that ships.
var window = globalThis.window ?? globalThis;
