/** What tests of workflows rely on: act runs them as GitHub does, in each point that a workflow of ours depends on. */
import { afterEach, expect, test } from '@jest/globals';
import type { WorkflowRun } from '../../script/workflows/run.ts';
import { goodDockerfile } from '../edge/stand.ts';
import { app, event, type Ground, openGround, passwordName, token } from './ground.ts';

let ground: Ground | undefined;

afterEach(async () => {
  expect(ground?.github.violations ?? []).toEqual([]);
  await ground?.[Symbol.asyncDispose]();
  ground = undefined;
});

const image = `
name: Image
on:
  push: { branches: [main], tags: ['v*'] }
  pull_request:
  merge_group:
  workflow_dispatch:
  schedule: [{ cron: '17 3 * * 1' }]
permissions: {}
jobs:
  image:
    runs-on: ubuntu-24.04
    permissions: { contents: read, packages: write }
    outputs:
      digest: \${{ steps.slipway.outputs.digest }}
      pushed: \${{ steps.slipway.outputs.pushed }}
    steps:
      - uses: actions/checkout@1af3b93b6815bc44a9784bd300feb67ff0d1eeb3 # v6.0.0
      - id: slipway
        uses: slipway-ci/slipway@v1
        with:
          images: \${{ vars.REGISTRY }}/${app}
          username: ci
          password: \${{ secrets.${passwordName} }}
          lint: off
          cache: none
  after:
    needs: image
    runs-on: ubuntu-24.04
    steps:
      - run: echo "it is $DIGEST"
        env:
          DIGEST: \${{ needs.image.outputs.digest }}
`;

async function openImage(): Promise<Ground> {
  ground = await openGround({ files: { 'image.yml': image, Dockerfile: goodDockerfile() } });
  return ground;
}

test("a push: the action is this one, its digest is the registry's, and the next job has it", async () => {
  const { run, registry } = await openImage();
  const done = await run('image.yml', await event('push-branch'));
  expect(done).toMatchObject({ triggered: true, code: 0 });
  const { result, outputs, steps } = done.job('image');
  const digest = await registry.digestOf(app, 'main');
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect({ result, outputs }).toEqual({ result: 'success', outputs: { digest, pushed: 'true' } });
  expect(steps.map(({ id, stage, result }) => [id, stage, result])).toEqual([
    ['0', 'main', 'success'],
    ['slipway', 'main', 'success'],
    ['slipway', 'post', 'success'],
  ]);
  expect(steps[1]?.outputs).toMatchObject({ digest });
  expect(steps[1]?.summary).toContain(digest);
  expect(done.job('after').steps[0]?.log).toEqual([`it is ${digest}`]);
  expect(done.text).toContain('Logged in to');
  expect(done.text).not.toContain(registry.password);
});

test('a pull request of a fork gets no secret, pushes nothing, and passes', async () => {
  const { run, registry } = await openImage();
  const done = await run('image.yml', await event('pull-request-fork'));
  expect(done).toMatchObject({ triggered: true, code: 0 });
  expect(done.job('image').outputs).toMatchObject({ pushed: 'false' });
  expect(await registry.tags(app)).toEqual([]);
});

test.each([
  ['push-tag', ['1', '1.4', '1.4.2', 'latest']],
  ['schedule', ['nightly']],
  ['pull-request-own', ['pr-41']],
  ['merge-group', ['pr-41']],
  ['workflow-dispatch', ['main']],
])('%s has its own tags', async (name, tags) => {
  const { run, registry, github } = await openImage();
  const done = await run('image.yml', await event(name));
  expect(done).toMatchObject({ triggered: true, code: 0 });
  expect((await registry.tags(app)).filter((tag) => !tag.startsWith('sha-'))).toEqual(tags);
  expect(await registry.digestOf(app, tags[0] ?? '')).toBe(done.job('image').outputs['digest']);
  // Which versions there are is asked of GitHub alone.
  const asked = github.requests.map(({ authorization }) => authorization);
  expect(new Set(asked)).toEqual(new Set(name === 'push-tag' ? [`Bearer ${token}`] : []));
});

