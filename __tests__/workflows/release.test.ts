/** workflows/release.yml as users copy it, from the tag to the release, with GitHub's own `gh` against a double. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, jest, test } from '@jest/globals';
import { generatedNotes, type ReleasesDouble, startReleases } from '../../script/github-api/releases.ts';
import { openClient } from '../../script/rig/client.ts';
import { must } from '../../script/rig/command.ts';
import { ensureNewer } from '../../script/rig/newer-programs.ts';
import { repository } from '../../script/rig/paths.ts';
import { dockerfile, engine } from '../edge/stand.ts';
import { longestTurn } from './copied.ts';
import { app, event, type Ground, openGround, token } from './ground.ts';

jest.setTimeout(longestTurn);

const workflow = join('.github', 'workflows', 'release.yml');
const opened: AsyncDisposable[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one[Symbol.asyncDispose]();
});

/** What it makes is another each time. */
const Dockerfile = dockerfile([
  'FROM base AS build',
  'RUN mkdir -p /out && cat /proc/sys/kernel/random/uuid > /out/libparcel.so && echo "the API" > /out/parcel.h',
  'FROM base AS test',
  'COPY --from=build /out /out',
  'RUN test -s /out/libparcel.so',
  'FROM base',
  'COPY --from=build /out /lib/',
  'CMD ["cat", "/lib/libparcel.so"]',
]);

interface Stage {
  readonly ground: Ground;
  readonly releases: ReleasesDouble;
}

/** A repository with the file in it, whose tag is known to GitHub. */
async function open(file: string, tag = 'v1.4.2'): Promise<Stage> {
  const releases = await startReleases({ token, tags: [tag] });
  opened.push(releases);
  const text = await readFile(join(repository, 'workflows', 'release.yml'), 'utf8');
  const programs = await shim(releases);
  const tags: Record<string, string> = {};
  const files = { Dockerfile: file, [workflow]: text };
  const ground = await openGround({ githubs: true, programs, files, repository: { tags } });
  tags[tag] = ground.caller.head;
  opened.push(ground);
  return { ground, releases };
}

/** A `gh` that finds the double where GitHub would be: of this host alone it asks without TLS. */
async function shim({ proxy }: ReleasesDouble): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-gh-'));
  const program = join(await ensureNewer('gh'), 'gh');
  const lines = ['#!/bin/sh', `GH_HOST=github.localhost HTTP_PROXY=${proxy} exec ${program} "$@"`, ''];
  await writeFile(join(folder, 'gh'), lines.join('\n'));
  await chmod(join(folder, 'gh'), 0o755);
  opened.push({ [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) });
  return folder;
}

/** What the published image holds. */
async function readFromImage(image: string, path: string): Promise<string> {
  await using client = await openClient(engine);
  const login = ['docker', 'login', '--username', 'ada-acme', '--password-stdin', 'ghcr.io'];
  await must(login, { env: client.env, input: token });
  await must(['docker', 'pull', '--quiet', image], { env: client.env });
  return must(['docker', 'run', '--rm', '--network=none', image, 'cat', path], { env: client.env });
}

test('a version tag: the release names the digest that the registry has, and holds the bytes of the image', async () => {
  const { ground, releases } = await open(Dockerfile);
  const done = await ground.run(workflow, await event('push-tag'));
  expect(done).toMatchObject({ triggered: true, code: 0 });
  expect(ground.github.violations).toEqual([]);
  expect(releases.violations).toEqual([]);
  const digest = await ground.registry.digestOf(app, '1.4.2');
  const image = `ghcr.io/${app}@${digest}`;
  const [release, ...more] = releases.releases;
  expect(more).toEqual([]);
  expect(release?.wish).toMatchObject({ tag_name: 'v1.4.2', draft: false, prerelease: false, make_latest: 'true' });
  const notes = release?.wish.body ?? '';
  for (const command of [
    `docker pull ${image}`,
    `docker buildx imagetools inspect ${image}`,
    `gh attestation verify oci://${image} --repo ${app}`,
  ])
    expect(notes).toContain(`    ${command}\n`);
  for (const tag of ['1.4.2', '1.4', '1', 'latest']) expect(notes).toContain(`    ghcr.io/${app}:${tag}\n`);
  expect(notes.trimEnd().endsWith(generatedNotes)).toBe(true);
  // They are sent side by side.
  const assets = new Map(release?.assets.map(({ name, content }) => [name, content.toString()]));
  expect([...assets.keys()].toSorted()).toEqual(['libparcel.so', 'parcel.h']);
  expect(assets.get('libparcel.so')).toBe(await readFromImage(image, '/lib/libparcel.so'));
  expect(done.job('attest').steps[0]?.log).toEqual([`attested ghcr.io/${app}@${digest}`]);
  // Files before the release is one: nobody sees it half.
  expect(releases.requests.at(-1)).toBe('PATCH /repos/acme/app/releases/1');
  expect(done.text).not.toContain(token);
});

test.each([
  ['v1.5.0-rc.1', '1.5.0-rc.1', { prerelease: true, make_latest: 'false' }],
  // The dash is one of build metadata.
  ['v1.5.0+build-7', '1.5.0', { prerelease: false, make_latest: 'true' }],
])('the tag %s: whether that is a prerelease', async (tag, version, wish) => {
  const { ground, releases } = await open(Dockerfile, tag);
  const done = await ground.run(workflow, { ...(await event('push-tag')), ref: `refs/tags/${tag}` });
  expect(done.code).toBe(0);
  expect(await ground.registry.tags(app)).toContain(version);
  expect(releases.violations).toEqual([]);
  expect(releases.releases.map((release) => release.wish)).toMatchObject([{ tag_name: tag, ...wish }]);
});

test('a test that fails: no image and no release', async () => {
  const { ground, releases } = await open(Dockerfile.replace('test -s /out', 'test ! -s /out'));
  const done = await ground.run(workflow, await event('push-tag'));
  expect(done.code).not.toBe(0);
  expect(done.job('release').result).toBe('skipped');
  expect(releases.requests).toEqual([]);
  expect(await ground.registry.tags(app)).toEqual([]);
});

/** Two platforms in jobs of their own, as their runners would build them, and a job that has what both made. */
const parts = `
on: workflow_dispatch
permissions: {}
jobs:
  image:
    permissions: { contents: read, packages: write, deployments: write, actions: read }
    uses: slipway-ci/slipway/.github/workflows/pipeline.yml@v1
    with:
      platforms: linux/amd64,linux/arm64
      runners: linux/arm64=ubuntu-24.04-arm
      artifacts: build:/out=dist/lib
      artifact-name: library
      push: false
      cache: none
  after:
    needs: image
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1
        with: { pattern: library-*, path: all, merge-multiple: true }
      - run: find all -type f | sort
`;

test('a job per platform has an artifact each, and together they are as if built together', async () => {
  const file = ['FROM scratch AS build', 'ARG TARGETARCH', 'COPY lib-$TARGETARCH /out/lib', 'FROM build', ''].join(
    '\n',
  );
  const files = { Dockerfile: file, 'lib-amd64': 'of amd64', 'lib-arm64': 'of arm64', 'parts.yml': parts };
  const ground = await openGround({ githubs: true, files });
  opened.push(ground);
  const done = await ground.run('parts.yml', await event('workflow-dispatch'));
  expect(done.code).toBe(0);
  expect(done.job('after').steps.at(-1)?.log).toEqual(['all/linux_amd64/lib', 'all/linux_arm64/lib']);
});
