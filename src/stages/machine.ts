/** Asks docker what the plan has to know: what the compose file means, what the builder is, how the engine keeps images. */
import { ToolError } from '../errors.ts';
import type { Command } from '../model/decision.ts';
import type { Context } from '../model/event.ts';
import type { EngineStore, Facts, LocalFacts, NamedBuilder } from '../model/facts.ts';
import type { Inputs } from '../model/inputs.ts';
import type { Plan } from '../model/plan.ts';
import type { World } from '../world/ports.ts';
import { explain, lastWords } from './explain.ts';
import { readComposeFile } from './gates/compose-file.ts';
import { loginFor } from './registry.ts';
import { both } from './side-by-side.ts';

/** Asks nobody for what no input names, and nothing where nothing is built. */
export async function readMachine(
  inputs: Inputs,
  { trust }: Context,
  local: LocalFacts,
  world: World,
): Promise<Pick<Facts, 'compose' | 'builder'>> {
  const builds = inputs.stage === 'all' || inputs.stage === 'build';
  const composes = builds && inputs.services !== undefined;
  const named = inputs.stage !== 'metadata' && inputs.builder.name !== undefined;
  const noCompose: Facts['compose'] = { kind: 'none' };
  if (!composes && !named) return { compose: noCompose, builder: { kind: 'none' } };
  // Compose and buildx are plugins, which the command line finds by the configuration in that folder.
  await world.files.openRunFolder(trust.trusted ? { keep: true, own: [] } : { keep: false });
  try {
    const composing = composes ? readComposeFile(inputs, local, world) : Promise.resolve(noCompose);
    const [compose, builder] = await both(composing, readBuilder(inputs, local, world));
    return { compose, builder };
  } finally {
    await world.files.removeRunFolder();
  }
}

const info: Command = { title: 'Ask the engine', argv: ['docker', 'info', '--format={{json .}}'] };

/** Asked right before the work. An engine that says nothing useful is told when it is really needed. */
export async function readEngine(world: World): Promise<EngineStore> {
  const stdout = await world.run(info).then((finished) => finished.stdout, unlessCancelled);
  const driver = /"driver-type",\s*"([^"]+)"/.exec(stdout)?.[1];
  if (driver === 'io.containerd.snapshotter.v1') return 'containerd';
  return /"ServerVersion":\s*"[^"]/.test(stdout) ? 'classic' : 'unknown';
}

/** Without docker on the machine, the build says so. */
function unlessCancelled(error: unknown): string {
  if (error instanceof ToolError) return '';
  throw error;
}

/** Asked of buildx, in whose words a builder that is not there is told. */
async function readBuilder(
  { builder: { name } }: Inputs,
  { buildxFolder }: LocalFacts,
  world: World,
): Promise<NamedBuilder> {
  if (name === undefined) return { kind: 'none' };
  const argv = ['docker', 'buildx', 'inspect', name] as const;
  const finished = await world.run({ title: 'Look at the builder', argv, env: { BUILDX_CONFIG: buildxFolder } });
  const driver = /^Driver:\s*(\S+)/m.exec(finished.stdout)?.[1];
  if (finished.exitCode === 0 && driver !== undefined) return { kind: 'found', driver };
  const known = explain(finished.stderr);
  const missing = /no builder .* found/.test(finished.stderr);
  const wrong = missing
    ? 'is the name of no builder'
    : `cannot be used: ${known?.why ?? lastWords(finished.stderr).replace(/^ERROR: /, '')}`;
  const cure =
    known?.cure ??
    (missing
      ? 'put docker/setup-buildx-action before this step, and give it its output `name`'
      : 'see `docker buildx ls` for the builders that are there');
  return { kind: 'refused', problem: { input: 'builder', value: name, wrong, cure } };
}

/** Whether the cache service answers, when this run would use it: one that says nothing would hang the build. */
export async function readCacheService(
  { cacheRead, cacheWrite, cacheMounts }: Plan,
  world: World,
): Promise<Partial<Pick<Facts, 'cacheService'>>> {
  const lines = [
    ...(cacheRead.run ? Object.values(cacheRead.from).flat() : []),
    cacheWrite.run ? String(cacheWrite.command.stdin) : '',
  ];
  if (!cacheMounts.run && !lines.some((line) => /type=gha(?![^"]*,token=)/.test(line))) return {};
  const because = await world.askCacheService();
  if (because === undefined) return {};
  world.log.annotate({ level: 'warning', message: `GitHub's cache is not used in this run: ${because}` });
  return { cacheService: { kind: 'absent', because } };
}

/** A registry that is slower than this to say what it has makes the choice no better. */
const choiceSeconds = 2;

/** Which of the tags are there that a cache may be read from, where there is a choice. */
export async function readCaches({ cacheRead, logins }: Plan, world: World): Promise<Facts['caches']> {
  const choices = cacheRead.run ? cacheRead.choices : [];
  const asked = choices.map(async (tag) => {
    const { kind } = await world.askRegistry(tag, loginFor(tag, logins), choiceSeconds);
    return [tag.reference, kind] as const;
  });
  return new Map(await Promise.all(asked));
}
