/** What the job's end does for a deploy that did not come to an end of its own: it puts back and gives back. */
import { ToolError } from '../../errors.ts';
import type { DeployPlan } from '../../model/deploy.ts';
import { readSshKey } from '../../read/deploy/ssh-key.ts';
import { mendLines, putBackLine } from '../../report/deploy.ts';
import type { World } from '../../world/ports.ts';
import { type Link, makeLink, writeSshFiles } from './link.ts';
import { unlockAll } from './lock.ts';
import { forget } from './pull.ts';
import { putBack } from './put-back.ts';
import { appsOf, readState } from './state.ts';
import { readStranded } from './stranded.ts';

/** What a run leaves for the job's end before it touches a host; it holds no secret. */
export function leftOf(plan: DeployPlan): string {
  return JSON.stringify({ ...plan, environment: { values: [], secrets: [] }, command: [] });
}

/** The plan that was left, with the key, which the job's end is given once more; undefined when there is none. */
export function readLeft(text: string, keyText: string): DeployPlan | undefined {
  const { key } = readSshKey(keyText);
  if (text === '' || key === undefined) return undefined;
  const plan = JSON.parse(text) as DeployPlan;
  return { ...plan, access: { ...plan.access, key } };
}

/** Logs what it did. Hosts without a lock of this run are left alone. */
export async function finishDeploy(plan: DeployPlan, world: World): Promise<void> {
  const { access } = plan;
  await writeSshFiles(access, world);
  const jump = access.jump === undefined ? undefined : makeLink(access.jump, access, world);
  const links = access.hosts.map((host) => makeLink(host, access, world, jump));
  try {
    await jump?.open();
    await Promise.all(links.map((link) => finishHost(plan, link, world)));
  } finally {
    await Promise.all(links.map((link) => link.close()));
    await jump?.close();
  }
}

async function finishHost(plan: DeployPlan, link: Link, world: World): Promise<void> {
  const { owner } = plan;
  const host = link.host.label;
  try {
    await link.open();
    const state = await readState(plan, link);
    if (state.lock?.owner !== owner) return;
    const { previous } = state.lock;
    try {
      const back = await putBack({ plan, owner, previous, atMostSeconds: undefined }, link);
      if (back.changed) world.log.line(putBackLine(host, back));
      for (const image of back.images) await forget(image, link);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      const old = appsOf(state).find(({ id }) => id === previous);
      const { words, mend } = await readStranded(plan, old, owner, link);
      for (const line of mendLines(host, `${error.message}; ${words}`, mend)) world.log.line(line);
    }
    for (const line of await unlockAll(plan, [link])) world.log.line(line);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    world.log.line(`${host} was not looked at: ${words}; the next deploy puts it back`);
  }
}
