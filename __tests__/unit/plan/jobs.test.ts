/** Which jobs a workflow needs. */
import { expect, test } from '@jest/globals';
import type { Context } from '../../../src/model/event.ts';
import type { JobBuild } from '../../../src/model/plan.ts';
import { mostBuilds, planJobs } from '../../../src/plan/jobs.ts';
import { readContext } from '../../../src/read/context.ts';
import { readInputs } from '../../../src/read/inputs.ts';
import { publicKey } from '../read/deploy/ssh-keys.ts';

const push = readContext(
  { GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main', GITHUB_REPOSITORY: 'acme/app' },
  {},
);
const on = (kind: 'pull-request' | 'merge-group'): Context => ({
  ...push,
  event: { kind, number: 7, base: 'main' },
});
const fork: Context = { ...push, trust: { trusted: false, because: 'pull request from a fork has no right to push' } };

async function planned(inputs: Readonly<Record<string, string>>, context: Context = push) {
  const reading = await readInputs({ inputs: { stage: 'plan', ...inputs }, env: {} }, context);
  expect(reading.problems).toEqual([]);
  return planJobs(reading.inputs, context, '2026-11-22T10:00:00.000Z');
}

const both = 'linux/amd64,linux/arm64';
const arm = 'linux/arm64=ubuntu-24.04-arm';

test.each<[string, Readonly<Record<string, string>>, readonly JobBuild[]]>([
  [
    'nothing is said',
    {},
    [{ slot: 1, stage: 'all', platforms: '', 'runs-on': ['ubuntu-latest'], artifact: 'artifacts' }],
  ],
  [
    'two platforms on one runner',
    { platforms: both, 'runs-on': '["self-hosted","linux"]' },
    [{ slot: 1, stage: 'all', platforms: both, 'runs-on': ['self-hosted', 'linux'], artifact: 'artifacts' }],
  ],
  [
    'each on its own',
    { platforms: both, runners: arm, 'runs-on': 'ubuntu-24.04', 'artifact-name': 'library' },
    [
      { slot: 1, stage: 'build', platforms: 'linux/amd64', 'runs-on': ['ubuntu-24.04'], artifact: 'library-1' },
      { slot: 2, stage: 'build', platforms: 'linux/arm64', 'runs-on': ['ubuntu-24.04-arm'], artifact: 'library-2' },
    ],
  ],
  [
    'one platform on its own runner',
    { platforms: 'linux/arm64', runners: arm },
    [{ slot: 1, stage: 'all', platforms: 'linux/arm64', 'runs-on': ['ubuntu-24.04-arm'], artifact: 'artifacts' }],
  ],
])('builds: %s', async (_, inputs, builds) => {
  const { jobs, problems } = await planned(inputs);
  expect(problems).toEqual([]);
  expect(jobs).toEqual({
    version: 1,
    builds,
    joins: builds.length > 1,
    deploy: expect.objectContaining({ run: false }),
  });
});

test('a platform with two names has the runner that is named for it', async () => {
  const inputs = { platforms: 'linux/amd64,linux/arm64/v8,linux/arm64', runners: 'linux/arm64/v8=arm' };
  const { jobs, problems } = await planned(inputs);
  expect(problems).toEqual([]);
  expect(jobs.builds.map(({ platforms, 'runs-on': labels }) => [platforms, ...labels])).toEqual([
    ['linux/amd64', 'ubuntu-latest'],
    ['linux/arm64', 'arm'],
  ]);
});

const hosts = {
  'deploy-hosts': 'deploy@app1.example.com',
  'deploy-known-hosts': `app1.example.com ssh-ed25519 ${publicKey()}`,
};
const hub = { ...hosts, images: 'acme/app' };
const versions = { ...hosts, tags: 'type=semver,pattern={{version}}' };
const tagged = (tag: string): Context => ({ ...push, event: { kind: 'tag', tag, base: '' } });

test.each<[string, Readonly<Record<string, string>>, Context, true | string]>([
  ['hosts are named', hosts, push, true],
  ['none is named', {}, push, '`deploy-hosts` is empty'],
  ['a pull request', hosts, on('pull-request'), 'a pull request is not deployed'],
  ['a merge queue', hosts, on('merge-group'), 'a merge queue is not deployed'],
  ['a fork', hosts, fork, 'pull request from a fork has no right to deploy'],
  ['a dry run', { ...hosts, 'dry-run': 'true' }, push, '`dry-run` is true'],
  ['no push', { ...hosts, push: 'false' }, push, 'nothing is pushed: `push` is false'],
  ['no tag for a branch', versions, push, 'nothing is pushed: no tag rule applies to this event'],
  ['a tag for a version', versions, tagged('v1.4.2'), true],
  [
    'a version that nobody may judge here',
    { ...versions, tags: 'type=semver,pattern={{major}}' },
    tagged('v1.4.2'),
    true,
  ],
  ['a rebuild of another commit', { ...versions, rebuild: 'true' }, push, true],
  ['a login of the machine that builds', hub, push, true],
  ['a whole login', { ...hub, username: 'bob', password: 'p' }, push, true],
])('a job that deploys: %s', async (_, inputs, context, expected) => {
  const { jobs, problems } = await planned(inputs, context);
  expect(problems).toEqual([]);
  const { deploy } = jobs;
  if (expected === true) expect(deploy).toEqual({ run: true });
  else expect(deploy).toMatchObject({ run: false, because: expect.stringContaining(expected) });
});

const unpushed = 'so nothing is pushed to docker.io, and `deploy-hosts` pull from there';

test.each<[string, Readonly<Record<string, string>>, string, string]>([
  ['no password', { ...hub, username: 'bob' }, 'password', `is empty, ${unpushed}`],
  ['no user name', { ...hub, password: 'p' }, 'username', `is empty, ${unpushed}`],
  [
    'no known host',
    { ...hosts, 'deploy-known-hosts': '# later' },
    'deploy-known-hosts',
    'is empty, and a host whose key it does not have is refused',
  ],
  [
    'a proxy that nobody asks',
    { ...hosts, 'deploy-proxy': '80:8080' },
    'deploy-proxy',
    'needs `deploy-health-path`, which the proxy asks, too',
  ],
])('a deploy that would be told as impossible after the push: %s', async (_, inputs, input, wrong) => {
  const { problems } = await planned(inputs);
  expect(problems).toMatchObject([{ input, wrong, cure: expect.stringMatching(/\w/) }]);
  for (const context of [fork, on('pull-request'), on('merge-group')])
    expect((await planned(inputs, context)).problems).toEqual([]);
  expect((await planned({ ...inputs, 'dry-run': 'true' })).problems).toEqual([]);
});

test('a git tag that no rule can read is told before the build', async () => {
  const { problems } = await planned(versions, tagged('next'));
  expect(problems).toMatchObject([{ value: 'next', wrong: 'is no version that type=semver can read' }]);
});

test('runners of platforms that are not built, and too many of them', async () => {
  expect((await planned({ runners: arm })).problems).toEqual([
    { input: 'runners', value: 'linux/arm64', wrong: 'is not built', cure: 'name it in `platforms`' },
  ]);
  expect((await planned({ runners: arm, platforms: 'linux/amd64' })).problems).toMatchObject([
    { input: 'runners', cure: '`platforms` has linux/amd64' },
  ]);
  const variants = Array.from({ length: mostBuilds + 1 }, (_, index) => `linux/arm/v${index}`);
  const [first = ''] = variants;
  expect((await planned({ platforms: variants.join(','), runners: `${first}=arm` })).problems).toEqual([
    { input: 'platforms', wrong: 'names 13, and there are 12 jobs at most', cure: 'build some together' },
  ]);
});
