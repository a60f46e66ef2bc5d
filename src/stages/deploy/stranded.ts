/** A host that could not be put back: what runs there, and the commands that mend it. */
import type { Deployed, DeployPlan } from '../../model/deploy.ts';
import { deployLabels } from '../../plan/deploy/labels.ts';
import { shortDigest } from '../../plan/names.ts';
import { persistent } from './host-world.ts';
import type { Link } from './link.ts';
import { appsOf, readState } from './state.ts';

/** What is on a host that could not be put back, and what a person types there to do the same. */
export interface Stranded {
  /** Digest of what runs; undefined when nothing does, or nobody can say. */
  readonly runs: string | undefined;
  /** `nothing of web runs there now`. */
  readonly words: string;
  readonly mend: readonly string[];
}

/** Looks once more. Never rejects. */
export async function readStranded(
  plan: DeployPlan,
  previous: Deployed | undefined,
  owner: string,
  link: Link,
): Promise<Stranded> {
  const { name } = plan;
  const over: Link = { ...link, world: persistent(link.world) };
  const state = await readState(plan, over).catch(() => undefined);
  if (state === undefined)
    return {
      runs: undefined,
      words: 'nobody can say what runs there now',
      mend: [`docker ps --all --filter label=${deployLabels.name}=${name}`, ...mendCommands(name, previous, owner)],
    };
  const apps = appsOf(state);
  const running = apps.find((app) => app.running);
  return {
    runs: running?.digest,
    words:
      running === undefined ? `nothing of ${name} runs there now` : `${shortDigest(running.digest)} runs there now`,
    mend: mendKnown(name, apps, previous, owner),
  };
}

/** Only what is still to be done. */
function mendKnown(name: string, apps: readonly Deployed[], previous: Deployed | undefined, owner: string): string[] {
  const made = apps.filter((app) => app.owner === owner && app.id !== previous?.id).map(({ id }) => short(id));
  const old = apps.find(({ id }) => id === previous?.id);
  const remove = made.length === 0 ? [] : [`docker rm --force --volumes ${made.join(' ')}`];
  if (previous === undefined) return remove;
  // Its environment is known to nobody but those who deploy.
  if (old === undefined) return [...remove, `docker pull ${previous.reference}, and deploy it with \`stage: deploy\``];
  return [
    ...remove,
    ...(old.containerName === name ? [] : [`docker rename ${short(old.id)} ${name}`]),
    `docker update --restart=${old.restart} ${short(old.id)}`,
    ...(old.running ? [] : [`docker start ${short(old.id)}`]),
  ];
}

/** Where nobody can look: what is right already, docker refuses. */
function mendCommands(name: string, previous: Deployed | undefined, owner: string): string[] {
  const filters = [`${deployLabels.owner}=${owner}`, `${deployLabels.role}=app`].map(
    (label) => `--filter label=${label}`,
  );
  const made = `docker rm --force --volumes $(docker ps --all --quiet ${filters.join(' ')})`;
  if (previous === undefined) return [made];
  const id = short(previous.id);
  return [
    made,
    `docker rename ${id} ${name}`,
    `docker update --restart=${previous.restart} ${id}`,
    `docker start ${id}`,
  ];
}

function short(id: string): string {
  return id.slice(0, 12);
}
