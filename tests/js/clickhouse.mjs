/**
 * Debian's own ClickHouse (`scripts/packages judges`), with its data in a temporary folder, on a free port of 127.0.0.1.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const EXECUTABLE = ['/usr/sbin/clickhouse-server', '/usr/bin/clickhouse-server'].find(existsSync);

export const isInstalled = EXECUTABLE !== undefined;

const START_TIMEOUT = 60_000;

/** @returns {Promise<number>} */
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });

export async function startClickHouse() {
  const folder = await mkdtemp(join(tmpdir(), 'feedspan-clickhouse-'));
  const [http, tcp, between] = [await freePort(), await freePort(), await freePort()];
  await writeFile(
    join(folder, 'config.xml'),
    `<yandex><logger><level>error</level><console>1</console></logger><listen_host>127.0.0.1</listen_host>
    <http_port>${http}</http_port><tcp_port>${tcp}</tcp_port><interserver_http_port>${between}</interserver_http_port>
    <path>${folder}/data/</path><tmp_path>${folder}/tmp/</tmp_path><users_config>${folder}/users.xml</users_config>
    <default_profile>default</default_profile><default_database>default</default_database><mark_cache_size>1048576</mark_cache_size>
    </yandex>`,
  );
  await writeFile(
    join(folder, 'users.xml'),
    `<yandex><profiles><default></default></profiles><quotas><default></default></quotas>
    <users><default><password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></default>
    <writer><password>pass</password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></writer></users></yandex>`,
  );
  const child = spawn(/** @type {string} */ (EXECUTABLE), [`--config-file=${folder}/config.xml`], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (bytes) => (said += bytes));
  const url = `http://127.0.0.1:${http}`;
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
    }
    await rm(folder, { recursive: true, force: true });
  };
  for (const start = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    if ((await fetch(url).catch(() => undefined))?.ok) break;
    if (child.exitCode !== null || Date.now() - start > START_TIMEOUT) {
      await stop();
      throw new Error(`ClickHouse does not start: ${said.slice(-2000)}`);
    }
  }
  /** @param {string} sql @returns {Promise<string>} */
  const query = async (sql) => {
    const response = await fetch(url, { method: 'POST', body: sql });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text;
  };
  return { url, query, stop };
}
