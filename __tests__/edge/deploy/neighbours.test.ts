/** Containers that find the application by its name: what they notice of a deploy where the new one is started first. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Host } from '../../../script/rig/hosts/host.ts';
import type { Counted } from './load.ts';
import { deployed, openYard, type Version, type Yard } from './yard.ts';

const least = 2_000;
const network = { 'deploy-run': '--network apps' };

/** As a server should end: it takes no more connections, and answers those that it has. */
const graceful = [
  'COPY word /www/page',
  'COPY --chmod=755 <<EOF /serve',
  '#!/bin/sh',
  'httpd -f -p 8080 -h /www & server=$!',
  "trap 'kill $server; sleep 0.5; exit 0' TERM",
  'while :; do sleep 0.1; done',
  'EOF',
  'STOPSIGNAL SIGTERM',
  'CMD ["/serve"]',
];

let yard: Yard;
let host: Host;

beforeAll(async () => {
  yard = await openYard(1);
  [host] = yard.hosts as [Host];
  await host.docker('network', 'create', 'apps');
});

afterAll(async () => {
  await yard[Symbol.asyncDispose]();
});

/** Asks from the network of a container that runs nothing; gives what is to be called when the deploy is over. */
async function visit(...versions: readonly Version[]): Promise<() => Promise<Counted>> {
  const [{ reference }] = versions as [Version];
  const mark = randomBytes(8).toString('hex');
  await host.docker('run', '--detach', '--name=visitor', '--network=apps', reference, 'sh', '-c', 'sleep 600; :', mark);
  const pid = await processOf(mark);
  const words = versions.map(({ word }) => word).join(',');
  const script = join(import.meta.dirname, 'visitor.ts');
  const argv = [`--net=/proc/${pid}/ns/net`, process.execPath, script, 'web', '8080', '/page', words, String(least)];
  const child = spawn('nsenter', argv, { stdio: ['pipe', 'pipe', 'inherit'] });
  return async () => {
    child.stdin.end();
    const told = JSON.parse(await text(child.stdout)) as Counted;
    await host.docker('rm', '--force', 'visitor');
    return told;
  };
}

/** As this machine numbers it. The engine has started the container a moment before the process has its command line. */
async function processOf(mark: string): Promise<string> {
  for (let tried = 0; tried < 100; tried++) {
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      if (words.startsWith('sh\0') && words.includes(mark)) return pid;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The container of the visitor does not run.');
}

test('whoever found the application by its name is answered, by the old one or the new one', async () => {
  const [one, two] = [await yard.build({ lines: graceful }), await yard.build({ lines: graceful })];
  await yard.deploy(one, network);
  const stop = await visit(one, two);
  const { main } = await yard.deploy(two, network);
  const { sent, failures, answers } = await stop();
  expect(deployed(main)).toMatchObject({ h1: { state: 'deployed', to: two.digest, gap: null } });
  // Between two renames the engine's DNS knows nobody of this name, for some milliseconds; see takeName.
  const isNameless = (words: string) => words === 'no address: queryA ESERVFAIL web';
  const nameless = failures.filter(isNameless);
  expect(failures.filter((words) => !isNameless(words))).toEqual([]);
  expect(nameless.length).toBeLessThan(sent / 20);
  expect(sent).toBeGreaterThanOrEqual(least);
  for (const count of answers) expect(count).toBeGreaterThan(0);
});

test('a version that fails in its gate answers nobody, and nobody goes without an answer', async () => {
  const [one, two] = [await yard.build({ lines: graceful }), await yard.build({ lines: graceful })];
  await yard.deploy(one, network);
  const stop = await visit(one, two);
  const failing = { ...network, 'deploy-health-path': '/nowhere', 'deploy-health-timeout': '4s' };
  const { main } = await yard.deploy(two, failing);
  const { sent, failures, answers } = await stop();
  expect(main.log).toContain('GET /nowhere on port 8080 answered 404');
  expect(failures).toEqual([]);
  expect(answers).toEqual([sent, 0]);
  expect(sent).toBeGreaterThanOrEqual(least);
});
