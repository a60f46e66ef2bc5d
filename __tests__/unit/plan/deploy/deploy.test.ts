/** Whether a run deploys, with a reason for every "no"; and what is refused before anybody is asked. */
import { expect, test } from '@jest/globals';
import type { DeployPlan } from '../../../../src/model/deploy.ts';
import { digestA } from '../../deploys.ts';
import { contextOf } from '../../events.ts';
import { facts, planned, token, type Words } from '../../plans.ts';
import { openSshKey } from '../../read/deploy/ssh-keys.ts';

const image = `ghcr.io/acme/app@${digestA}`;
const hosts = { 'deploy-hosts': 'deploy@app1\ndeploy@app2\ndeploy@app3', 'deploy-ssh-key': openSshKey };
const alone: Words = { ...token, ...hosts, stage: 'deploy', image };
const together: Words = { ...token, ...hosts, images: 'ghcr.io/acme/app' };

async function deployOf(words: Words, event = 'push-branch') {
  const { plan, problems } = await planned({ context: contextOf(event), words });
  return { deploy: plan.deploy, problems: problems.filter(({ input }) => /^deploy-|^image$/.test(input)) };
}

async function goodPlan(words: Words): Promise<DeployPlan> {
  const { deploy, problems } = await deployOf(words);
  expect(problems).toEqual([]);
  if (!deploy.run) throw new Error(deploy.because);
  return deploy;
}

const onlyNamed = 'a pull request is not deployed; `stage: deploy` deploys the image that it is given';
const fork = 'pull request from a fork has no right to deploy';

test.each<[string, Words, string]>([
  ['push-branch', { ...together, 'deploy-hosts': '' }, '`deploy-hosts` is empty'],
  ['push-branch', { ...together, stage: 'build' }, '`stage` is build'],
  ['push-branch', { ...together, stage: 'metadata' }, '`stage` is metadata'],
  ['push-branch', { ...together, push: 'false' }, 'nothing is pushed: `push` is false'],
  ['pull-request-own', together, onlyNamed],
  ['merge-group', together, 'a merge queue is not deployed'],
  ['pull-request-fork', together, fork],
  ['pull-request-fork', alone, fork],
  ['pull-request-target-fork', { ...alone, stage: 'rollback', image: '' }, fork],
  ['pull-request-dependabot', alone, "Dependabot's runs have no right to deploy"],
])('%s: not deployed (%#)', async (event, words, because) => {
  const { deploy } = await deployOf(words, event);
  expect(deploy).toEqual({ run: false, because });
});

test.each<[string, Words]>([
  ['push-branch', together],
  ['push-branch', alone],
  ['push-tag', together],
  ['workflow-dispatch', alone],
  ['push-branch', { ...alone, stage: 'rollback', image: '' }],
  // It shows what would change.
  ['pull-request-own', { ...together, 'dry-run': 'true' }],
  // Somebody has named the image.
  ['pull-request-own', alone],
])('%s, %j: deployed', async (event, words) => {
  const { deploy, problems } = await deployOf(words, event);
  expect(problems).toEqual([]);
  expect(deploy.run).toBe(true);
});

const hub: Words = { ...together, images: 'acme/app' };
const unpushed = 'is empty, so nothing is pushed to docker.io, and `deploy-hosts` pull from there';

test.each<[Words, string]>([
  [{ ...hub, username: 'bob' }, 'password'],
  [{ ...hub, password: 'p' }, 'username'],
  [hub, 'password'],
])('hosts are named, and %j cannot push: refused before any work, but where nobody deploys', async (words, input) => {
  for (const event of ['push-branch', 'push-tag', 'release', 'schedule', 'workflow-dispatch']) {
    const { problems } = await planned({ context: contextOf(event), words });
    expect(problems).toMatchObject([{ input, wrong: unpushed, cure: expect.stringContaining('`deploy-hosts` empty') }]);
  }
  const keyless = (await planned({ words: { ...words, 'deploy-ssh-key': '' } })).problems;
  expect(keyless.map((problem) => problem.input)).toEqual([input, 'deploy-ssh-key']);
  for (const event of ['pull-request-own', 'pull-request-fork', 'merge-group', 'push-dependabot'])
    expect((await planned({ context: contextOf(event), words })).problems).toEqual([]);
  for (const more of [{ push: 'false' }, { 'deploy-hosts': '' }, { 'dry-run': 'true' }, { stage: 'build' }])
    expect((await planned({ words: { ...words, ...more } })).problems).toEqual([]);
  expect((await planned({ words, facts: { ...facts, knownLogins: ['docker.io'] } })).problems).toEqual([]);
});

test('the token that is taken away is named as what it is', async () => {
  const { problems } = await planned({ words: { ...hosts } });
  expect(problems).toMatchObject([{ input: 'github-token', cure: expect.stringContaining('`packages: write`') }]);
});

test.each([
  ['', 'an environment'],
  ['production', 'the environment production'],
])('a missing key is said to be looked for in the repository and in the environment %j', async (name, place) => {
  const { problems } = await deployOf({ ...alone, 'deploy-ssh-key': '', 'deploy-environment': name });
  expect(problems[0]?.cure).toContain(`DEPLOY_SSH_KEY of the repository or of ${place}`);
});

