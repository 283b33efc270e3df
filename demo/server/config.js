import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';

const help = `Usage: node server/main.js [options]

  --port N               default 4600, or $PORT
  --data FILE            SQLite file, default demo/data/demo.sqlite
  --axiom-url URL        send to Axiom as well, straight from the page, or $AXIOM_URL
  --axiom-dataset NAME   or $AXIOM_DATASET
  --axiom-token TOKEN    or $AXIOM_TOKEN. It is given to every page that this server serves: use one that can only
                         ingest, and only into that dataset
  --help
`;

export const defaultDataFile = fileURLToPath(new URL('../data/demo.sqlite', import.meta.url));

/**
 * @typedef {object} Config
 * @property {number} port
 * @property {string} data
 * @property {import('feedspan').AxiomDestination | null} axiom
 */

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Config | {help: string}}
 * @throws {Error} with a sentence for the user
 */
export function readConfig(args, environment) {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: environment.PORT ?? '4600' },
      data: { type: 'string', default: defaultDataFile },
      'axiom-url': { type: 'string', default: environment.AXIOM_URL ?? '' },
      'axiom-dataset': { type: 'string', default: environment.AXIOM_DATASET ?? '' },
      'axiom-token': { type: 'string', default: environment.AXIOM_TOKEN ?? '' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return { help };
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port ${values.port}: not a port number`);

  const settings = { url: values['axiom-url'], dataset: values['axiom-dataset'], token: values['axiom-token'] };
  const missing = Object.keys(settings).filter((name) => settings[name] === '');
  if (missing.length > 0 && missing.length < 3) {
    throw new Error(`Axiom needs an address, a dataset and a token; missing: ${missing.join(', ')}`);
  }
  if (missing.length > 0) return { port, data: values.data, axiom: null };
  const url = /^https?:\/\//.test(settings.url) ? settings.url : `https://${settings.url}`;
  if (!URL.canParse(url)) throw new Error(`--axiom-url ${settings.url}: not an address`);
  return { port, data: values.data, axiom: { type: 'axiom', ...settings, url } };
}
