/** Who may push: event, `push` and logins decide; a run without trust never has a login. */
import { describe, expect, test } from '@jest/globals';
import { contextOf, eventNames } from '../events.ts';
import { facts, planned, token, type Words } from '../plans.ts';

const fork = 'pull request from a fork has no right to push';
const dependabot = "Dependabot's runs have no right to push";
const hub: Words = { images: 'acme/app', ...token };
const bob: Words = { username: 'bob', password: 'p' };
const noLogin = (registry: string) =>
  `there is no login for ${registry}; ${registry === 'ghcr.io' ? 'leave `github-token` as it is and give the job `packages: write`' : 'set `username` and `password`, or push: true where it asks for none'}`;
const both: Words = { images: 'ghcr.io/acme/app\nacme/app', ...token };

const digest = `sha256:${'a'.repeat(64)}`;

type Row = readonly [event: string, words: Words, because: string | undefined, logins: readonly string[]];
const ghcr = 'ghcr.io ada-acme';

const rows: readonly Row[] = [
  ['push-branch', token, undefined, [ghcr]],
  ['push-branch', { ...token, push: 'true' }, undefined, [ghcr]],
  ['push-branch', { ...token, push: 'false' }, '`push` is false', [ghcr]],
  ['push-branch', {}, noLogin('ghcr.io'), []],
  ['push-branch', { push: 'true' }, undefined, []],
  ['push-branch', hub, noLogin('docker.io'), []],
  ['push-branch', { ...hub, ...bob }, undefined, ['docker.io bob']],
  ['push-branch', { ...hub, ...bob, push: 'false' }, '`push` is false', ['docker.io bob']],
  ['push-branch', { ...hub, username: 'bob' }, 'the password for docker.io is empty', []],
  ['push-branch', { ...hub, username: 'bob', password: '\n' }, 'the password for docker.io is empty', []],
  ['push-branch', { ...hub, password: 'p' }, 'the user name for docker.io is empty', []],
  ['push-branch', { ...hub, push: 'true' }, undefined, []],
  ['push-branch', both, noLogin('docker.io'), [ghcr]],
  ['push-branch', { ...both, 'registry-auth': '- {username: bob, password: p}' }, undefined, ['docker.io bob', ghcr]],
  ['push-branch', { ...token, password: 'own' }, undefined, [ghcr]],
  ['push-branch', { ...token, ...bob }, undefined, ['ghcr.io bob']],
  ['push-branch', { ...token, ...bob, registry: 'r.io' }, undefined, ['r.io bob', ghcr]],
  ['push-branch', { images: 'r.io/a', ...bob }, undefined, ['r.io bob']],
  ['push-branch', { images: 'r.io/a', ...bob, registry: 'https://R.io/v2/' }, undefined, ['r.io bob']],
  ['push-branch', { images: 'r.io/a', tags: 'q.io/b:1', ...bob }, noLogin('q.io'), ['r.io bob']],
  ['push-branch', { ...token, tags: 'type=ref,event=pr' }, 'no tag rule applies to this event', []],
  ['push-tag', token, undefined, [ghcr]],
  ['release', token, undefined, [ghcr]],
  ['schedule', token, undefined, [ghcr]],
  ['workflow-dispatch', token, undefined, [ghcr]],
  ['workflow-call', token, undefined, [ghcr]],
  ['merge-group', token, undefined, [ghcr]],
  ['pull-request-own', token, undefined, ['ghcr.io ada-acme']],
  ['pull-request-fork', { ...token, ...bob }, fork, []],
  ['pull-request-fork', { ...token, push: 'true' }, fork, []],
  ['pull-request-fork-deleted', { ...token, ...bob }, fork, []],
  ['pull-request-target-fork', { ...token, ...bob, push: 'true' }, fork, []],
  ['pull-request-dependabot', { ...token, push: 'true' }, dependabot, []],
  ['push-dependabot', { ...token, 'registry-auth': '- {username: a, password: b}' }, dependabot, []],
];

test.each(rows)('%s with %j', async (event, words, because, logins) => {
  const { plan, problems } = await planned({ context: contextOf(event), words });
  expect(plan.publish.run ? undefined : plan.publish.because).toBe(because);
  expect(plan.publish.run ? plan.publish.tags : []).toEqual(because === undefined ? plan.tags : []);
  expect(plan.logins.map(({ registry, username }) => `${registry} ${username}`)).toEqual(logins);
  expect(problems).toEqual([]);
});

const half = 'Nothing is pushed: the password for docker.io is empty; check that what `password` is taken from exists';

