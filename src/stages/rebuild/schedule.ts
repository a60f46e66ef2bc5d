/** GitHub disables a schedule after 60 days without activity in a public repository, and says so by mail alone. */
import type { Context } from '../../model/event.ts';
import type { Secret } from '../../model/inputs.ts';
import type { World } from '../../world/ports.ts';

const longestDays = 14;
const millisecondsOfDay = 24 * 60 * 60 * 1000;

/** Warns when the scheduled run before this one is long ago. Says nothing without the right to know (`actions: read`). */
export async function warnOfLongGap(context: Context, token: Secret | undefined, world: World): Promise<void> {
  const run = /\/actions\/runs\/(\d+)\//.exec(context.runUrl)?.[1];
  if (context.eventName !== 'schedule' || token === undefined || run === undefined) return;
  const runs = `/repos/${context.repository}/actions`;
  const own = await world.askGitHub(`${runs}/runs/${run}`, token);
  const { workflow_id: workflow } = Object(own.kind === 'answer' ? own.body : undefined) as { workflow_id?: unknown };
  if (typeof workflow !== 'number') return;
  const list = await world.askGitHub(`${runs}/workflows/${workflow}/runs?event=schedule&per_page=5`, token);
  const { workflow_runs: all } = Object(list.kind === 'answer' ? list.body : undefined) as { workflow_runs?: unknown };
  const earlier = (Array.isArray(all) ? (all as Run[]) : []).filter(({ id }) => String(id) !== run);
  const times = earlier.map(({ created_at: time }) => Date.parse(String(time))).filter(Number.isFinite);
  const days = Math.floor((world.time() - Math.max(...times)) / millisecondsOfDay);
  if (times.length === 0 || days <= longestDays) return;
  const what = `The scheduled run before this one is ${days} days ago`;
  const why = 'GitHub disables a schedule after 60 days without a commit in a public repository';
  const cure = 'enable the workflow again under Actions when it stops';
  world.log.annotate({ level: 'warning', message: `${what}: ${why}; ${cure}` });
}

interface Run {
  readonly id?: unknown;
  readonly created_at?: unknown;
}
