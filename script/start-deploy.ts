/**
 * `npm start -- --deploy`: the example on three machines, each with an engine and an sshd of its own: a first version, a
 * second one, and a third that is broken and rolled back. All of it by the action, as a runner starts it.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBases } from './rig/bases.ts';
import { must } from './rig/command.ts';
import { bringUpEngine, type Engine } from './rig/engine.ts';
import { type Fleet, type Host, startHosts } from './rig/hosts/host.ts';
import { deployKey } from './rig/hosts/keys.ts';
import { repository } from './rig/paths.ts';
import { type Registry, startRegistry } from './rig/registry.ts';
import { Step } from './runner/driver.ts';

const count = 3;
const name = 'web-service';
const say = (line: string) => console.log(line);

interface Stand {
  readonly engine: Engine;
  readonly node: string;
  readonly fleet: Fleet;
  readonly registry: Registry;
  /** A copy of the example, which is changed from version to version. */
  readonly folder: string;
  readonly temp: string;
}

interface Version {
  readonly title: string;
  /** What it tells of itself. */
  readonly number: string;
  /** Whether its deploy is to fail. */
  readonly broken: boolean;
}

const versions: readonly Version[] = [
  { title: 'A first version', number: '1.0.0', broken: false },
  { title: 'A second version', number: '2.0.0', broken: false },
  { title: 'A third version, whose /healthz answers 500', number: '3.0.0', broken: true },
];

process.on('SIGINT', () => undefined);
process.exitCode = await show();

async function show(): Promise<number> {
  const engine = await bringUpEngine(say);
  const { node } = await ensureBases(engine, say);
  const temp = await mkdtemp(join(tmpdir(), 'slipway-start-'));
  try {
    const folder = join(temp, name);
    await cp(join(repository, 'examples', name), folder, { recursive: true });
    await using registry = await startRegistry({ tls: true, auth: { username: 'slipway', password: 'local-only' } });
    say(`Starting ${count} machines, each with Docker and sshd`);
    await using fleet = await startHosts(count);
    const stand = { engine, node, fleet, registry, folder, temp };
    for (const version of versions) if (!(await roll(version, stand))) return 1;
    say('\nAs it should be: the third version failed, and every machine runs the second one.');
    return 0;
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}

/** False when it did not go as it should. */
async function roll(version: Version, stand: Stand): Promise<boolean> {
  say(`\n== ${version.title} ==`);
  if (version.broken) await breakHealth(stand.folder);
  const start = performance.now();
  const succeeded = await deploy(version, stand);
  say(`Took ${((performance.now() - start) / 1000).toFixed(1)} s. What runs where, asked on the machines themselves:`);
  const running = await Promise.all(stand.fleet.hosts.map(runningOn));
  for (const line of running) say(`  ${line}`);
  return succeeded !== version.broken;
}

async function deploy({ number }: Version, { engine, node, fleet, registry, folder, temp }: Stand): Promise<boolean> {
  const key = await deployKey();
  const repositoryName = `local/${name}`;
  await using step = new Step({
    actionDirectory: repository,
    workspace: folder,
    event: {
      name: 'push',
      ref: 'refs/heads/main',
      sha: await commit(number, folder),
      repository: repositoryName,
      actor: 'you',
      payload: { repository: { full_name: repositoryName, private: false, default_branch: 'main' } },
    },
    inputs: {
      images: `${registry.host}/${repositoryName}`,
      username: registry.username,
      password: registry.password,
      'build-args': `VERSION=${number}`,
      'build-contexts': `node:24-slim=docker-image://${node}`,
      // The gates of the build would stop the third version here; this is about a fault that only the hosts see.
      'smoke-test': 'false',
      // No way leads from here to GitHub.
      'github-token': '',
      'deploy-hosts': fleet.hosts.map((host) => `${host.name}=${host.target}`).join('\n'),
      'deploy-ssh-key': key.privateKey,
      'deploy-known-hosts': fleet.knownHosts,
      'deploy-run': '--publish 80:8080',
      'deploy-health-path': '/healthz',
      'deploy-health-timeout': '5s',
      'deploy-watch': '1s',
    },
    env: environment(engine, registry),
    temp,
    onLine: say,
    environment: 'self-hosted',
  });
  const main = await step.main();
  await step.post();
  return main.outcome === 'success';
}

/** Each version is a commit after the one before: an older one would not take its place. Gives its id. */
async function commit(number: string, folder: string): Promise<string> {
  const git = (...args: string[]) => must(['git', '-C', folder, ...args]);
  if (number === versions[0]?.number) await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  const author = ['-c', 'user.name=you', '-c', 'user.email=you@example.com', '-c', 'commit.gpgsign=false'];
  await git(...author, 'commit', '--quiet', '--allow-empty', `--message=Version ${number}`);
  return (await git('rev-parse', 'HEAD')).trim();
}

function environment({ env }: Engine, { caFile }: Registry): Record<string, string> {
  const shell = ['PATH', 'HOME'].map((key): [string, string] => [key, process.env[key] ?? '']);
  return { ...Object.fromEntries(shell), ...env, SSL_CERT_FILE: caFile, NODE_EXTRA_CA_CERTS: caFile };
}

/** Its own tests do not notice, as with a database that is not there. */
async function breakHealth(folder: string): Promise<void> {
  const file = join(folder, 'src', 'server.ts');
  const text = await readFile(file, 'utf8');
  const broken = `server.on('request', (request, response) => {
  if (request.url === '/healthz' && !response.headersSent) response.writeHead(500).end('no database');
});
`;
  await writeFile(
    file,
    text.replace('\nserver.listen(', `\nserver.removeAllListeners('request');\n${broken}\nserver.listen(`),
  );
}

/** `h1  web-service 1.0.0, healthy for 3 s`, by the machine's own engine and from outside of it. */
async function runningOn(host: Host): Promise<string> {
  const status = await host.docker('ps', '--filter', `name=^${name}$`, '--format', '{{.Names}} ({{.Status}})');
  const answer = await fetch(`http://${host.address}/healthz`, { signal: AbortSignal.timeout(5_000) }).then(
    (response) => response.text(),
    (error: Error) => error.message,
  );
  return `${host.name} at ${host.address}: ${status.trim() || 'nothing'}, answers ${answer.trim()}`;
}
