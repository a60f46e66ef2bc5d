/** What is compared with what runs: a fingerprint of everything but the image, since the same settings need no new container. */
import type { DeployPlan } from '../../model/deploy.ts';
import type { Context } from '../../model/event.ts';
import type { Login } from '../../model/inputs.ts';
import type { Aim } from '../../plan/deploy/change.ts';
import { digestOf } from '../../read/manifest.ts';
import type { World } from '../../world/ports.ts';
import { refusalOf } from '../explain.ts';
import { isCommit } from '../git.ts';
import { readImage } from './stale.ts';

interface AimWish {
  readonly plan: DeployPlan;
  readonly context: Context;
  readonly logins: readonly Login[];
}

/** What the hosts are compared with; the registry is asked only where the commit decides. */
export async function readAim(wish: AimWish, world: World): Promise<Aim> {
  const settings = await readSettings(wish.plan, world);
  return { settings, ...(wish.plan.replaces === 'anything' ? unnamed : await readBuild(wish, world)) };
}

type Build = Pick<Aim, 'revision' | 'created'>;

const unnamed: Build = { revision: '', created: '' };

/**
 * Commit of the image, and when it was built: one that this run builds is the latest. A registry in trouble is not
 * guessed for: every host would be left as it is, and the run green.
 */
async function readBuild({ plan, context, logins }: AimWish, world: World): Promise<Build> {
  if (plan.image === undefined) return { revision: context.revision, created: '' };
  const state = await readImage(plan.image, logins, world);
  if (state.kind === 'unknown')
    throw refusalOf(`Not deployed: the registry did not say of which commit ${plan.image.reference} is`, {
      stderr: state.words,
    });
  const { revision, created } = state.shown;
  return { revision: isCommit(revision) ? revision : '', created };
}

/** Secrets are part of it; a digest tells nothing of them that the container's own environment would not. */
async function readSettings(plan: DeployPlan, world: World): Promise<string> {
  const { options, command, environment, health, proxy } = plan;
  const secrets = environment.secrets.map(({ key, value }) => [key, value.reveal()]);
  const files = await Promise.all(filesOf(options.words).map((path) => world.files.read(path).catch(() => '')));
  return digestOf(
    JSON.stringify([options.words, command, environment.values, secrets, health.path, health.port, proxy, files]),
  );
}

/** Files of the runner that docker reads options from. */
function filesOf(words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    const [, option, path] = /^(--env-file|--label-file)(?:=(.*))?$/s.exec(word) ?? [];
    return option === undefined ? [] : [path ?? words[index + 1] ?? ''];
  });
}
