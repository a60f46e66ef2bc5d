/** pipeline.yml with a runner for each platform: matrix, proofs and the job that joins them, from the plan to the registry. */
import { afterEach, expect, jest, test } from '@jest/globals';
import { busybox } from '../edge/stand.ts';
import { closeCopied, longestTurn, openCopied, tagsOf } from './copied.ts';
import { app, event } from './ground.ts';

jest.setTimeout(longestTurn);
afterEach(closeCopied);

const caller = `
name: Image
on:
  pull_request:
  push: { branches: [main] }
permissions: {}
jobs:
  image:
    permissions: { contents: read, packages: write, deployments: write, actions: read }
    uses: slipway-ci/slipway/.github/workflows/pipeline.yml@v1
    with:
      platforms: linux/amd64,linux/386
      runners: |
        linux/386=["self-hosted", "small"]
      test-command: sh /check
  after:
    needs: image
    runs-on: ubuntu-24.04
    steps:
      - env: { IMAGE: '\${{ needs.image.outputs.image }}' }
        run: echo "it is $IMAGE"
`;

/** Programs of the one run on the other, so that both can be tested on this machine without an emulator. */
const dockerfile = [
  `FROM --platform=linux/amd64 ${busybox} AS files`,
  'FROM scratch AS base',
  'ARG TARGETPLATFORM',
  'COPY --from=files / /',
  'RUN echo "$TARGETPLATFORM" > /platform',
  'COPY check /check',
  'FROM base AS test',
  'RUN cat /platform',
  'FROM base',
  'CMD ["sleep", "60"]',
  '',
].join('\n');

interface Index {
  readonly manifests: readonly { readonly platform: { readonly os: string; readonly architecture: string } }[];
}

test('each is built and tested in a job of its own, and tags show both or nothing', async () => {
  const files = { 'image.yml': caller, Dockerfile: dockerfile, check: 'echo "tested on $(cat /platform)"' };
  const { run, registry, push } = await openCopied([], { files });
  const builds = async (name: string) => {
    const done = await run('image.yml', await event(name));
    const found = done.jobs.filter(({ id }) => id === 'image/build');
    return { done, of: (platform: string) => found.find(({ matrix }) => matrix?.['platforms'] === platform) };
  };

  const main = await builds('push-branch');
  expect(main.done.code).toBe(0);
  expect(main.of('linux/386')?.matrix).toMatchObject({ 'runs-on': ['self-hosted', 'small'], stage: 'build' });
  for (const platform of ['linux/amd64', 'linux/386']) {
    const log = main.of(platform)?.log.join('\n') ?? '';
    const tested = ['linux/amd64', 'linux/386'].filter((one) => log.includes(`tested on ${one}`));
    expect(tested).toEqual([platform]);
  }
  const digest = (await registry.digestOf(app, 'main')) ?? '';
  const { manifests } = (await registry.json(digest)) as Index;
  const platforms = manifests.filter(({ platform: { os } }) => os !== 'unknown').map(({ platform }) => platform);
  expect(platforms.map(({ architecture }) => architecture).toSorted()).toEqual(['386', 'amd64']);
  expect(main.done.job('image/publish').outputs).toMatchObject({ digest, pushed: 'true', changed: 'true' });
  expect(main.done.job('after').steps[0]?.log).toEqual([`it is ghcr.io/${app}@${digest}`]);

  const tags = await registry.tags(app);
  const fork = await builds('pull-request-fork');
  expect(fork.done.code).toBe(0);
  expect(fork.of('linux/386')?.log.join('\n')).toContain('tested on linux/386');
  expect(await registry.tags(app)).toEqual(tags);

  await push({ check: 'grep amd64 /platform' });
  const broken = await builds('pull-request-own');
  expect(broken.done.code).not.toBe(0);
  expect(broken.of('linux/amd64')?.result).toBe('success');
  expect(broken.of('linux/386')?.result).toBe('failure');
  expect(broken.done.jobs.map(({ id, result }) => [id, result])).not.toContainEqual(['image/publish', 'success']);
  expect(await tagsOf(registry)).not.toContain('pr-41');
});