test('an event that the workflow does not ask for starts nothing', async () => {
  const { run, registry } = await openImage();
  const done = await run('image.yml', await event('push-branch', { ref: 'refs/heads/topic' }));
  expect(done).toMatchObject({ triggered: false, jobs: [] });
  expect(await registry.tags(app)).toEqual([]);
});

/** Runs `caller.yml`, and `called.yml` as the workflow of another repository of that name: this project. */
async function runCalled(caller: string, called: string): Promise<WorkflowRun> {
  ground = await openGround({ files: { 'caller.yml': caller, Dockerfile: goodDockerfile() } });
  return ground.run('caller.yml', await event('workflow-dispatch'), {
    more: { '.github/workflows/called.yml': called },
    secrets: { KEY: 'line one\nline two', OTHER: 'not passed on' },
    environments: { production: { TOKEN: 'of production', HIDDEN: 'not named' }, staging: { TOKEN: 'of staging' } },
  });
}

const callsOnce = (more = '') => `
on: workflow_dispatch
jobs:
  pipeline:
    uses: slipway-ci/slipway/.github/workflows/called.yml@v1
    with: { platforms: '["amd64","arm64"]' }
    secrets: { deploy-ssh-key: '\${{ secrets.KEY }}', TOKEN: '\${{ secrets.TOKEN }}' }
  after:
    needs: pipeline
    if: always()
    runs-on: ubuntu-latest
    steps:
      - run: printf '%s\\n' "$NEEDS"
        env: { NEEDS: '\${{ toJSON(needs.pipeline) }}' }
${more}`;

const head = `
on:
  workflow_call:
    inputs: { platforms: { type: string, required: true } }
    secrets: { deploy-ssh-key: { required: false }, password: { required: false }, TOKEN: { required: false } }
`;

test('a called workflow: own action, secrets by name, matrix of a job before, outputs of all of it', async () => {
  const done = await runCalled(
    callsOnce(),
    `${head}
    outputs:
      amd64: { value: '\${{ jobs.build.outputs.amd64 }}' }
      arm64: { value: '\${{ jobs.build.outputs.arm64 }}' }
      text: { value: '\${{ jobs.build.outputs.text }}' }
      tags: { value: '\${{ jobs.plan.outputs.tags }}' }
      none: { value: '\${{ jobs.never.outputs.none }}' }
permissions: {}
concurrency: { group: 'build-\${{ github.ref }}', cancel-in-progress: true }
jobs:
  plan:
    runs-on: \${{ fromJSON('{"a":["self-hosted","linux"]}').a }}
    outputs:
      list: \${{ inputs.platforms }}
      tags: \${{ steps.names.outputs.tag-names }}
    steps:
      - id: names
        uses: $/
        with: { stage: metadata, images: registry.test/acme/app, tags: 'type=raw,value=one' }
  build:
    needs: plan
    strategy: { matrix: { platform: '\${{ fromJSON(needs.plan.outputs.list) }}' } }
    runs-on: \${{ matrix.platform == 'arm64' && 'ubuntu-24.04-arm' || 'ubuntu-24.04' }}
    environment: { name: production, deployment: false }
    concurrency: { group: production, cancel-in-progress: false, queue: max }
    permissions: { contents: read, packages: write, attestations: write }
    timeout-minutes: 5
    outputs:
      amd64: \${{ steps.out.outputs.amd64 }}
      arm64: \${{ steps.out.outputs.arm64 }}
      text: \${{ steps.out.outputs.text }}
      secret: \${{ steps.out.outputs.secret }}
    steps:
      - id: out
        env: { KEY: '\${{ secrets.deploy-ssh-key }}', PASSWORD: '\${{ secrets.password }}', OTHER: '\${{ secrets.OTHER }}', TOKEN: '\${{ secrets.TOKEN }}', HIDDEN: '\${{ secrets.HIDDEN }}' }
        run: |
          echo "\${{ matrix.platform }}=digest of \${{ matrix.platform }}" >> "$GITHUB_OUTPUT"
          echo 'text=$'"{{ github.repository }}" >> "$GITHUB_OUTPUT"
          echo "secret=$(echo "$KEY" | head -n 1)" >> "$GITHUB_OUTPUT"
          echo "lines $(echo "$KEY" | wc -l), password '$PASSWORD', other '$OTHER', token $(echo "$TOKEN" | rev), hidden '$HIDDEN'"
  never:
    needs: build
    if: \${{ always() && inputs.platforms == '' }}
    strategy: { matrix: { platform: '\${{ fromJSON(needs.build.outputs.nothing) }}' } }
    runs-on: ubuntu-latest
    outputs: { none: '\${{ steps.none.outputs.none }}' }
    steps: [{ run: exit 1 }]
`,
  );
  expect(done).toMatchObject({ code: 0 });
  const builds = done.jobs.filter(({ id }) => id === 'pipeline/build');
  expect(builds.map(({ matrix }) => matrix?.['platform']).toSorted()).toEqual(['amd64', 'arm64']);
  for (const { steps } of builds)
    expect(steps[0]?.log).toEqual(["lines 2, password '', other '', token noitcudorp fo, hidden ''"]);
  expect(done.job('pipeline/never')).toMatchObject({ result: 'skipped', outputs: {} });
  expect(done.job('pipeline')).toMatchObject({
    result: 'success',
    outputs: {
      amd64: 'digest of amd64',
      arm64: 'digest of arm64',
      // What looks like an expression in a value stays what it is.
      text: '${{ github.repository }}',
      tags: 'one',
    },
  });
  expect(builds[0]?.outputs).not.toHaveProperty('secret');
  const told = JSON.parse(done.job('after').steps[0]?.log.join('\n') ?? '') as object;
  expect(told).toEqual({ outputs: done.job('pipeline').outputs, result: 'success' });
});

