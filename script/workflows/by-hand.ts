/** One workflow, run on this machine as a repository with the files of `examples/web-service` would. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import './json-imports.ts';
import { startGitHub } from '../github-api/server.ts';
import { ensureBases } from '../rig/bases.ts';
import { storageOf } from '../rig/distribution.ts';
import { bringUpEngine } from '../rig/engine.ts';
import { type Fleet, startHosts } from '../rig/hosts/host.ts';
import { deployKey } from '../rig/hosts/keys.ts';
import { startLastingRegistry } from '../rig/lasting.ts';
import { lastingHome, repository } from '../rig/paths.ts';
import { startRegistry } from '../rig/registry.ts';
import { tagsAt } from '../rig/storage.ts';
import type { RunEvent } from '../runner/model.ts';
import { eventAt, openCaller } from './caller.ts';
import type { WorkflowJob } from './run.ts';
import { summaryLines } from './summary.ts';
import { readWords, type Words } from './words.ts';

// Only now the parser that it imports can be.
const { runWorkflow } = await import('./run.ts');
const say = (line: string) => console.log(line);
const token = 'ghs_tokenOfThisRun0123456789';
const folder = join(repository, '__tests__', 'fixtures', 'events');
const events = (await readdir(folder)).map((file) => basename(file, '.json'));
const read = readWords(process.argv.slice(2), { events, workflows: [], isFile: () => true });
if (read.kind !== 'run') throw new Error('script/workflow.ts reads the words before');
process.exitCode = await runByHand(read.words);

async function runByHand(words: Words): Promise<number> {
  const engine = await bringUpEngine(say);
  const bases = await ensureBases(engine, say);
  const lasting = await startLastingRegistry();
  const workflow = join('.github', 'workflows', basename(words.file));
  const example = await filesOf(join(repository, 'examples', 'web-service'));
  // The private engine has no way to pull the example's base.
  const Dockerfile = (example['Dockerfile'] ?? '').replaceAll('node:24-slim', bases.node);
  await using caller = await openCaller({
    ...example,
    Dockerfile,
    [workflow]: await readFile(words.file, 'utf8'),
  });
  const event = eventAt(
    JSON.parse(await readFile(join(folder, `${words.event}.json`), 'utf8')) as RunEvent,
    caller.head,
  );
  const auth = { username: event.actor ?? 'octocat', password: token };
  await using githubs = await startRegistry({ tls: true, name: 'ghcr.io', auth });
  const known = { name: event.repository, commits: { [caller.head]: {} }, branches: { main: caller.head } };
  await using github = await startGitHub(known, { token });
  await using fleet = words.host ? await startHosts(1) : undefined;
  say('registry: ghcr.io is one of this run, which takes its token');
  say(`registry: vars.REGISTRY is ${lasting.host}, secrets.REGISTRY_PASSWORD belongs to ${lasting.username}`);
  const ofHost = await valuesOf(fleet);
  const { triggered, code, jobs } = await runWorkflow({
    caller,
    workflow,
    event: { ...event, apiUrl: github.url, token },
    secrets: { REGISTRY_PASSWORD: lasting.password, ...ofHost.secrets, ...words.secrets },
    vars: { REGISTRY: lasting.host, ...ofHost.vars, ...words.vars },
    env: { ...engine.env, SSL_CERT_FILE: githubs.caFile, NODE_EXTRA_CA_CERTS: githubs.caFile },
    say,
  });
  if (!triggered) say(`${words.file} does not ask for ${words.event}, so nothing runs`);
  for (const job of jobs) show(job);
  const tags = {
    ...(await tagsAt(githubs.root, githubs.host)),
    ...(await tagsAt(storageOf(lastingHome), lasting.host)),
  };
  say('');
  for (const line of summaryLines({ jobs, tags, hosts: await runningOn(fleet) })) say(line);
  return code;
}

/** As the workflows to copy name them. */
async function valuesOf(fleet: Fleet | undefined): Promise<Pick<Words, 'secrets' | 'vars'>> {
  if (fleet === undefined) return { secrets: {}, vars: {} };
  const hosts = fleet.hosts.map(({ name, target }) => `${name}=${target}`).join('\n');
  const { privateKey } = await deployKey();
  return {
    secrets: { DEPLOY_SSH_KEY: privateKey },
    vars: { PRODUCTION_HOSTS: hosts, STAGING_HOSTS: hosts, KNOWN_HOSTS: fleet.knownHosts },
  };
}

async function runningOn(fleet: Fleet | undefined): Promise<Record<string, readonly string[]>> {
  const found = (fleet?.hosts ?? []).map(async (host) => {
    const printed = await host.docker('ps', '--format', '{{.Names}} ({{.Image}})');
    return [host.name, printed.split('\n').filter((line) => line !== '')];
  });
  return Object.fromEntries(await Promise.all(found)) as Record<string, readonly string[]>;
}

function show({ id, matrix, result, outputs, steps, log }: WorkflowJob): void {
  say(`\n== ${id}${matrix === undefined ? '' : ` ${JSON.stringify(matrix)}`}: ${result}`);
  for (const step of steps) say(['', `-- ${step.name} (${step.stage}): ${step.result}`, ...step.log].join('\n'));
  // What act has to say of a job that never came to its steps stands nowhere else.
  if (steps.length === 0) say(log.join('\n'));
  for (const [output, value] of Object.entries(outputs)) say(`output ${output}: ${value}`);
}

async function filesOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const own = paths.filter((path) => !path.includes('node_modules'));
  return Object.fromEntries(
    await Promise.all(own.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')])),
  ) as Record<string, string>;
}
