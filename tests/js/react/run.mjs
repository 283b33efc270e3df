/**
 * Runs suite.mjs against one version of React: bundled, so that every import of React, our own and react-dom's, is of that
 * version. The package's public entry stays outside of the bundle, as it is in an application.
 */
import { build } from 'esbuild';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../', import.meta.url);

/** @param {string} name of the bundle @param {NodeJS.Require} require finds the React to use */
export async function runSuite(name, require) {
  const outfile = fileURLToPath(new URL(`build/tests/${name}.mjs`, root));
  await build({
    entryPoints: [fileURLToPath(new URL('suite.mjs', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"development"' },
    external: ['jsdom'],
    // react-dom/server asks for Node's own modules by `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [
      {
        name: 'one-react',
        setup({ onResolve }) {
          // React's packages find each other by themselves.
          onResolve({ filter: /^react(-dom)?(\/|$)/ }, ({ path, importer }) =>
            importer.includes('/node_modules/') ? undefined : { path: require.resolve(path) },
          );
          onResolve({ filter: /^\.\/index\.js$/ }, ({ importer }) =>
            importer.endsWith('/js/react.js') ? { path: new URL('js/index.js', root).href, external: true } : undefined,
          );
        },
      },
    ],
  });
  await import(outfile);
}
