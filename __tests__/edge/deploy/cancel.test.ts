/** A cancelled deploy: whatever it was doing, every host is as it was, and nothing of the run is left anywhere. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Host } from '../../../script/rig/hosts/host.ts';
import { type Begun, begin, runs, serves, stateOf } from './begun.ts';
import { deployed, openYard, type Version, word, type Yard } from './yard.ts';

let yard: Yard;
let h1: Host;
let h2: Host;
let old: Version;
let next: Version;
let sick: Version;

beforeAll(async () => {
  yard = await openYard(2);
  [h1, h2] = yard.hosts as [Host, Host];
  old = await yard.build();
  next = await yard.build();
  sick = await yard.build({ health: '503 Service Unavailable' });
  await yard.deploy(old, { 'deploy-parallel': '100%' });
});

afterAll(async () => {
  await yard[Symbol.asyncDispose]();
});

interface Phase {
  readonly phase: string;
  readonly version?: () => Version;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly before?: () => Promise<unknown>;
  /** The moment of the signal. */
  readonly when: (run: Begun) => Promise<boolean>;
  readonly after?: () => Promise<unknown>;
  /** Hosts that were changed by then, and what the log says of each. */
  readonly said: readonly string[];
}

const never = Promise.withResolvers<void>();
let held = '';

const phases: readonly Phase[] = [
  {
    phase: 'connecting',
    before: () => h2.cut(),
    when: async (run) => (await run.processes()).some((line) => line.startsWith('ssh ')),
    after: () => h2.plug(),
    said: [],
  },
  {
    phase: 'pulling',
    before: async () => {
      const { layers } = (await yard.registry.json(next.digest)) as { layers: { digest: string }[] };
      held = `/blobs/${layers.at(-1)?.digest}`;
      yard.registry.clear();
      yard.registry.inject({ match: { path: new RegExp(held) }, action: { kind: 'hold', until: never.promise } });
    },
    when: async () => yard.registry.requests.filter(({ path }) => path.endsWith(held)).length >= 2,
    after: async () => yard.registry.clear(),
    said: [],
  },
  {
    phase: 'migrating',
    inputs: { 'deploy-migrate': `sh -c 'trap "" INT TERM; sleep 120'` },
    when: async () => (await h1.docker('ps', '--format', '{{.Names}}')).includes('-migrate'),
    said: [],
  },
  {
    phase: 'waiting for the health of the first host',
    version: () => sick,
    when: () => runs(h1, sick),
    said: ['h1  rolled back to', 'h2  not touched'],
  },
  {
    phase: 'waiting for the health of the second host, after the first was switched',
    inputs: { 'deploy-health-successes': '8', 'deploy-watch': '0s' },
    when: () => runs(h2, next),
    said: ['h1  rolled back to', 'h2  rolled back to'],
  },
  {
    phase: 'watching',
    inputs: { 'deploy-watch': '60s', 'deploy-parallel': '100%' },
    when: async () => (await serves(h1, next)) && (await serves(h2, next)),
    said: ['h1  rolled back to', 'h2  rolled back to'],
  },
];

test.each(phases)('while $phase', async ({ version, inputs = {}, before, when, after, said }) => {
  const states = await Promise.all(yard.hosts.map(stateOf));
  await before?.();
  await using run = await begin(await yard.wish(version?.() ?? next, inputs));
  await run.signalWhen('SIGINT', () => when(run));
  const main = await run.main;
  await after?.();
  const post = await run.post();
  expect(main.signal).toBeUndefined();
  expect(main.exitCode).toBe(1);
  expect(main.log).toContain('Cancelled by SIGINT');
  for (const words of said) expect(main.log).toContain(words);
  expect(deployed(main)).toEqual({});
  expect(post?.outcome).toBe('success');
  expect(await Promise.all(yard.hosts.map(stateOf))).toEqual(states);
  for (const host of yard.hosts) expect(await word(host)).toBe(old.word);
  expect(await run.processes()).toEqual([]);
  expect(await run.files()).toEqual([]);
});

test('with an old version that is healthy only after its time: the end of the job goes on with it', async () => {
  const slow = await yard.build({ lines: ['CMD ["sh", "-c", "sleep 3; exec httpd -f -p 8080 -h /www"]'] });
  const published = { 'deploy-run': '--publish 8080:8080', 'deploy-parallel': '100%' };
  await yard.deploy(slow, published);
  const states = await Promise.all(yard.hosts.map(stateOf));
  await using run = await begin(await yard.wish(next, { ...published, 'deploy-watch': '60s' }));
  await run.signalWhen('SIGINT', async () => (await serves(h1, next)) && (await serves(h2, next)));
  const main = await run.main;
  expect(main.log).toContain("The job's end puts back what is left to do on h1 and h2");
  expect(main.log).toContain('h1  not put back yet: ');
  // Nobody else comes in between.
  for (const host of yard.hosts)
    expect((await stateOf(host)).containers.map(({ name }) => name)).toContain('slipway-lock-web');
  const post = await run.post();
  expect(post?.log).toContain(`Put back h1: it runs ${slow.digest.slice(7, 19)} again, healthy after`);
  expect(await Promise.all(yard.hosts.map(stateOf))).toEqual(states);
  for (const host of yard.hosts) expect(await word(host)).toBe(slow.word);
});
