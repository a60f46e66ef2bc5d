/** Promise 4: a run without rights builds and tests, is green, and sends not one credential anywhere. */
import { expect, test } from '@jest/globals';
import { dockerfile, event, goodDockerfile, makeProject, openRegistry, runJob, type Wish } from './stand.ts';

const cases: readonly {
  readonly name: string;
  readonly fixture: string;
  readonly inputs: Record<string, string>;
  readonly because: string;
  /** Whether somebody may have wanted a push. */
  readonly warned?: true;
}[] = [
  {
    name: 'fork',
    fixture: 'pull-request-fork',
    inputs: { password: '' },
    because: 'pull request from a fork has no right to push',
  },
  {
    name: 'fork whose password leaked in',
    fixture: 'pull-request-fork',
    inputs: {},
    because: 'pull request from a fork has no right to push',
  },
  {
    name: 'fork with push: true',
    fixture: 'pull-request-fork',
    inputs: { push: 'true' },
    because: 'pull request from a fork has no right to push',
  },
  {
    name: 'fork, repository deleted',
    fixture: 'pull-request-fork-deleted',
    inputs: {},
    because: 'pull request from a fork has no right to push',
  },
  {
    name: 'fork under pull_request_target',
    fixture: 'pull-request-target-fork',
    inputs: {},
    because: 'pull request from a fork has no right to push',
  },
  {
    name: 'Dependabot',
    fixture: 'pull-request-dependabot',
    inputs: { password: '' },
    because: "Dependabot's runs have no right to push",
  },
  {
    name: 'Dependabot, push',
    fixture: 'push-dependabot',
    inputs: {},
    because: "Dependabot's runs have no right to push",
  },
  { name: 'missing password', fixture: 'push-branch', inputs: { password: '' }, because: 'is empty', warned: true },
  {
    name: 'no login at all',
    fixture: 'push-branch',
    inputs: { username: '', password: '' },
    because: 'there is no login for',
    warned: true,
  },
];

test.each(cases)(
  '$name: exit 0, built and tested, no request with credentials',
  async ({ fixture, inputs, because, warned = false }) => {
    await using registry = await openRegistry();
    await using project = await makeProject({ Dockerfile: goodDockerfile() });
    const wish: Wish = { workspace: project.path, event: await event(fixture), registry, inputs };
    const { main } = await runJob(wish);
    expect(main.exitCode).toBe(0);
    const warning = { level: 'warning', message: expect.stringMatching(`^Nothing is pushed: .*${because}`) };
    expect(main.annotations).toMatchObject(warned ? [warning] : []);
    expect(main.log).toContain('Tested: stage "test" passed');
    const reasons = main.log.split('\n').filter((line) => line.startsWith('Not pushed: '));
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain(because);
    expect(main.summary).toContain('not pushed');
    expect(main.outputs['pushed']).toBe('false');
    expect(registry.requests.filter((request) => request.hadCredentials)).toEqual([]);
    expect(registry.requests.filter((request) => !['GET', 'HEAD'].includes(request.method))).toEqual([]);
    expect(await registry.tags('acme/app')).toEqual([]);
  },
);

test('push: true with an empty password is refused before anything starts', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const { main } = await runJob({ workspace: project.path, registry, inputs: { push: 'true', password: '' } });
  expect(main.exitCode).toBe(1);
  expect(main.annotations[0]?.message).toContain('password: ');
  expect(registry.requests).toEqual([]);
});

test('what a fork writes into a cache mount is not there for a run with rights', async () => {
  const id = `mount-${process.pid}-${Date.now()}`;
  const mount = `RUN --mount=type=cache,id=${id},target=/c`;
  const inputs = { push: 'false' };
  await using fork = await makeProject({ Dockerfile: dockerfile([`${mount} echo planted > /c/x && test -s /c/x`]) });
  const written = await runJob({ workspace: fork.path, event: await event('pull-request-fork'), inputs });
  expect(written.main.outcome).toBe('success');
  await using own = await makeProject({ Dockerfile: dockerfile([`${mount} test ! -e /c/x`]) });
  const read = await runJob({ workspace: own.path, inputs });
  expect(read.main.outcome).toBe('success');
});
