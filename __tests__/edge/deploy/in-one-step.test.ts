/** Build, test, publish and deploy in one step: what is tested is what runs, and what is not published is not deployed. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dockerfile, event, makeProject, runJob, type Wish } from '../stand.ts';
import { containers, deployed, openYard, serving, type Yard } from './yard.ts';

let yard: Yard;

beforeAll(async () => {
  yard = await openYard(2);
});

afterAll(async () => {
  await yard[Symbol.asyncDispose]();
});

const server = (...lines: readonly string[]) =>
  dockerfile([
    'FROM base AS test',
    ...lines,
    'RUN echo tested',
    'FROM base AS final',
    'RUN mkdir -p /www && echo fine > /www/index.html',
    'EXPOSE 8080',
    'STOPSIGNAL SIGKILL',
    'CMD ["httpd", "-f", "-p", "8080", "-h", "/www"]',
  ]);

async function run(text: string, more: Partial<Wish> = {}) {
  await using project = await makeProject({ Dockerfile: text });
  const inputs = { ...(await yard.inputs()), stage: 'all', cache: 'none', 'deploy-health-path': '/', ...more.inputs };
  return await runJob({ workspace: project.path, registry: yard.registry, ...more, inputs });
}

test('the digest that was tested is the one that runs on every host', async () => {
  const { main, leftovers } = await run(server());
  expect(main.exitCode).toBe(0);
  const { digest = '' } = main.outputs;
  expect(await yard.registry.digestOf('acme/app', 'main')).toBe(digest);
  for (const host of yard.hosts) expect(await serving(host)).toBe(digest);
  expect(deployed(main)).toMatchObject({
    h1: { state: 'deployed', to: digest },
    h2: { state: 'deployed', to: digest },
  });
  expect(main.summary).toContain('| host | change | health | gap | time |');
  expect(leftovers).toEqual([]);
});

test.each<[string, string, Partial<Wish>, string]>([
  ['a failing test', server('RUN false'), {}, 'Test stage failed'],
  [
    'a host that cannot be reached',
    server(),
    { inputs: { 'deploy-hosts': 'gone=deploy@127.0.0.1:9' } },
    'gone cannot be reached',
  ],
])('%s deploys nothing and tags nothing', async (_, text, wish, words) => {
  const before = await Promise.all(yard.hosts.map(containers));
  const tag = await yard.registry.digestOf('acme/app', 'main');
  const { main } = await run(text, wish);
  expect(main.exitCode).toBe(1);
  expect(main.log).toContain(words);
  expect(await yard.registry.digestOf('acme/app', 'main')).toBe(tag);
  expect(await Promise.all(yard.hosts.map(containers))).toEqual(before);
});

test('a pull request, of a fork or not, does not even reach the hosts', async () => {
  const before = await Promise.all(yard.hosts.map(containers));
  const logins = await Promise.all(yard.hosts.map((host) => host.logins()));
  for (const [name, reason] of [
    ['pull-request-own', 'a pull request is not deployed'],
    ['pull-request-fork', 'pull request from a fork has no right to deploy'],
  ] as const) {
    const { main } = await run(server(), { event: await event(name), inputs: { 'deploy-ssh-key': '' } });
    expect(main.summary).toContain(reason);
    expect(main.exitCode).toBe(0);
  }
  expect(await Promise.all(yard.hosts.map(containers))).toEqual(before);
  expect(await Promise.all(yard.hosts.map((host) => host.logins()))).toEqual(logins);
});