test('a caller that GitHub refuses is not run', async () => {
  const call = callsOnce().replace('with: { platforms', 'with: { platform: x, platforms');
  await expect(
    runCalled(call, `${head}jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: exit 0 }] } }\n`),
  ).rejects.toThrow(
    /^GitHub refuses caller\.yml:\n.*Invalid input, platform is not defined.*did you mean platforms\?$/,
  );
});

test('a job that fails decides about the call, and what is there for failures still runs', async () => {
  const done = await runCalled(
    callsOnce(`
  never:
    needs: pipeline
    runs-on: ubuntu-latest
    steps: [{ run: exit 0 }]
`),
    `${head}
jobs:
  bad:
    runs-on: ubuntu-latest
    steps:
      - run: exit 3
      - run: echo "not me"
      - if: failure()
        run: echo "me"
  late:
    needs: bad
    if: always()
    runs-on: ubuntu-latest
    steps: [{ run: exit 0 }]
`,
  );
  expect(done.code).toBe(1);
  expect(done.job('pipeline/bad')).toMatchObject({ result: 'failure' });
  expect(done.job('pipeline/bad').steps.map(({ id, result }) => [id, result])).toEqual([
    ['0', 'failure'],
    ['2', 'success'],
  ]);
  expect(done.job('pipeline/late')).toMatchObject({ result: 'success' });
  expect(done.job('pipeline')).toMatchObject({ result: 'failure' });
  expect(done.job('after')).toMatchObject({ result: 'success' });
  expect(done.job('never')).toMatchObject({ result: 'skipped' });
});

test('a branch that is named like an expression or a command is only a name', async () => {
  const name = '${{github.event_name}}$(touch${IFS}/tmp/slipway-injected)`id`';
  ground = await openGround({
    files: {
      'names.yml': `
on: pull_request
jobs:
  names:
    runs-on: ubuntu-latest
    outputs: { head: '\${{ steps.head.outputs.head }}' }
    steps:
      - id: head
        run: echo "head=$GITHUB_HEAD_REF" >> "$GITHUB_OUTPUT"
      - env: { HEAD: '\${{ github.head_ref }}' }
        run: printf '%s\\n' "$HEAD"
`,
    },
  });
  const done = await ground.run('names.yml', await event('pull-request-own', { headRef: name }));
  expect(done.job('names')).toMatchObject({ result: 'success', outputs: { head: name } });
  expect(done.job('names').steps[1]?.log).toEqual([name]);
});
