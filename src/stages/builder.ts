/** The builder of a run: made when the plan wants one of its own, gone with everything that it kept. */
import { ToolError } from '../errors.ts';
import type { Command } from '../model/decision.ts';
import type { Route } from '../model/plan.ts';
import { sealed } from '../read/secret.ts';
import type { Finished, World } from '../world/ports.ts';
import { explain, lastWords, tailOf } from './explain.ts';
import { persist } from './retry.ts';

const connectSeconds = 20;

/** Makes and starts it. A builder of the user's starts by itself when it is used. */
export async function startBuilder(route: Route, world: World): Promise<void> {
  if (route.kind === 'image-store' || route.builder.kind === 'named') return;
  const { name, endpoint, create, file } = route.builder;
  world.remember('builder', name);
  if (file !== undefined) await world.files.writeSecret(file.path, sealed(file.content));
  const made = await world.run(create);
  const boot: Command = { title: 'Start the builder', argv: ['docker', 'buildx', 'inspect', '--bootstrap', name] };
  const what = endpoint === undefined ? 'Start of the builder' : `Connection to the BuildKit at ${endpoint}`;
  // The image of a builder in a container may take its time to come.
  const deadline = endpoint === undefined ? undefined : world.now() + connectSeconds * 1000;
  const finished = made.exitCode === 0 ? await persist(boot, { what, deadline }, world) : made;
  if (finished.exitCode === 0) {
    const done = endpoint === undefined ? 'Started a builder' : 'Connected to it';
    world.log.line(`${done}, ${(made.seconds + finished.seconds).toFixed(1)} s`);
    return;
  }
  if (endpoint !== undefined) throw unreachable(endpoint, finished);
  const why = explain(finished.stderr)?.why ?? lastWords(finished.stderr);
  throw new ToolError(`The builder did not start: ${why}`, {
    cure: 'check `driver`, `driver-opts` with its image, `builder-endpoint` and `buildkitd-config-inline`',
    tail: finished.stderr.trim().split('\n'),
  });
}

function unreachable(endpoint: string, finished: Finished): ToolError {
  const late = finished.timedOut === true;
  const why = late ? `it did not answer in ${connectSeconds} s` : lastWords(finished.stderr);
  return new ToolError(`The BuildKit at ${endpoint} cannot be used: ${why}`, {
    cure: 'check `builder-endpoint`, `driver-opts` with its certificates, and that this runner reaches it',
    // After the time is over its last words are about being ended.
    tail: late ? [] : tailOf(finished),
  });
}

/** Removes it, with what it kept. What is left of it is left to the post step. */
export async function stopBuilder(route: Route, world: World): Promise<void> {
  if (route.kind === 'image-store' || route.builder.kind === 'named') return;
  if (await removeBuilder(route.builder.name, world)) world.remember('builder', '');
}

/** By its name alone: buildx has forgotten it with the run's folder. A builder elsewhere leaves nothing here. */
export async function removeBuilder(name: string, world: World): Promise<boolean> {
  const container = `buildx_buildkit_${name}0`;
  const remove = (...words: string[]) =>
    world.run({ title: 'Remove the builder', argv: ['docker', ...words] }, { evenWhenCancelled: true });
  await remove('container', 'rm', '--force', '--volumes', container);
  return (await remove('volume', 'rm', '--force', `${container}_state`)).exitCode === 0;
}
