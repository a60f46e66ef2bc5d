/** Promise 1: nothing reaches a registry before the test stage has passed. */
import { expect, test } from '@jest/globals';
import { candidates, dockerfile, makeProject, openRegistry, runJob } from '../stand.ts';
import { failsWith, gate } from './arena.ts';

test('a failing test: exit 1, an untouched registry, and one annotation that tells everything', async () => {
  await using registry = await openRegistry();
  const lines = [
    'FROM base AS test',
    'RUN echo one; echo two >&2; echo "2 of 212 tests failed"; exit 7',
    'FROM base',
    'RUN sleep 1',
  ];
  await using project = await makeProject({ Dockerfile: dockerfile(lines) });
  const { main, leftovers } = await runJob({ workspace: project.path, registry });

  expect(main.exitCode).toBe(1);
  expect(await registry.tags('acme/app')).toEqual([]);
  expect(await registry.manifests('acme/app')).toEqual([]);
  expect(await registry.uploads('acme/app')).toBe(0);
  const writes = registry.requests.filter((request) => !['GET', 'HEAD'].includes(request.method));
  expect(writes).toEqual([]);

  const errors = main.annotations.filter((annotation) => annotation.level === 'error');
  expect(errors).toHaveLength(1);
  expect(errors[0]?.message.split('\n')[0]).toBe(
    'Test stage failed: `echo one; echo two >&2; echo "2 of 212 tests failed"; exit 7` exited with 7 (Dockerfile:4)',
  );
  expect(errors[0]).toMatchObject({ file: 'Dockerfile', line: 4 });
  for (const shown of [main.log, main.summary]) expect(shown).toContain('2 of 212 tests failed');
  expect(main.log).toContain('docker buildx build --target test');
  expect(main.outputs['digest']).toBeUndefined();
  expect(await candidates()).toEqual([]);
  expect(leftovers).toEqual([]);
});

test('a stage that nothing depends on still runs when it is the test target', async () => {
  await using registry = await openRegistry();
  const lines = ['FROM base AS checks', 'RUN echo checked && false', 'FROM base', 'RUN true'];
  await using project = await makeProject({ Dockerfile: dockerfile(lines) });
  const inputs = { 'test-target': 'checks' };
  const { main } = await runJob({ workspace: project.path, registry, inputs });
  expect(main.exitCode).toBe(1);
  expect(main.log).toContain('  | checked');
  expect(await registry.tags('acme/app')).toEqual([]);
});

test('no test stage: it builds and pushes, and says that nothing was tested', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: dockerfile(['RUN true']) });
  const { main } = await runJob({ workspace: project.path, registry });
  expect(main.outcome).toBe('success');
  expect(main.log).toContain('No test stage: the Dockerfile has no stage named test');
  expect(main.summary).toContain('**Nothing was tested.**');
  expect(await registry.digestOf('acme/app', 'main')).toBe(main.outputs['digest']);
});

test('a failing step outside of the test stage is told as a build failure, at its line', async () => {
  await using project = await makeProject({
    Dockerfile: dockerfile(['FROM base AS test', 'RUN true', 'FROM base', 'RUN exit 9']),
  });
  const { main } = await runJob({ workspace: project.path, inputs: { push: 'false' } });
  expect(main.annotations).toMatchObject([{ level: 'error', file: 'Dockerfile', line: 6 }]);
  expect(main.annotations[0]?.message).toMatch(
    /^Build failed in stage stage-2: `exit 9` exited with 9 \(Dockerfile:6\)\n/,
  );
});

test('a Dockerfile that BuildKit cannot read is told with its line', async () => {
  await using project = await makeProject({ 'build/app.Dockerfile': `${dockerfile([])}FROBNICATE now\n` });
  const { main } = await runJob({ workspace: project.path, inputs: { push: 'false', file: 'build/app.Dockerfile' } });
  expect(main.annotations).toMatchObject([{ level: 'error', file: 'build/app.Dockerfile', line: 3 }]);
  expect(main.annotations[0]?.message).toContain('unknown instruction: FROBNICATE');
});

test('a file that is not in the context, and a base image that is nowhere, in words of one line', async () => {
  await using missing = await makeProject({ Dockerfile: dockerfile(['COPY nothing.txt /']) });
  const copied = await runJob({ workspace: missing.path, inputs: { push: 'false' } });
  const notThere = '"/nothing.txt" is not in the build context, or .dockerignore leaves it out (Dockerfile:3)';
  expect(copied.main.annotations[0]?.message.split('\n')[0]).toBe(`Build failed: ${notThere}`);
  await using unknown = await makeProject({ Dockerfile: 'FROM localhost:1/no/base:1\n' });
  const pulled = await runJob({ workspace: unknown.path, inputs: { push: 'false' } });
  expect(pulled.main.annotations[0]?.message.split('\n')[0]).toContain(
    'the base image localhost:1/no/base:1 cannot be read from its registry (Dockerfile:1)',
  );
});

test('a step that takes long shows a sign of life before half a minute has passed', async () => {
  await using project = await makeProject({
    Dockerfile: dockerfile(['FROM base AS test', 'RUN sleep 32', 'FROM base']),
  });
  const { main } = await runJob({ workspace: project.path, inputs: { push: 'false' } });
  expect(main.outcome).toBe('success');
  expect(main.log).toMatch(/test +1\/1 RUN sleep 32 +still running after 2\d s/);
});

const withReports = (run: string) =>
  dockerfile([
    'FROM base AS test',
    'WORKDIR /app',
    'COPY report.xml .',
    `RUN mkdir reports && cp report.xml reports/ && ${run}`,
    'FROM base',
    'CMD ["true"]',
  ]);
const failed =
  '<testsuite><testcase name="a"><failure message="no">at src/a.ts:3:1</failure></testcase><testcase name="b"/></testsuite>';
const reports = { 'test-reports': 'reports/report.xml' };

test('reports of a stage that passed are read', async () => {
  const files = { Dockerfile: withReports('true'), 'report.xml': '<testsuite><testcase name="a"/></testsuite>' };
  const { main } = await gate(files, reports);
  expect(main.outcome).toBe('success');
  expect(main.log).toContain('Tests: 1 passed, 0 failed');
});

test('a stage that keeps its exit code beside its reports fails with them', async () => {
  const files = {
    Dockerfile: withReports('(exit 3); echo $? > reports/exit-code'),
    'report.xml': failed,
    'src/a.ts': 'x',
  };
  const { main } = await failsWith(files, reports, 'Test stage failed: reports/exit-code says 3, 1 of 2 tests failed');
  expect(main.log).toContain('a (src/a.ts:3): no');
  const kept = { ...files, Dockerfile: withReports('true; echo $? > reports/exit-code') };
  expect((await gate(kept, reports)).main.outcome).toBe('success');
});

test('a stage that fails takes its reports along, and that is said', async () => {
  const { main } = await failsWith(
    { Dockerfile: withReports('exit 3'), 'report.xml': failed },
    reports,
    /^Test stage failed: /,
  );
  expect(main.annotations[0]?.message).toContain(
    'The test reports are lost with the stage; docs/testing.md shows how to keep them',
  );
});

test('a report that the stage should have left and did not', async () => {
  const files = { Dockerfile: withReports('rm reports/report.xml'), 'report.xml': failed };
  await failsWith(files, reports, 'Test stage failed: the tests left no report reports/report.xml');
});
