/** What is built for `artifacts`, and where it goes. */
import { expect, test } from '@jest/globals';
import { bakeTargets, facts, planned, token, type Words } from '../plans.ts';

const lines = 'deps:/out/*.so=dist/lib\ntest:/reports=reports\ndeps:/etc/os-release=about';

function plan(more: Words = {}) {
  return planned({ words: { ...token, artifacts: lines, ...more } });
}

test('targets of the build itself: each stage once, under the conditions of the image, and a copy for each line', async () => {
  const { plan: made, problems } = await plan({
    'build-args': 'A=1',
    'no-cache': 'true',
    secrets: 'KEY=hidden',
    cache: 'registry',
  });
  expect(problems).toEqual([]);
  const targets = bakeTargets(made.build.command);
  expect(Object.keys(targets)).toEqual([
    ...['test', 'final', 'stage-0', 'stage-1'],
    ...['artifact-0', 'artifact-1', 'artifact-2'],
  ]);
  const same = ['context', 'dockerfile', 'args', 'secret', 'no-cache', 'pull'];
  const fields = (name: string) => same.map((field) => targets[name]?.[field]);
  expect(fields('stage-0')).toEqual(fields('final'));
  expect(targets['stage-0']).toMatchObject({ target: 'deps', 'cache-from': targets['final']?.['cache-from'] });
  expect(targets['stage-1']).toMatchObject({ target: 'test', 'cache-from': targets['test']?.['cache-from'] });
  expect(targets['stage-0']?.['cache-from']).not.toEqual(targets['stage-1']?.['cache-from']);
  expect(targets['artifact-2']).toEqual({
    context: '/tmp/slipway-0a1b2c/empty',
    contexts: { 'stage-0': 'target:stage-0' },
    'dockerfile-inline': 'FROM scratch AS slipway-artifacts\nCOPY --from=stage-0 ["/etc/os-release","/"]',
    attest: ['type=provenance,disabled=true', 'type=sbom,disabled=true'],
    output: ['type=tar,dest=/tmp/slipway-0a1b2c/artifact-2.tar'],
  });
  expect(made.artifacts.map(({ from, to }) => [from, to])).toEqual([
    ['/tmp/slipway-0a1b2c/artifacts/0', '/work/app/dist/lib'],
    ['/tmp/slipway-0a1b2c/artifacts/1', '/work/app/reports'],
    ['/tmp/slipway-0a1b2c/artifacts/2', '/work/app/about'],
  ]);
});

test('without any nothing is built for them', async () => {
  const { plan: made } = await planned();
  expect(made.artifacts).toEqual([]);
  expect(Object.keys(bakeTargets(made.build.command))).toEqual(['test', 'final']);
});

test('several platforms are built for each, and a job that builds one has the folder that it would have there', async () => {
  const several = await plan({ platforms: 'linux/amd64,linux/arm64' });
  expect(bakeTargets(several.plan.build.command)['artifact-0']).toMatchObject({
    platforms: ['linux/amd64', 'linux/arm64'],
  });
  expect(several.plan.artifacts[1]).toMatchObject({ to: '/work/app/reports' });
  const part = await plan({ platforms: 'linux/arm64', stage: 'build' });
  expect(part.plan.artifacts[1]).toMatchObject({ to: '/work/app/reports/linux_arm64' });
  // Of several BuildKit makes the folders itself.
  const two = await plan({ platforms: 'linux/amd64,linux/arm64', stage: 'build' });
  expect(two.plan.artifacts[1]).toMatchObject({ to: '/work/app/reports' });
});

test('whoever wants the files of this run does not want it to end because its image is published', async () => {
  expect((await plan()).plan.recipe).toMatchObject({
    run: false,
    because: '`artifacts` wants the files of this run',
  });
});

test('stages that are not there and folders that are taken are told together', async () => {
  const takenFolders = [{ folder: 'src', because: 'is a folder with files in it' }];
  const words = { ...token, artifacts: 'nope:/a=dist\ndeps:/a=src\n1:/a=other' };
  const { problems } = await planned({ words, facts: { ...facts, takenFolders } });
  const input = 'artifacts';
  expect(problems).toEqual([
    { input, value: 'nope', wrong: 'is not a stage of the Dockerfile', cure: 'the Dockerfile has deps, test' },
    { input, value: 'src', wrong: 'is a folder with files in it', cure: 'name a folder that is not there yet' },
  ]);
});

test('nothing is looked at by a job that builds nothing', async () => {
  const words = { ...token, artifacts: 'nope:/a=dist', stage: 'metadata' };
  expect((await planned({ words })).problems).toEqual([]);
});
