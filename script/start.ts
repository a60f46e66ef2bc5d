/**
 * `npm start [-- FOLDER] [INPUT=VALUE …]`: the whole pipeline on this machine, without GitHub: a throw-away registry, the
 * action as the runner starts it, the summary in the terminal, and the commands to pull and run what was made.
 * `npm start -- --deploy` shows deploys (start-deploy.ts).
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { inputNames } from '../src/read/input-names.ts';
import { ensureBases } from './rig/bases.ts';
import { run } from './rig/command.ts';
import { bringUpEngine, type Engine } from './rig/engine.ts';
import { enter } from './rig/enter.ts';
import { npmInContainer } from './rig/in-container.ts';
import { type LastingRegistry, startLastingRegistry } from './rig/lasting.ts';
import { repository } from './rig/paths.ts';
import { ensurePostgres } from './rig/postgres.ts';
import { type RunEvent, Step } from './runner/driver.ts';
import { summaryForTerminal } from './runner/terminal.ts';

const examples = join(repository, 'examples');
const example = join(examples, 'web-service');
const say = (line: string) => console.log(line);

const words = process.argv.slice(2);
const isInput = (word: string) => /^[a-z][a-z-]*=/.test(word);
const usage =
  'usage: npm start [-- FOLDER] [INPUT=VALUE …], where FOLDER has a Dockerfile, or npm start -- --deploy, alone';
if (words.join(' ') === '--deploy') process.exit(await showDeploy());
const folder = await chosenFolder(words.filter((word) => !isInput(word)));
/** Inputs as a workflow would give them: `dry-run=true`. */
const given = Object.fromEntries(words.filter(isInput).map((word) => word.split(/=(.*)/s, 2)));
const engine = await bringUpEngine(say);
const registry = await startLastingRegistry();
const name = `${registry.host}/local/${imageName(basename(folder))}`;
// The terminal sends Ctrl-C to the step as well, which stops and cleans up; this process waits for it.
process.on('SIGINT', () => undefined);
process.exitCode = await pipeline();

/** Three machines are deployed to, in a place where their registry has a name. */
async function showDeploy(): Promise<number> {
  const { kind, env } = await bringUpEngine(say);
  const show = [process.execPath, join(import.meta.dirname, 'start-deploy.ts')];
  return enter(kind === 'private' ? show : npmInContainer(['start', '--', '--deploy']), env);
}

async function pipeline(): Promise<number> {
  const temp = await mkdtemp(join(tmpdir(), 'slipway-start-'));
  try {
    await using step = new Step({
      actionDirectory: repository,
      workspace: folder,
      event: await eventOf(folder),
      inputs: {
        images: name,
        username: registry.username,
        password: registry.password,
        ...(await standIns()),
        ...given,
      },
      env: environment(engine),
      temp,
      onLine: say,
      environment: 'self-hosted',
    });
    const main = await step.main();
    await step.post();
    say(`\n${summaryForTerminal(main.summary)}`);
    if (main.outputs['pushed'] === 'true') sayCommands(main.outputs['image'] ?? name, registry);
    else if (main.outcome !== 'success') sayWay();
    return main.outcome === 'success' ? 0 : 1;
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}

/** The folder to build; what cannot be one is told before anything starts. npm runs scripts from the project's folder. */
async function chosenFolder(named: readonly string[]): Promise<string> {
  const [word] = named;
  if (word === undefined) return example;
  const unclear = named.find((other) => other.startsWith('-') || inputNames.some((input) => input === other));
  if (unclear !== undefined) refuse(unclear.startsWith('-') ? usage : `write ${unclear}=VALUE; ${usage}`);
  if (named.length > 1) refuse(`${named.length} folders are named, quote one that has a space; ${usage}`);
  const path = resolve(process.env['INIT_CWD'] ?? process.cwd(), word);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) refuse(`${path} is not there; ${usage}`);
  if (!found.isDirectory()) refuse(`${path} is a file; ${usage}`);
  return path;
}

function refuse(why: string): never {
  console.error(`npm start: ${why}`);
  process.exit(2);
}

/** The private engine has no way to Docker Hub, so the examples' bases are replaced there by some made on this machine. */
async function standIns(): Promise<Record<string, string>> {
  if (engine.kind !== 'private') return {};
  const { node } = await ensureBases(engine, say);
  if (dirname(folder) !== examples) return {};
  if (basename(folder) === 'service-with-database') await ensurePostgres(engine, say);
  return { 'build-contexts': `node:24-slim=docker-image://${node}` };
}

/** A push of what is checked out; a folder without git is a push of nothing in particular. */
async function eventOf(path: string): Promise<RunEvent> {
  const git = async (...words: string[]) => (await run(['git', '-C', path, ...words])).stdout.trim();
  const branch = (await git('symbolic-ref', '--quiet', '--short', 'HEAD')) || 'main';
  const sha = (await git('rev-parse', '--verify', '--quiet', 'HEAD')) || '0'.repeat(40);
  const ofRepository = `local/${imageName(basename(path))}`;
  const payload = { repository: { full_name: ofRepository, private: false, default_branch: 'main' } };
  return { name: 'push', ref: `refs/heads/${branch}`, sha, repository: ofRepository, actor: 'you', payload };
}

function environment({ env }: Engine): Record<string, string> {
  const shell = ['PATH', 'HOME'].flatMap((key): [string, string][] => [[key, process.env[key] ?? '']]);
  return { ...Object.fromEntries(shell), ...env };
}

/** A folder's name may hold what a repository's may not. */
function imageName(text: string): string {
  return (
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'app'
  );
}

function sayCommands(image: string, { host, username, password }: LastingRegistry): void {
  say('Pull and run it:');
  const login = `echo ${password} | docker login --username ${username} --password-stdin ${host}`;
  for (const line of [...exports(), login, `docker pull ${image}`, `docker run --rm --init ${image}`]) say(`  ${line}`);
  say('Engine and registry stay up for the next start; `npm run stop` ends what was started here.');
}

/** What a terminal needs to reach the private engine; nothing for one that everybody reaches. */
function exports(): string[] {
  const setUp = engine.kind === 'private' ? ['PATH', 'DOCKER_HOST', 'DOCKER_CONFIG'] : [];
  return setUp.map((key) => `export ${key}=${key === 'PATH' ? `${firstPath()}:$PATH` : engine.env[key]}`);
}

/** A failed run names a command that shows the failure; this is where it has to be typed. */
function sayWay(): void {
  say('To run commands of your own against this engine:');
  for (const line of [...exports(), `cd ${folder}`]) say(`  ${line}`);
}

function firstPath(): string {
  const own = (engine.env['PATH'] ?? '').split(':');
  const ambient = (process.env['PATH'] ?? '').split(':');
  return own.filter((entry) => !ambient.includes(entry)).join(':');
}
