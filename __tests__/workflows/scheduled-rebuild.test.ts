/** workflows/scheduled-rebuild.yml as users copy it: nights after a release, with a base that changes or does not. */
import { afterEach, expect, jest, test } from '@jest/globals';
import { busybox } from '../edge/stand.ts';
import { closeCopied, longestTurn, openCopied, openHost, path, pushImage, tagsOf } from './copied.ts';
import { app, event } from './ground.ts';

jest.setTimeout(longestTurn);
afterEach(closeCopied);

const [releasing, rebuilding] = ['deploy-environments.yml', 'scheduled-rebuild.yml'];

const dockerfile = [
  'FROM ghcr.io/acme/base:1 AS base',
  'COPY word /www/healthz',
  'FROM base AS test',
  'RUN test ! -e /broken',
  'FROM base',
  'EXPOSE 8080',
  'STOPSIGNAL SIGKILL',
  'CMD ["httpd", "-f", "-p", "8080", "-h", "/www"]',
  '',
].join('\n');

const status = (version: string) => `Package: libssl3\nStatus: install ok installed\nVersion: ${version}\n`;

test('unchanged, the same in another base, a gate that fails, a newer package', async () => {
  const tags: Record<string, string> = {};
  const files = { Dockerfile: dockerfile, word: 'released' };
  const opened = await openCopied([releasing, rebuilding], { files, repository: { tags } });
  const { run, registry, github, caller, push } = opened;
  const { host, vars, key } = await openHost();
  const pushBase = (more: Readonly<Record<string, string>>, version = '3.0.15') => {
    const all = { 'var/lib/dpkg/status': status(version), 'www/index.html': '', 'var/cache/stamp': '1', ...more };
    return pushImage(registry, 'acme/base:1', [`FROM ${busybox}`, 'COPY . /'], all);
  };
  const wish = { vars, environments: { production: { DEPLOY_SSH_KEY: key, DEPLOY_SECRETS: 'WORD=tell-nobody' } } };
  const night = async () => {
    const done = await run(path(rebuilding), await event('schedule'), wish);
    expect(done.triggered).toBe(true);
    return { ...done.job('rebuild'), deploy: done.job('deploy') };
  };
  /** What runs, since when, and all tags with what they show. */
  const state = async () => {
    const format = '{{.Id}} {{.State.StartedAt}} {{.RestartCount}} {{.Config.Image}} {{.Config.Env}}';
    const ids = (await host.docker('ps', '--all', '--quiet')).trim().split('\n');
    const names = await registry.tags(app);
    const shown = await Promise.all(names.map(async (name) => [name, await registry.digestOf(app, name)]));
    return { running: await host.docker('inspect', '--format', format, ...ids), shown };
  };

  await pushBase({});
  await caller.git('tag', 'v1.4.2');
  tags['v1.4.2'] = caller.head;
  const released = await run(path(releasing), await event('release'), wish);
  expect(released).toMatchObject({ triggered: true, code: 0 });
  const first = await registry.digestOf(app, '1.4.2');
  await push({ word: 'not released' });
  const before = await state();
  expect(before.running).toContain(first);
  expect(before.running).toContain('WORD=tell-nobody');

  for (const more of [{}, { 'var/cache/stamp': '2' }]) {
    await pushBase(more);
    const same = await night();
    expect(same.result).toBe('success');
    expect(same.log.join('')).toContain('Nothing changed since the last build');
    expect(same.deploy.result).toBe('skipped');
    expect(await state()).toEqual(before);
  }

  await pushBase({ broken: '' });
  const failed = await night();
  expect(failed.result).toBe('failure');
  expect(await state()).toEqual(before);
  const title = `Slipway: rebuild of ghcr.io/${app} fails`;
  expect(github.issues).toMatchObject([{ title, state: 'open' }]);

  await pushBase({}, '3.0.16');
  const changed = await night();
  expect(changed).toMatchObject({ result: 'success', deploy: { result: 'success' } });
  expect(changed.log.join('')).toContain('libssl3 3.0.15 -> 3.0.16');
  expect(github.issues).toMatchObject([{ state: 'closed' }]);
  const second = await registry.digestOf(app, '1.4.2');
  expect(second).not.toBe(first);
  const old = before.shown.map(([name]) => name).filter((name) => !/^(?:sha-|buildcache-)/.test(name ?? ''));
  const now = await tagsOf(registry);
  expect(now.filter((tag) => !/^1\.4\.2-20\d{6}$/.test(tag))).toEqual(old.toSorted());
  expect(now).toHaveLength(old.length + 1);
  for (const tag of now) expect([tag, await registry.digestOf(app, tag)]).toEqual([tag, second]);
  // The container of before stays for a way back, and is looked at as well.
  const after = (await state()).running.split('\n').find((line) => line.includes(second ?? 'none'));
  expect(after).toContain('WORD=tell-nobody');
  expect(github.deployments.map(({ wish: { environment, ref } }) => [environment, ref])).toEqual([
    ['production', tags['v1.4.2']],
    ['production', tags['v1.4.2']],
  ]);
});
