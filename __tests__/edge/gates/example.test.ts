/** The example service with its database, end to end: migrations, rows written, reports read, smoke-tested, pushed. */
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { ensureBases } from '../../../script/rig/bases.ts';
import { repository } from '../../../script/rig/paths.ts';
import { ensurePostgres } from '../../../script/rig/postgres.ts';
import { engine, type Job, makeProject, openRegistry, runJob } from '../stand.ts';
import { everything } from './arena.ts';

const folder = join(repository, 'examples', 'service-with-database');

/** The inputs of the snippet that people copy. */
async function snippet(): Promise<Record<string, string>> {
  const readme = await readFile(join(folder, 'README.md'), 'utf8');
  const block = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)]
    .map(([, text]) => text ?? '')
    .find((text) => text.includes('test-command'));
  const found = /^( *)with:\n((?:\1 +.*\n|\n)+)/m.exec(block ?? '');
  const inputs = parse(`with:\n${found?.[2] ?? ''}`) as { with: Record<string, unknown> };
  return Object.fromEntries(Object.entries(inputs.with).map(([name, value]) => [name, String(value)]));
}

async function run(changes: Readonly<Record<string, string>> = {}): Promise<Job & { tags: string[] }> {
  const { node } = await ensureBases(engine, () => undefined);
  await ensurePostgres(engine, () => undefined);
  await using registry = await openRegistry();
  await using project = await makeProject({});
  await cp(folder, project.path, { recursive: true });
  const stand = engine.kind === 'private' ? { 'build-contexts': `node:24-slim=docker-image://${node}` } : {};
  const inputs = { ...(await snippet()), ...stand, cache: 'none', lint: 'warn', ...changes };
  const job = await runJob({ workspace: project.path, registry, inputs });
  return { ...job, tags: await registry.tags('acme/app') };
}

test('as its README says: green, with the tests counted and the image pushed', async () => {
  const before = await everything();
  const { main, tags, leftovers } = await run();
  expect(main.log).toMatch(/^Services passed: db healthy/m);
  expect(main.log).toMatch(/^Test command passed: `npm run test:integration` exited with 0/m);
  expect(main.log).toMatch(/^Smoke test passed: GET \/healthz on port 8080 answered 2 times/m);
  expect(main.outcome).toBe('success');
  expect(JSON.parse(main.outputs['test-results'] ?? '{}')).toMatchObject({ total: 4, passed: 4, failed: 0 });
  expect(main.annotations).toEqual([]);
  expect(tags).toContain('main');
  expect(leftovers).toEqual([]);
  expect(await everything()).toEqual(before);
});

test('with the wrong database: red, the failed tests named, nothing pushed, nothing left', async () => {
  const before = await everything();
  const wrong = { 'test-env': 'DATABASE_URL=postgres://app:wrong@db/app' };
  const { main, tags } = await run(wrong);
  expect(main.annotations[0]?.message).toMatch(
    /^Test command failed: `npm run test:integration` exited with 1, \d of \d tests failed/,
  );
  expect(main.log).toContain('password authentication failed');
  expect(JSON.parse(main.outputs['test-results'] ?? '{}').failed).toBeGreaterThan(0);
  expect(tags).toEqual([]);
  expect(await everything()).toEqual(before);
});

test('two of them at once on one engine', async () => {
  const [one, two] = await Promise.all([run(), run()]);
  expect([one.main.outcome, two.main.outcome]).toEqual(['success', 'success']);
});
