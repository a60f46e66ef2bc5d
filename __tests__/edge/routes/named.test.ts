/** Builders that somebody else has set up. */
import { expect, test } from '@jest/globals';
import { everything } from '../gates/arena.ts';
import { docker, makeProject, openRegistry, runJob } from '../stand.ts';
import { basedOnRegistry, openContainer } from './routes.ts';

test("a builder of the user's is used and left", async () => {
  await using way = await openContainer();
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: await basedOnRegistry(registry, ['CMD ["true"]']) });
  const { 'driver-opts': options = '', 'buildkitd-config-inline': config = '' } = await way.inputs(registry);
  await using folder = await makeProject({ 'buildkitd.toml': config });
  const set = options.split('\n').map((option) => `--driver-opt=${option}`);
  const file = `--buildkitd-config=${folder.path}/buildkitd.toml`;
  await docker('buildx', 'create', '--name=theirs', '--driver=docker-container', ...set, file);
  try {
    const { main } = await runJob({ workspace: project.path, registry, inputs: { builder: 'theirs', cache: 'none' } });
    expect(main.outcome).toBe('success');
    expect(await registry.digestOf('acme/app', 'main')).toBe(main.outputs['digest']);
    expect(await docker('ps', '--format', '{{.Names}}')).toContain('buildx_buildkit_theirs0');
  } finally {
    await docker('buildx', 'rm', '--force', 'theirs');
  }
});

test('a builder that is not there, and one that does not start', async () => {
  await using project = await makeProject({ Dockerfile: 'FROM scratch\n' });
  const told = async (inputs: Readonly<Record<string, string>>) =>
    (await runJob({ workspace: project.path, inputs: { push: 'false', ...inputs } })).main.annotations[0]?.message;
  expect(await told({ builder: 'nowhere' })).toContain('builder: "nowhere" is the name of no builder; ');
  const before = await everything();
  const none = { driver: 'docker-container', 'driver-opts': 'image=registry.invalid/none:1' };
  expect(await told(none)).toMatch(/^The builder did not start: /);
  expect(await everything()).toEqual(before);
});
