/** The builder of a run: made when the plan wants one of its own, gone with everything that it kept. */
import { ToolError } from '../errors.ts';
import type { Command, Route } from '../model.ts';
import { sealed } from '../read/secret.ts';
import type { World } from '../world/ports.ts';
import { explain, lastWords } from './explain.ts';
import { persist } from './retry.ts';

const connectSeconds = 20;

/** Makes and starts it. A builder of the user's starts by itself when it is used. */
export async function startBuilder(route: Route, world: World): Promise<void> {
  if (route.kind === 'image-store' || route.builder.kind === 'named') return;
  const { name, driver, create, file } = route.builder;
  world.remember('builder', name);
  if (file !== undefined) await world.files.writeSecret(file.path, sealed(file.content));
  const made = await world.run(create);
  const boot: Command = { title: 'Start the builder', argv: ['docker', 'buildx', 'inspect', '--bootstrap', name] };
  const what = driver === 'remote' ? 'Connection to the builder' : 'Start of the builder';
  // The image of a builder in a container may take its time to come.
  const deadline = driver === 'remote' ? world.now() + connectSeconds * 1000 : undefined;
  const finished = made.exitCode === 0 ? await persist(boot, { what, deadline }, world) : made;
  if (finished.exitCode === 0) {
    world.log.line(`Started a builder, ${(made.seconds + finished.seconds).toFixed(1)} s`);
    return;
  }
  const late = finished.timedOut === true ? `it did not answer in ${connectSeconds} s` : undefined;
  const why = late ?? explain(finished.stderr)?.why ?? lastWords(finished.stderr);
  throw new ToolError(`The builder did not start: ${why}`, {
    cure: 'check `driver`, `driver-opts` with its image, `builder-endpoint` and `buildkitd-config-inline`',
    tail: finished.stderr.trim().split('\n'),
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
