/** workflows/private-base-chain.yml as users copy it: images of other repositories, which only a token of its own may read. */
import { afterEach, expect, jest, test } from '@jest/globals';
import { busybox } from '../edge/stand.ts';
import { closeCopied, dockerfile, longestTurn, openCopied, path, pushImage, tagsOf } from './copied.ts';
import { app, event } from './ground.ts';

jest.setTimeout(longestTurn);
afterEach(closeCopied);

const chain = 'private-base-chain.yml';
const PACKAGES_TOKEN = 'ghp_ofPackages0123456789';

/** Stands for a platform that has npm; the tests ask the service of the other team. */
const npm = '#!/bin/sh\ntest "$*" = "run test:integration" && wget -q -O- http://billing:8080/healthz\n';

const compose = `
services:
  billing:
    image: \${BILLING_IMAGE}
    healthcheck: { test: [CMD, wget, -q, -O-, "http://127.0.0.1:8080/healthz"], interval: 1s }
`;

test('built on and tested beside what others have released, by push, pull request, merge queue and their word', async () => {
  const files = { Dockerfile: 'FROM platform\nCMD ["sleep", "60"]\n', 'compose.test.yml': compose };
  const githubs = { username: 'acme', password: PACKAGES_TOKEN };
  const { run, registry } = await openCopied([chain], { files, githubs });
  const pushPlatform = (word: string) =>
    pushImage(registry, 'acme/platform:1', [`FROM ${busybox}`, 'COPY --chmod=755 npm word /bin/'], { npm, word });
  await pushPlatform('one');
  await pushImage(registry, 'acme/billing:latest', [dockerfile.replace('fine', 'billed')]);
  const build = async (of: Awaited<ReturnType<typeof event>>) => {
    const done = await run(path(chain), of, { secrets: { PACKAGES_TOKEN } });
    expect(done).toMatchObject({ triggered: true, code: 0 });
    expect(done.text).not.toContain(PACKAGES_TOKEN);
    return done;
  };

  const pushed = await event('push-branch');
  const first = await build(pushed);
  expect(first.text).toMatch(/^ *\| billed$/m);
  const digest = await registry.digestOf(app, 'main');
  expect(first.job('image/build').outputs).toMatchObject({ digest, pushed: 'true' });

  await build(await event('pull-request-own'));
  const pulled = await registry.digestOf(app, 'pr-41');
  await build(await event('merge-group'));
  expect([undefined, pulled]).not.toContain(await registry.digestOf(app, 'pr-41'));
  expect(await tagsOf(registry)).toEqual(['main', 'pr-41']);
  for (const name of ['pull-request-fork', 'pull-request-dependabot'])
    expect((await build(await event(name))).jobs.filter(({ result }) => result !== 'skipped')).toEqual([]);

  await pushPlatform('two');
  const dispatch = { ...pushed, name: 'repository_dispatch' };
  const told = (action: string) => ({ ...dispatch, payload: { ...(pushed.payload as object), action } });
  expect((await run(path(chain), told('another'))).triggered).toBe(false);
  await build(told('base-released'));
  expect([undefined, digest]).not.toContain(await registry.digestOf(app, 'main'));
});
