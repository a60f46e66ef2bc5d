/** Brings an image to the hosts: one that was just published, or one that is published already. */
import { OvertakenError, ToolError, withUndeployed } from '../errors.ts';
import type { DeployOutcome, DeployPlan } from '../model/deploy.ts';
import type { Inputs } from '../model/inputs.ts';
import type { Outcome, Undeployed } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import { displayName } from '../plan/names.ts';
import type { HostPlan } from '../report/deploy.ts';
import { planLine } from '../report/lines.ts';
import { readAim } from '../stages/deploy/aim.ts';
import { deploy } from '../stages/deploy/deploy.ts';
import { leftOf } from '../stages/deploy/finish.ts';
import { connectFleet, type Fleet } from '../stages/deploy/fleet.ts';
import { foresee } from '../stages/deploy/foresee.ts';
import { logIn } from '../stages/login.ts';
import type { World } from '../world/ports.ts';
import { allowedLogins } from './secrets.ts';

/** What is published goes to the hosts by its digest. */
export async function deployIfPlanned(
  outcome: Undeployed,
  fleet: Fleet | undefined,
  token: Inputs['githubToken'],
  world: World,
): Promise<Outcome['deploy']> {
  const { plan } = outcome;
  if (!plan.deploy.run || fleet === undefined)
    return plan.deploy.run ? { run: false, because: 'no host is there' } : plan.deploy;
  const built = 'build' in outcome;
  if (built && !(outcome.publish.run && outcome.publish.tags.length > 0))
    return { run: false, because: 'no tag shows the image' };
  const digest = built ? outcome.build.built.digest : outcome.digest;
  const { imageName } = plan.deploy;
  if (imageName === undefined) return { run: false, because: '`images` names none' };
  const image = { image: imageName, name: digest, digest, reference: `${displayName(imageName)}@${digest}` };
  try {
    return { run: true, ...(await deployTo({ ...plan.deploy, image }, plan, fleet, token, world)) };
  } catch (error) {
    // A run that finishes late has tagged what is its own, and is green.
    if (error instanceof ToolError && !(error instanceof OvertakenError)) throw withUndeployed(error, outcome);
    if (!(error instanceof OvertakenError)) throw error;
    world.remember('deploy', '');
    return { run: false, because: error.message.replace(/^Not deployed: /, '') };
  }
}

/** Nothing is built: an image that is published already goes to the hosts, or they go back to the one before. */
export async function deployAlone(plan: Plan, token: Inputs['githubToken'], world: World): Promise<Outcome['deploy']> {
  const planned = plan.deploy;
  world.log.line(planLine(plan));
  if (!planned.run) return planned;
  try {
    await world.files.openRunFolder(allowedLogins(plan));
    await logIn(plan.logins, world);
    await using fleet = await connectFleet(planned, world);
    return { run: true, ...(await deployTo(planned, plan, fleet, token, world)) };
  } finally {
    await world.files.removeRunFolder();
  }
}

async function deployTo(
  planned: DeployPlan,
  { context, logins }: Plan,
  fleet: Fleet,
  token: Inputs['githubToken'],
  world: World,
): Promise<DeployOutcome> {
  const aim = await readAim({ plan: planned, context, logins }, world);
  world.remember('deploy', leftOf(planned));
  const outcome = await deploy({ plan: planned, context, logins, token, aim }, fleet, world);
  for (const note of outcome.notes) world.log.line(note);
  return outcome;
}

/** What a dry run says of the hosts; it looks and touches nothing. */
export async function lookAtHosts(
  { deploy: planned, context, logins }: Plan,
  token: Inputs['githubToken'],
  world: World,
): Promise<readonly HostPlan[]> {
  if (!planned.run) return [];
  try {
    await world.files.openRunFolder({ keep: false });
    await using fleet = await connectFleet(planned, world);
    const aim = await readAim({ plan: planned, context, logins }, world);
    const { hosts, unsure } = await foresee({ plan: planned, context, logins, token, aim }, fleet, world);
    for (const line of unsure) world.log.line(line);
    return hosts;
  } finally {
    await world.files.removeRunFolder();
  }
}
