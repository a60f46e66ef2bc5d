/**
 * `npm run bench:hosts [-- COUNT …]`: one run that deploys to many hosts, for the first time and with nothing to do: how
 * long it takes, how much memory it needs, and how often each host was logged in to.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBusybox } from '../rig/bases.ts';
import { openClient } from '../rig/client.ts';
import { must } from '../rig/command.ts';
import { bringUpEngine } from '../rig/engine.ts';
import { type Fleet, startHosts } from '../rig/hosts/host.ts';
import { deployKey } from '../rig/hosts/keys.ts';
import { repository } from '../rig/paths.ts';
import { type Registry, startRegistry } from '../rig/registry.ts';
import { Step } from '../runner/driver.ts';

const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [3, 10, 40];
const say = (line: string) => console.log(line);
const sampleMilliseconds = 50;
const script = join(repository, 'dist', 'index.js');
const credentials = { username: 'ci', password: 'bench-of-hosts' };

const engine = await bringUpEngine(say);
const busybox = await ensureBusybox(engine, say);
await using registry = await startRegistry({ tls: true, auth: credentials });
const image = await push(registry);
for (const count of counts) await bench(count);

async function bench(count: number): Promise<void> {
  await using fleet = await startHosts(count);
  for (const what of ['first', 'unchanged']) {
    const before = await logins(fleet);
    const { seconds, megabytes, children } = await deployTo(fleet, image);
    const most = Math.max(...(await logins(fleet)).map((after, index) => after - (before[index] ?? 0)));
    say(
      `${count} hosts, ${what}: ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB in the action and ${children.toFixed(0)} MB in what it starts at most, ${most} login to each host at most`,
    );
  }
}

function logins({ hosts }: Fleet): Promise<number[]> {
  return Promise.all(hosts.map((host) => host.logins()));
}

interface Measured {
  readonly seconds: number;
  /** The most that the action itself had resident at a time, and its children together. */
  readonly megabytes: number;
  readonly children: number;
}

async function deployTo({ hosts, knownHosts }: Fleet, reference: string): Promise<Measured> {
  const key = await deployKey();
  await using step = new Step({
    actionDirectory: repository,
    workspace: repository,
    event: {
      name: 'push',
      ref: 'refs/heads/main',
      sha: '0'.repeat(40),
      repository: 'acme/bench',
      actor: 'you',
      payload: {},
    },
    inputs: {
      stage: 'deploy',
      image: reference,
      images: `${registry.host}/acme/app`,
      ...credentials,
      'deploy-hosts': hosts.map(({ name, target }) => `${name}=${target}`).join('\n'),
      'deploy-ssh-key': key.privateKey,
      'deploy-known-hosts': knownHosts,
      'deploy-name': 'web',
      'deploy-watch': '1s',
      'deploy-parallel': '100%',
      'github-token': '',
    },
    env: {
      ...(engine.env as Record<string, string>),
      PATH: engine.env['PATH'] ?? '',
      SSL_CERT_FILE: registry.caFile,
      NODE_EXTRA_CA_CERTS: registry.caFile,
    },
  });
  const start = performance.now();
  const sampling = sample();
  const main = await step.main();
  const seconds = (performance.now() - start) / 1000;
  const memory = await sampling();
  await step.post();
  if (main.outcome !== 'success') throw new Error(main.log);
  return { seconds, ...memory };
}

/** Looks at the memory of the action, and of what it has started. Hosts are children of this process, too. */
function sample(): () => Promise<Omit<Measured, 'seconds'>> {
  const most = { megabytes: 0, children: 0 };
  let over = false;
  const sampling = (async () => {
    while (!over) {
      const all = await processes();
      const own = all.filter(({ parent, action }) => parent === process.pid && action).map(({ id }) => id);
      const below = all.filter(({ parent }) => own.includes(parent));
      most.megabytes = Math.max(most.megabytes, sum(all.filter(({ id }) => own.includes(id))));
      most.children = Math.max(most.children, sum(below));
      await new Promise((resolve) => setTimeout(resolve, sampleMilliseconds));
    }
  })();
  return async () => {
    over = true;
    await sampling;
    return most;
  };
}

interface Process {
  readonly id: number;
  readonly parent: number;
  readonly action: boolean;
  readonly megabytes: number;
}

function sum(all: readonly Process[]): number {
  return all.reduce((total, { megabytes }) => total + megabytes, 0);
}

/** From what the kernel says of each (proc_pid_status(5)). */
async function processes(): Promise<Process[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = (file: string) => Promise.all(ids.map((id) => readFile(`/proc/${id}/${file}`, 'utf8').catch(() => '')));
  const [told, lines] = [await read('status'), await read('cmdline')];
  return told.map((text, index) => ({
    id: Number(ids[index]),
    action: lines[index]?.includes(script) === true,
    parent: Number(/^PPid:\s+(\d+)/m.exec(text)?.[1] ?? 0),
    megabytes: Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024,
  }));
}

/** A small image whose container goes on running. Gives its name by digest. */
async function push({ host, caFile, username, password }: Registry): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  await using client = await openClient(engine);
  const env = { ...client.env, SSL_CERT_FILE: caFile };
  const tag = `${host}/acme/app:1`;
  try {
    await writeFile(join(folder, 'Dockerfile'), `FROM ${busybox}\nSTOPSIGNAL SIGKILL\nCMD ["sleep", "3600"]\n`);
    await must(['docker', 'login', '--username', username, '--password-stdin', host], { env, input: password });
    await must(['docker', 'buildx', 'build', '--quiet', '--provenance=false', '--push', '--tag', tag, folder], { env });
    const format = '{{json .Manifest}}';
    const told = await must(['docker', 'buildx', 'imagetools', 'inspect', '--format', format, tag], { env });
    return `${host}/acme/app@${(JSON.parse(told) as { digest: string }).digest}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
