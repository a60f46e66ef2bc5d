/** What is to be done on a host, by what is there. */
import { expect, test } from '@jest/globals';
import type { DeployPlan } from '../../../../src/model/deploy.ts';
import { decide, type Found, portGoesOver, proxySettings } from '../../../../src/plan/deploy/change.ts';
import { containerOf, digestA, digestB, planOf } from '../../deploys.ts';

const image = {
  image: { registry: 'ghcr.io', path: 'acme/app' },
  name: digestB,
  digest: digestB,
  reference: `app@${digestB}`,
};
const forward = planOf({ image: image as unknown as NonNullable<DeployPlan['image']> });
const back = planOf({ action: 'rollback' });
const empty: Found = { current: undefined, others: [], strangers: [] };

const same = containerOf('now', { containerName: 'web', digest: digestB, running: true, previous: 'before' });
const before = containerOf('before', { digest: digestA });
const revision = '8c1f0d3b6a5e4f2d9b7c0a1e2d3c4b5a69788796';
const night: DeployPlan = { ...forward, replaces: 'its own commit' };
const lastNight = { ...before, revision };
const later = containerOf('later', { digest: `sha256:${'c'.repeat(64)}`, previous: 'before' });
const older = containerOf('older', { digest: digestA });

test.each<[string, DeployPlan, Partial<Found>, object]>([
  ['nothing is there', forward, {}, { kind: 'switch', from: undefined, target: undefined }],
  ['the same serves', forward, { current: same }, { kind: 'unchanged', from: same }],
  ['the same, and healthy', forward, { current: { ...same, health: 'healthy' } }, { kind: 'unchanged' }],
  ['the same, and still starting', forward, { current: { ...same, health: 'starting' } }, { kind: 'unchanged' }],
  ['the same, and unhealthy', forward, { current: { ...same, health: 'unhealthy' } }, { kind: 'switch' }],
  ['the same, again and again', forward, { current: { ...same, health: 'restarting' } }, { kind: 'switch' }],
  ['the same, and paused', forward, { current: { ...same, health: 'paused' } }, { kind: 'switch' }],
  ['the same, and stopped', forward, { current: { ...same, running: false } }, { kind: 'switch' }],
  [
    'the same with other settings',
    forward,
    { current: { ...same, settings: 'others' } },
    { kind: 'switch', from: { id: 'now' } },
  ],
  ['another image', forward, { current: { ...same, digest: digestA } }, { kind: 'switch', target: undefined }],
  ['earlier ones alone', forward, { others: [before] }, { kind: 'switch', from: undefined, target: undefined }],
  [
    'a stranger',
    forward,
    { current: same, strangers: [{ name: 'nginx', bars: 'has port 80 of the host' }] },
    { kind: 'refused', because: 'has a container nginx, which has port 80 of the host' },
  ],
  ['the way back', back, { current: same, others: [older, before] }, { kind: 'switch', from: same, target: before }],
  // To what served before, not to the newest.
  [
    'the way back, gone',
    back,
    { current: same, others: [older] },
    { kind: 'refused', because: 'has nothing to go back to' },
  ],
  [
    'the way back of the first',
    back,
    { current: { ...same, previous: '' } },
    { kind: 'refused', because: 'has nothing to go back to' },
  ],
  [
    'the way back, nothing serves',
    back,
    { others: [before, older] },
    { kind: 'switch', from: undefined, target: before },
  ],
  [
    'the way back, nothing is there',
    back,
    {},
    { kind: 'refused', because: 'runs nothing named web', cure: 'say `deploy-name` as in the deploy' },
  ],
  [
    'the way back, a stranger',
    back,
    { current: same, others: [before], strangers: [{ name: 'web', bars: 'has the name web and is not of Slipway' }] },
    { kind: 'refused', because: 'has a container web, which has the name web and is not of Slipway' },
  ],
  // A rebuild brings newer packages to what runs, and nothing else.
  ['a rebuild, the build before', night, { current: lastNight }, { kind: 'switch', from: lastNight }],
  ['a rebuild, nothing is there', night, {}, { kind: 'switch', from: undefined }],
  [
    'a rebuild, another commit',
    night,
    { current: { ...before, revision: '1d2e3f405162738495a6b7c8d9e0f1a2b3c4d5e6' } },
    { kind: 'left', because: 'it runs 1d2e3f4', has: 'another' },
  ],
  [
    'a rebuild, no commit',
    night,
    { current: { ...before, revision: '' } },
    { kind: 'left', because: 'it runs an image that names no commit' },
  ],
  [
    'a rebuild, the same with other settings',
    night,
    { current: { ...same, settings: 'others', revision } },
    { kind: 'left', because: 'it has this build already', has: 'this build' },
  ],
  [
    'a rebuild, the same, and stopped on purpose',
    night,
    { current: { ...same, running: false, revision } },
    { kind: 'left', because: 'it has this build already', has: 'this build' },
  ],
  [
    'a rebuild, and somebody went back',
    night,
    { current: lastNight, others: [{ ...same, running: false }] },
    { kind: 'left', because: 'somebody went back from this build', has: 'this build' },
  ],
  [
    'a rebuild, and somebody went back from the one of the night before',
    night,
    { current: lastNight, others: [{ ...later, revision }] },
    { kind: 'left', because: 'somebody went back from a later build', has: 'this build' },
  ],
  [
    'a rebuild, and a later one is there',
    night,
    { current: { ...lastNight, created: '2026-11-23T03:17:00Z' } },
    { kind: 'left', because: 'it runs a later build', has: 'this build' },
  ],
  ...['', 'yesterday'].map((created): [string, DeployPlan, Partial<Found>, object] => [
    `a rebuild, and nobody can tell from "${created}" when the other was built`,
    night,
    { current: { ...lastNight, created } },
    { kind: 'switch' },
  ]),
  [
    'a rebuild, and the one of another time zone is the earlier one',
    night,
    { current: { ...lastNight, created: '2026-11-22T04:00:00+01:00' } },
    { kind: 'switch' },
  ],
  [
    'a rebuild, and somebody went back from another release',
    night,
    { current: lastNight, others: [{ ...later, revision: '1d2e3f405162738495a6b7c8d9e0f1a2b3c4d5e6' }] },
    { kind: 'switch' },
  ],
])('%s', (_, plan, found, decided) => {
  const told = decide(
    plan,
    { ...empty, ...found },
    { settings: 'settings', revision, created: '2026-11-22T03:17:00Z' },
  );
  expect(told).toMatchObject(decided);
  if (told.kind === 'refused') expect(told.cure).toMatch(/\w/);
});

const proxied = planOf({ proxy: { address: '', port: 80, target: 8080, image: 'proxy' } });
const proxy = { running: true, settings: proxySettings(proxied) };
const publishing = { ...same, ports: [{ address: '', port: 80, protocol: 'tcp', target: 8080 } as const] };

test.each<[string, DeployPlan, Partial<Found>, boolean]>([
  ['no proxy is wanted', forward, { current: publishing }, false],
  ['nothing has the port', proxied, { current: same }, false],
  ['the container has it', proxied, { current: publishing }, true],
  ['a stopped container had it', proxied, { current: { ...publishing, running: false } }, false],
  ['the proxy has it', proxied, { current: same, proxy }, false],
  ['a proxy with other settings has it', proxied, { current: same, proxy: { ...proxy, settings: '[]' } }, true],
  ['a stopped proxy had it', proxied, { current: same, proxy: { ...proxy, running: false } }, false],
])('the port goes over when %s', (_, plan, found, over) => {
  expect(portGoesOver(plan, { ...empty, ...found })).toBe(over);
});