test.each<[Words, { input: string; value?: string; wrong: string }]>([
  [
    { ...alone, 'deploy-hosts': '' },
    { input: 'deploy-hosts', wrong: 'is empty, and `stage` asks for them' },
  ],
  [
    { ...alone, 'deploy-ssh-key': '' },
    { input: 'deploy-ssh-key', wrong: 'is empty, and the hosts are reached by ssh' },
  ],
  [
    { ...together, image },
    { input: 'image', value: image, wrong: 'is of use with `stage: deploy` alone' },
  ],
  [
    { ...alone, stage: 'rollback' },
    { input: 'image', value: image, wrong: 'is of use with `stage: deploy` alone' },
  ],
  [
    { ...alone, 'deploy-health-port': '8080' },
    { input: 'deploy-health-port', value: '8080', wrong: 'is of no use without `deploy-health-path`' },
  ],
  [
    { ...alone, 'deploy-run': '--network none', 'deploy-health-path': '/' },
    {
      input: 'deploy-run',
      value: '--network none',
      wrong: 'leaves the container without an address, on which `deploy-health-path` could be asked',
    },
  ],
  [
    { ...alone, 'deploy-proxy': '80:8080' },
    { input: 'deploy-proxy', value: '80:8080', wrong: 'needs `deploy-health-path`, which the proxy asks, too' },
  ],
  [
    { ...alone, 'deploy-proxy-image': 'proxy:1' },
    { input: 'deploy-proxy-image', value: 'proxy:1', wrong: 'is of no use without `deploy-proxy`' },
  ],
  ...['host', 'none', 'bridge', 'container:other'].map(
    (network): [Words, { input: string; value: string; wrong: string }] => [
      { ...alone, 'deploy-proxy': '80:8080', 'deploy-health-path': '/', 'deploy-run': `--network ${network}` },
      {
        input: 'deploy-run',
        value: `--network ${network}`,
        wrong: 'is no network on which `deploy-proxy` finds the container',
      },
    ],
  ),
  [
    { ...alone, 'deploy-proxy': '80:8080', 'deploy-health-path': '/', 'deploy-run': '-p 80:8080' },
    { input: 'deploy-run', value: '--publish 80:8080', wrong: 'takes the port that `deploy-proxy` is to have' },
  ],
])('%j is refused', async (words, problem) => {
  const { problems } = await deployOf(words);
  expect(problems).toMatchObject([problem]);
  expect(problems[0]?.cure).toMatch(/\w/);
});

test('what nobody says: names, figures and the owner', async () => {
  expect(await goodPlan(alone)).toMatchObject({
    action: 'deploy',
    name: contextOf('push-branch').repository.split('/')[1],
    access: { folder: facts.runFolder, maxUnavailable: 0, dockerSocket: '/var/run/docker.sock', jump: undefined },
    image: { reference: image, digest: digestA },
    health: { path: undefined, port: undefined, timeoutSeconds: 90, successes: 3 },
    watchSeconds: 15,
    parallel: 1,
    keep: 3,
    proxy: undefined,
    lockWaitSeconds: 900,
    owner: `slipway-${facts.runName}`,
  });
});

test.each([
  ['2', 2],
  ['50%', 1],
  ['67%', 2],
  ['100%', 3],
  // There is no deploy of nobody at a time.
  ['0', 1],
  ['1%', 1],
])('of three hosts, `deploy-parallel: %s` is %i', async (text, parallel) => {
  expect((await goodPlan({ ...alone, 'deploy-parallel': text })).parallel).toBe(parallel);
});

test.each([
  ['1', 1],
  ['34%', 1],
  ['33%', 0],
  ['100%', 3],
])('of three hosts, `deploy-max-unavailable: %s` is %i', async (text, most) => {
  expect((await goodPlan({ ...alone, 'deploy-max-unavailable': text })).access.maxUnavailable).toBe(most);
});

test('the lock lasts as long as the deploy can at most, and one round more', async () => {
  const slow = await goodPlan({ ...alone, 'deploy-health-timeout': '100s', 'deploy-watch': '40s' });
  const fast = await goodPlan({
    ...alone,
    'deploy-health-timeout': '100s',
    'deploy-watch': '40s',
    'deploy-parallel': '3',
  });
  expect([slow.lockSeconds, fast.lockSeconds]).toEqual([2400 + 4 * 200, 2400 + 2 * 200]);
});

test('a proxy has its usual image, or the one that is named', async () => {
  const words = { ...alone, 'deploy-proxy': '127.0.0.1:80:8080', 'deploy-health-path': '/up' };
  expect((await goodPlan(words)).proxy).toEqual({
    address: '127.0.0.1',
    port: 80,
    target: 8080,
    image: 'docker.io/basecamp/kamal-proxy:v0.9.2',
  });
  expect((await goodPlan({ ...words, 'deploy-proxy-image': 'mirror/proxy:1' })).proxy?.image).toBe('mirror/proxy:1');
});

test.each(['.github', 'x', '_site'])('a repository named %s needs a name for its containers', async (name) => {
  const context = { ...contextOf('push-branch'), repository: `acme/${name}` };
  const named = async (words: Words) =>
    (await planned({ context, words: { images: 'ghcr.io/acme/app', ...words } })).problems.filter(
      ({ input }) => input === 'deploy-name',
    );
  expect(await named(alone)).toMatchObject([{ wrong: expect.stringContaining(`the name of the repository, ${name}`) }]);
  expect(await named({ ...alone, 'deploy-name': 'web' })).toEqual([]);
});
