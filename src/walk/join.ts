/** Makes one image of the parts that other jobs have built, and gives it the tags. */
import type { Inputs } from '../model/inputs.ts';
import type { JoinOutcome } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import { noteLines, planLine, publishLines } from '../report/lines.ts';
import { startBuilder, stopBuilder } from '../stages/builder.ts';
import { joinParts } from '../stages/join.ts';
import { logIn } from '../stages/login.ts';
import { judgeTags, refuseTaken } from '../stages/movement.ts';
import { nothing, publish } from '../stages/publish.ts';
import { readShown } from '../stages/registry.ts';
import { both } from '../stages/side-by-side.ts';
import type { World } from '../world/ports.ts';
import { allowedLogins } from './secrets.ts';

/** Nothing is built: what other jobs have brought to the registries becomes one image, which gets the tags. */
export async function joinAndPublish(plan: Plan, token: Inputs['githubToken'], world: World): Promise<JoinOutcome> {
  const start = world.now();
  for (const line of [planLine(plan), ...noteLines(plan)]) world.log.line(line);
  try {
    await world.files.openRunFolder(allowedLogins(plan));
    const joined = await joinIfPlanned(plan, token, world);
    for (const line of publishLines(joined.publish)) world.log.line(line);
    return { plan, ...joined, seconds: (world.now() - start) / 1000 };
  } finally {
    await stopBuilder(plan.build.route, world);
    await world.files.removeRunFolder();
  }
}

async function joinIfPlanned(
  plan: Plan,
  token: Inputs['githubToken'],
  world: World,
): Promise<Pick<JoinOutcome, 'digest' | 'publish'>> {
  const planned = plan.publish;
  if (!planned.run) return { digest: undefined, publish: planned };
  const { tags, timeoutSeconds } = planned;
  if (tags.length === 0) return { digest: undefined, publish: { run: true, ...nothing(plan.heldBack) } };
  const looking = both(logIn(plan.logins, world), startBuilder(plan.build.route, world));
  const [, shown] = await both(looking, readShown(tags, plan.logins, world));
  await refuseTaken(planned, shown, plan, world);
  const { digest, sources } = await joinParts(plan, timeoutSeconds, world);
  const judged = await judgeTags({ plan, publish: planned, digest, token }, world);
  const published = await publish({ plan, judged, timeoutSeconds, digest, sources, earlier: [] }, world);
  return { digest, publish: { run: true, ...published } };
}
