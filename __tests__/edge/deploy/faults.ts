/** Moments in a deploy at which tests break something, and versions that break by themselves. */
import type { Host } from '../../../script/rig/hosts/host.ts';
import { waitFor } from '../../../script/rig/processes.ts';
import type { StepResult } from '../../../script/runner/driver.ts';
import { containers, type Seen } from './yard.ts';

/** Of a version whose health is what the file `/mood/health` of its host says, for example `500 Broken`. */
export const moody = `'"$(cat /mood/health)"'`;

/** The option that shows a container the mood of its host. */
export const moodVolume = '--volume /run/mood:/mood';

/** Gives every host a mood; the folder is the host's own. */
export async function setMoods(hosts: readonly Host[], mood: (host: Host) => string): Promise<void> {
  for (const host of hosts) {
    await host.inside(['sh', '-c', 'mkdir -p /run/mood && printf %s "$0" > /run/mood/health', mood(host)]);
  }
}

/** Waits until a container beside or instead of `web` runs, which has not proven itself yet. */
export async function untilNextRuns(host: Host): Promise<void> {
  const next = (one: Seen) => one.name !== 'web' && one.running;
  await until(async () => (await containers(host)).some(next), `a new container on ${host.name}`);
}

export async function until(question: () => Promise<boolean>, what: string): Promise<void> {
  if (!(await waitFor(question, 30_000))) throw new Error(`There was never ${what}`);
}

/** The first line of the error, without what differs from run to run. */
export function verdict({ log }: StepResult): string {
  const line = log.split('\n').find((one) => one.startsWith('Error: ')) ?? '';
  return line
    .replace(/^Error: /, '')
    .replace(/sha256:[0-9a-f]{12}|\b[0-9a-f]{12}\b/g, 'DIGEST')
    .replace(/\d+\.\d+ s\b/g, 'N s');
}

/** Every container, image name and network of a host, as its own engine tells. */
export async function inventory(host: Host): Promise<readonly string[]> {
  const lists = [
    ['ps', '--all', '--no-trunc', '--format', '{{.ID}} {{.Names}} {{.State}} {{.Ports}}'],
    ['image', 'ls', '--no-trunc', '--digests', '--format', '{{.Repository}} {{.Tag}} {{.Digest}}'],
    ['network', 'ls', '--format', '{{.Name}}'],
  ];
  const told = await Promise.all(lists.map((words) => host.docker(...words)));
  return told.map((text) => text.split('\n').sort().join('\n'));
}