test.each<[Words, string]>([
  [{ ...hub, username: 'bob' }, `${half}, and that this job may read it, or write push: false`],
  [{ ...hub, password: 'p' }, 'Nothing is pushed: the user name for docker.io is empty; check that what `username`'],
  [
    hub,
    'Nothing is pushed: there is no login for docker.io; set `username` and `password`, or push: true where it asks for none, or write push: false',
  ],
  [
    {},
    'Nothing is pushed: there is no login for ghcr.io; leave `github-token` as it is and give the job `packages: write`',
  ],
])('a release that would not arrive is warned of: %j', async (words, warning) => {
  for (const event of ['push-branch', 'push-tag', 'release', 'schedule', 'workflow-dispatch']) {
    const { plan, problems } = await planned({ context: contextOf(event), words });
    expect(plan.warnings).toEqual([expect.stringContaining(warning)]);
    expect(problems).toEqual([]);
  }
  const ordinary = [
    'pull-request-own',
    'pull-request-fork',
    'pull-request-dependabot',
    'push-dependabot',
    'merge-group',
  ];
  for (const event of ordinary) expect((await planned({ context: contextOf(event), words })).plan.warnings).toEqual([]);
  for (const more of [{ push: 'false' }, { stage: 'build' }, { stage: 'metadata' }])
    expect((await planned({ words: { ...words, ...more } })).plan.warnings).toEqual([]);
});

test("the user's own login on the machine is enough", async () => {
  const { plan } = await planned({ words: { images: 'acme/app' }, facts: { ...facts, knownLogins: ['docker.io'] } });
  expect(plan).toMatchObject({ publish: { run: true }, logins: [] });
});

test('no event without trust ever has a login, a push or a cache to write', async () => {
  const words = { ...token, ...bob, push: 'true', 'cache-to': 'type=registry,ref=a/b:c\ntype=inline' };
  const contexts = eventNames.map((name) => contextOf(name)).filter(({ trust }) => !trust.trusted);
  expect(contexts).toHaveLength(5);
  for (const context of contexts) {
    const { plan, problems } = await planned({ context, words });
    expect(plan).toMatchObject({ logins: [], publish: { run: false }, cacheWrite: { run: false } });
    expect(plan.build.command.stdin).not.toContain('type=inline');
    expect(problems).toEqual([]);
  }
});

describe('push: true with half a login', () => {
  test.each<[Words, string, string]>([
    [{ username: 'bob' }, 'password', 'docker.io'],
    [{ password: 'p' }, 'username', 'docker.io'],
    [{ username: 'bob', registry: 'r.io' }, 'password', 'r.io'],
  ])('%j', async (words, input, registry) => {
    const { problems } = await planned({ words: { ...hub, push: 'true', ...words } });
    expect(problems).toEqual([
      {
        input,
        value: '',
        wrong: `is not enough for ${registry}, and \`push\` is true`,
        cure: 'check that the secret exists and that this event may read it, or write push: auto',
      },
    ]);
  });
});

test('the password reaches the plan as a secret', async () => {
  const { plan } = await planned({ words: { ...hub, ...bob } });
  expect(plan.logins[0]?.password.reveal()).toBe('p');
  expect(JSON.stringify(plan.logins)).toBe('[{"registry":"docker.io","username":"bob","password":"***"}]');
});

test.each([
  ['', false],
  ['true', true],
])('overwrite %j reaches the push', async (overwrite, expected) => {
  const { plan } = await planned({ words: { ...token, overwrite } });
  expect(plan.publish).toMatchObject({ run: true, overwrite: expected });
});

describe('push: true on an event that no rule applies to', () => {
  const words = { ...token, push: 'true', tags: 'type=schedule' };

  test('is a problem', async () => {
    const { problems } = await planned({ context: contextOf('push-branch'), words });
    expect(problems).toMatchObject([
      { input: 'push', value: 'true', wrong: expect.stringContaining('nothing to push') },
    ]);
  });

  test('is none for a fork, nor without the word', async () => {
    expect((await planned({ context: contextOf('pull-request-fork'), words })).problems).toEqual([]);
    expect((await planned({ context: contextOf('push-branch'), words: { ...words, push: 'auto' } })).problems).toEqual(
      [],
    );
  });
});

test.each<[Words, readonly string[]]>([
  [{ ...bob, ...token, image: `r.io/acme/app@${digest}` }, ['r.io bob']],
  [{ ...token, image: `r.io/acme/app@${digest}` }, []],
  [{ ...token, image: `ghcr.io/acme/app@${digest}` }, [ghcr]],
])('a deploy logs in where its image lies: %j', async (words, logins) => {
  const { plan } = await planned({
    context: contextOf('push-branch'),
    words: { stage: 'deploy', 'deploy-hosts': 'a@b', ...words },
  });
  expect(plan.logins.map(({ registry, username }) => `${registry} ${username}`)).toEqual(logins);
});
