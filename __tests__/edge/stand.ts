/** What the edge tests stand on: a real engine, real registries, and the bundle driven as GitHub's runner drives it. */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { must, run } from '../../script/rig/command.ts';
import { bringUpEngine, type Engine } from '../../script/rig/engine.ts';
import { imageNames } from '../../script/rig/images.ts';
import { repository } from '../../script/rig/paths.ts';
import { type Registry, type RegistryOptions, startRegistry } from '../../script/rig/registry.ts';
import { type RunEvent, Step, type StepRequest, type StepResult } from '../../script/runner/driver.ts';

/** Made by the rig before the tests start. */
export const busybox = 'slipway-rig/busybox:1';

export const engine: Engine = await bringUpEngine(() => undefined);

/** An engine of one's own is where TLS and pruning can be tried; one that was found belongs to somebody. */
export const privateEngine: boolean = engine.kind === 'private';

/** Runs docker on the rig's engine, with no login of anybody. */
export function docker(...words: string[]): Promise<string> {
  return must(['docker', ...words], { env: engine.env });
}

/** Whether an image of this name is in the engine. */
export async function hasImage(reference: string): Promise<boolean> {
  return (await run(['docker', 'image', 'inspect', reference], { env: engine.env })).code === 0;
}

/** Every image name in the engine that a run of Slipway would call its candidate. */
export function candidates(): Promise<string[]> {
  return imageNames(engine, ['slipway.invalid/candidate']);
}

/** The password is awkward on purpose: regular expression characters, quotes, a dollar; bcrypt takes 72 bytes. */
export const awkwardPassword: string = `p+a(s)[s]*$HOME"'\\w|${'0123456789'.repeat(4)}`;

export function openRegistry(more: Partial<RegistryOptions> = {}): Promise<Registry> {
  return startRegistry({ tls: privateEngine, auth: { username: 'ci', password: awkwardPassword }, ...more });
}

/** A folder with some files, removed when disposed of. */
export async function makeProject(
  files: Readonly<Record<string, string>>,
): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'slipway-project-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A Dockerfile that no cache knows: the word makes its steps this test's own. */
export function dockerfile(lines: readonly string[], word: string = randomBytes(4).toString('hex')): string {
  return [`FROM ${busybox} AS base`, `ENV SLIPWAY_TEST=${word}`, ...lines, ''].join('\n');
}

/** A Dockerfile whose test passes. */
export function goodDockerfile(): string {
  return dockerfile([
    'FROM base AS test',
    'RUN echo testing && test -n "$SLIPWAY_TEST"',
    'FROM base AS final',
    'RUN echo "$SLIPWAY_TEST" > /word',
    'CMD ["cat", "/word"]',
  ]);
}

/** An event of `__tests__/fixtures/events`. */
export async function event(name: string, changes: Partial<RunEvent> = {}): Promise<RunEvent> {
  const path = join(repository, '__tests__', 'fixtures', 'events', `${name}.json`);
  return { ...(JSON.parse(await readFile(path, 'utf8')) as RunEvent), ...changes };
}

export interface Wish {
  readonly workspace: string;
  readonly event?: RunEvent;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly registry?: Registry;
  readonly env?: Readonly<Record<string, string>>;
  readonly cancelAfter?: StepRequest['cancelAfter'];
  /** The engine's environment; default is the rig's. */
  readonly engineEnv?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
  /** RUNNER_TOOL_CACHE, for what is kept between runs. */
  readonly toolCache?: string;
  /** What runs the action in place of Node.js itself. */
  readonly node?: string;
}

export interface KeptFile {
  /** Below RUNNER_TEMP. */
  readonly path: string;
  readonly content: string;
}

export interface Job {
  readonly main: StepResult;
  readonly post: StepResult | undefined;
  /** Every file below RUNNER_TEMP after the post step, the runner's own included. */
  readonly files: readonly KeptFile[];
  /** Those of them that the runner did not write. */
  readonly leftovers: readonly KeptFile[];
}

/** The step alone, for tests that look between main and post. */
export async function openStep(wish: Wish, temp?: string): Promise<Step> {
  const engineEnv = wish.engineEnv ?? engine.env;
  const shell = Object.fromEntries(['PATH', 'HOME'].map((name) => [name, process.env[name] ?? '']));
  return new Step({
    actionDirectory: repository,
    workspace: wish.workspace,
    event: wish.event ?? (await event('push-branch')),
    // The small images of these tests run as root; what lint says of images has a test of its own.
    inputs: { ...registryInputs(wish.registry), lint: 'off', ...wish.inputs },
    env: { ...shell, ...engineEnv, ...(wish.registry && authority(wish.registry)), ...wish.env },
    ...(temp !== undefined && { temp }),
    ...(wish.cancelAfter !== undefined && { cancelAfter: wish.cancelAfter }),
    ...(wish.onLine !== undefined && { onLine: wish.onLine }),
    ...(wish.toolCache !== undefined && { toolCache: wish.toolCache }),
    ...(wish.node !== undefined && { node: wish.node }),
  });
}

/** The registry's own certificate authority, for docker's tools and for Node. */
function authority({ caFile }: Registry): Record<string, string> {
  return { SSL_CERT_FILE: caFile, NODE_EXTRA_CA_CERTS: caFile };
}

/** Main and post, as in a job of one step. */
export async function runJob(wish: Wish): Promise<Job> {
  const temp = await mkdtemp(join(tmpdir(), 'slipway-temp-'));
  try {
    await using step = await openStep(wish, temp);
    const main = await step.main();
    const post = await step.post();
    const files = await readAll(temp);
    return { main, post, files, leftovers: files.filter((file) => !file.path.startsWith('_')) };
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}

/** Logs in with the registry's own credentials and names the image `acme/app` there. */
export function registryInputs(registry: Registry | undefined): Record<string, string> {
  if (registry === undefined) return {};
  return { images: `${registry.host}/acme/app`, username: registry.username, password: registry.password };
}

async function readAll(folder: string): Promise<KeptFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.map(async (path) => ({ path: relative(folder, path), content: await readFile(path, 'latin1') })),
  );
}
