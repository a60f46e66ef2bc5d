/** One host: makes the next container, or takes the one to go back to, and switches. */
import { ToolError } from '../../errors.ts';
import type { Deployed, DeployHealth, DeployPlan, HostResult } from '../../model/deploy.ts';
import type { StoredImage } from '../image-store.ts';
import { createNext } from './container.ts';
import { must } from './docker.ts';
import type { Link } from './link.ts';
import type { DeployWish, Prepared } from './prepare.ts';
import { healthOf } from './serving.ts';
import type { Changing } from './site.ts';
import { type Switch, switchTo } from './switch.ts';

/** Goes through `link`, not the site's own. Rejects when the new container does not serve; nothing is put back here. */
export async function exchange(wish: DeployWish, site: Changing, prepared: Prepared, link: Link): Promise<HostResult> {
  const { world } = link;
  const start = world.now();
  const { decided } = site;
  const change =
    decided.target === undefined ? await toNext(wish, site, prepared, link) : toTarget(wish, site, decided.target);
  const { health, gapSeconds } = await switchTo(change, link);
  if (decided.target !== undefined) await setRestart(decided.target, link);
  const seconds = (world.now() - start) / 1000;
  const to = decided.target?.digest ?? wish.plan.image?.digest;
  return {
    host: link.host.label,
    state: 'deployed',
    from: decided.from?.digest,
    to,
    health,
    gapSeconds,
    seconds,
    mend: [],
  };
}

async function toNext(wish: DeployWish, site: Changing, prepared: Prepared, link: Link): Promise<Switch> {
  const { plan, context, aim } = wish;
  const { state, decided } = site;
  const image = prepared.pulled.get(site)?.image;
  if (plan.image?.digest === undefined || image === undefined) throw new Error('A deploy without an image');
  const health = resolveHealth(plan, image);
  const { reference, digest } = plan.image;
  const resolved = { ...plan, health };
  const previous = decided.from?.id ?? '';
  const id = await createNext(
    { plan: resolved, context, reference, digest, revision: prepared.revision, settings: aim.settings, previous },
    link,
  );
  return { plan: resolved, next: { id, ports: plan.options.ports }, from: decided.from, state, health };
}

/** The port of the container that a path is asked on, when nobody names it. */
function resolveHealth({ health, options, proxy }: DeployPlan, image: StoredImage): DeployHealth {
  if (health.path === undefined) return health;
  const published = options.ports.find(({ protocol }) => protocol === 'tcp')?.target;
  const [exposed, ...more] = image.ports;
  const port = health.port ?? proxy?.target ?? published ?? (more.length === 0 ? exposed : undefined);
  if (port !== undefined) return { ...health, port };
  throw new ToolError('Not deployed: nobody says on which port `deploy-health-path` is asked', {
    cure: 'set `deploy-health-port`, or let the image EXPOSE it',
  });
}

function toTarget({ plan }: DeployWish, { state, decided }: Changing, target: Deployed): Switch {
  const health = healthOf(target, plan.health);
  return { plan, next: target, from: decided.from, state, health };
}

/** Only when it serves: one that could not be started would else be, beside the other, when the host is started anew. */
async function setRestart({ id, restart }: Deployed, link: Link): Promise<void> {
  await must(link, { title: 'Set its restart policy', argv: ['docker', 'update', `--restart=${restart}`, id] });
}
