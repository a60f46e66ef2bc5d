/** A registry whose disk is full: the run fails and says why, and what was there before is as it was. */
import { expect, test } from '@jest/globals';
import { openClient } from '../../script/rig/client.ts';
import { must } from '../../script/rig/command.ts';
import type { Registry } from '../../script/rig/registry.ts';
import { dockerfile, engine, makeProject, openRegistry, runJob } from './stand.ts';

test('what does not fit moves no tag, and the tags of before can be pulled', async () => {
  await using registry = await openRegistry({ dataSizeMb: 12 });
  const build = async (bytes: number) => {
    const lines = ['FROM base', `RUN head -c ${bytes} /dev/urandom > /bytes`, 'CMD ["true"]'];
    await using project = await makeProject({ Dockerfile: dockerfile(lines) });
    const inputs = { cache: 'none', 'publish-timeout': '10s' };
    return (await runJob({ workspace: project.path, registry, inputs })).main;
  };
  const first = await build(1000);
  const second = await build(20_000_000);
  expect([first.outcome, second.outcome]).toEqual(['success', 'failure']);
  expect(second.annotations[0]?.message).toMatch(
    /^Push of .* failed: the registry (?:lost an upload half-way|has an error of its own)\nRun again; when it stays, ask the operator of the registry/,
  );
  expect(second.log).toMatch(/Last lines of the output:\n {2}\| \S/);
  expect(await registry.tags('acme/app')).toEqual(['main', 'sha-8c1f0d3']);
  expect(await pulled(registry, 'main')).toContain(first.outputs['digest']);
});

/** What `docker pull` says of a tag. */
async function pulled(registry: Registry, tag: string): Promise<string> {
  await using client = await openClient(engine);
  const login = ['docker', 'login', '--username', registry.username, '--password-stdin', registry.host];
  await must(login, { env: client.env, input: registry.password });
  return await must(['docker', 'pull', `${registry.host}/acme/app:${tag}`], { env: client.env });
}
