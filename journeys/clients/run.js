// Starts one Fabula, alone and empty, prepares what the clients compile, and runs every test against it.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const binary = process.env.FABULA_BINARY;
if (!binary) {
  console.error('FABULA_BINARY must name the program under test; `make clients` sets it');
  process.exit(2);
}
const home = import.meta.dirname;
const data = mkdtempSync(join(tmpdir(), 'fabula-clients-'));
const log = join(data, 'fabula.log');

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Runs a program of node_modules and ends everything if it fails. */
function compile(program, ...args) {
  const { status } = spawnSync(join(home, 'node_modules', '.bin', program), args, { cwd: home, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${program} failed`);
}

async function ready(url, server) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error('Fabula ended instead of becoming ready');
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Fabula did not become ready');
}

const port = await freePort();
const url = `http://127.0.0.1:${port}`;
// Identity providers that tests/oidc.test.js starts; nobody ever listens at the last one.
const issuers = {};
for (const key of ['real', 'crooked', 'away']) issuers[key] = `http://127.0.0.1:${await freePort()}`;
const identityProviders = Object.entries(issuers).map(([key, issuer]) => ({
  key,
  name: `The ${key} one`,
  issuer,
  clientId: 'fabula',
  clientSecret: 'the secret of fabula',
  joinVerifiedAddresses: true,
}));
const out = openSync(log, 'w');
// Nothing of this shell's own settings: the server has its own database, queue and live events.
const own = Object.entries(process.env).filter(
  ([name]) => !name.startsWith('FABULA_') && !['DATABASE_URL', 'AMQP_URL', 'REDIS_URL'].includes(name),
);
const server = spawn(binary, ['serve'], {
  env: {
    ...Object.fromEntries(own),
    FABULA_LISTEN: `127.0.0.1:${port}`,
    FABULA_DATA_DIR: join(data, 'data'),
    FABULA_OIDC_PROVIDERS: JSON.stringify(identityProviders),
    FABULA_REGISTRATIONS_PER_HOUR: '1000',
    FABULA_SIGN_INS_PER_MINUTE: '1000',
  },
  stdio: ['ignore', out, out],
});
let status = 1;
try {
  // The compiler wants the folder to be there.
  mkdirSync(join(home, 'relay', 'generated'), { recursive: true });
  compile('relay-compiler');
  compile('graphql-codegen', '--config', 'codegen/codegen.yml');
  compile('tsc', '--project', 'codegen/tsconfig.json');
  await ready(url, server);
  const tests = spawn(process.execPath, ['--test', '--test-concurrency=2', '--test-force-exit', '--test-timeout=120000', 'tests/'], {
    cwd: home,
    env: { ...process.env, FABULA_URL: url, OIDC_ISSUERS: JSON.stringify(issuers) },
    stdio: 'inherit',
  });
  status = await new Promise((resolve) => tests.on('exit', (code) => resolve(code ?? 1)));
} catch (error) {
  console.error(error.message);
} finally {
  server.kill('SIGTERM');
  await new Promise((resolve) => (server.exitCode === null ? server.on('exit', resolve) : resolve()));
  if (status !== 0) console.error(readFileSync(log, 'utf8'));
  rmSync(data, { recursive: true });
}
process.exit(status);
