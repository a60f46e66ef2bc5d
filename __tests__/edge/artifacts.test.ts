/** Files of stages beside the image: the very bytes that are in it, with their modes, and nothing of this machine. */
import { access, readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openContainer } from './routes/routes.ts';
import { dockerfile, makeProject, openRegistry, runJob } from './stand.ts';

/** What the build stage makes is another each time, so that a second execution would be seen. */
const Dockerfile = dockerfile([
  'FROM base AS build',
  'RUN mkdir -p /out/sub && cat /proc/sys/kernel/random/uuid > /out/libparcel.so.1 && echo tool > /out/sub/tool',
  'RUN chmod 640 /out/libparcel.so.1 && chmod 755 /out/sub/tool && ln -s libparcel.so.1 /out/libparcel.so',
  'FROM base AS report',
  'RUN mkdir /reports && echo "<testsuites/>" > "/reports/unit tests.xml"',
  'FROM base AS odd',
  'RUN mkdir /links /pipes && ln -s /etc/passwd /links/passwd && mkfifo /pipes/pipe',
  'FROM base AS broken',
  'RUN echo compiling && exit 3',
  'FROM base AS final',
  'COPY --from=build /out/libparcel.so.1 /lib/',
]);

/** The test is one in the image itself. */
const inImage = { 'test-command': 'cat /lib/libparcel.so.1', cache: 'none' };

test('they are those of the image, with modes and links, and nothing is built twice', async () => {
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile });
  const artifacts = 'build:/out=dist/lib\nreport:/reports/*.xml=reports';
  const wish = { workspace: project.path, registry, inputs: { ...inImage, artifacts, 'no-cache': 'true' } };
  const { main, leftovers } = await runJob(wish);
  expect(main.annotations).toEqual([]);
  expect(main.outcome).toBe('success');
  expect(main.outputs['artifacts']).toBe('dist/lib\nreports');
  const library = join(project.path, 'dist', 'lib');
  const bytes = await readFile(join(library, 'libparcel.so.1'), 'utf8');
  expect(bytes).toMatch(/^[0-9a-f-]{36}\n$/);
  expect(main.log).toContain(`| ${bytes.trim()}`);
  expect(await readlink(join(library, 'libparcel.so'))).toBe('libparcel.so.1');
  const mode = async (...path: readonly string[]) => (await stat(join(library, ...path))).mode & 0o777;
  expect([await mode('libparcel.so.1'), await mode('sub', 'tool')]).toEqual([0o640, 0o755]);
  expect(await readdir(library)).toEqual(['libparcel.so', 'libparcel.so.1', 'sub']);
  expect(await readdir(join(project.path, 'reports'))).toEqual(['unit tests.xml']);
  expect(main.log).toContain('Copied 2 files of build:/out to dist/lib, 0.0 MB');
  expect(main.log).not.toContain('slipway-artifacts');
  expect(main.summary).toContain('<code>reports/unit tests.xml</code>');
  expect(leftovers).toEqual([]);
  // What is there is somebody's, an earlier run's too.
  const again = await runJob(wish);
  expect(again.main.annotations[0]?.message).toContain('artifacts: "dist/lib" is a folder with files in it');
  expect(await readFile(join(library, 'libparcel.so.1'), 'utf8')).toBe(bytes);
});

test.each([
  [
    'report:/none.xml',
    'Nothing to copy to dist: stage report has nothing at /none.xml\nCorrect the path in `artifacts`',
  ],
  ['report:/reports/*.txt', 'Nothing to copy to dist: stage report has nothing at /reports/*.txt\nCorrect the path'],
  [
    'odd:/links',
    'Nothing to copy to dist: passwd of stage odd is a link that leads to nothing among the files\nCopy what',
  ],
  ['odd:/pipes', 'Nothing to copy to dist: pipe of stage odd is no file\nLeave it out'],
  [
    'broken:/',
    'Build failed in stage broken: `echo compiling && exit 3` exited with 3 (Dockerfile:11)\nNothing was pushed',
  ],
])('%s: told with stage, path and cure; the workspace stays as it was', async (from, message) => {
  await using project = await makeProject({ Dockerfile });
  const inputs = { ...inImage, push: 'false', artifacts: `${from}=dist` };
  const { main, leftovers } = await runJob({ workspace: project.path, inputs });
  expect(main.outcome).toBe('failure');
  expect(main.annotations.map((one) => one.message).join('\n')).toContain(message);
  expect(await readdir(project.path)).toEqual(['Dockerfile']);
  expect(leftovers).toEqual([]);
});

test('a gate that fails: nothing comes into the workspace', async () => {
  await using project = await makeProject({ Dockerfile });
  const inputs = { ...inImage, 'test-command': 'exit 1', artifacts: 'build:/out=dist' };
  expect((await runJob({ workspace: project.path, inputs })).main.outcome).toBe('failure');
  await expect(access(join(project.path, 'dist'))).rejects.toThrow('ENOENT');
});

test('several platforms have a folder each, as has the job that builds one of them; a builder does the same', async () => {
  await using registry = await openRegistry();
  await using way = await openContainer();
  const file = ['FROM scratch AS build', 'ARG TARGETARCH', 'COPY lib-$TARGETARCH /out/lib', 'FROM build', ''].join(
    '\n',
  );
  await using project = await makeProject({ Dockerfile: file, 'lib-amd64': 'of amd64', 'lib-arm64': 'of arm64' });
  const inputs = { cache: 'none', push: 'false', platforms: 'linux/amd64,linux/arm64' };
  const all = { ...inputs, ...(await way.inputs(registry)), artifacts: 'build:/out=all' };
  const whole = await runJob({ workspace: project.path, inputs: all });
  expect(whole.main.outcome).toBe('success');
  const one = { ...inputs, stage: 'build', platforms: 'linux/arm64', artifacts: 'build:/out=one' };
  expect((await runJob({ workspace: project.path, inputs: one })).main.outcome).toBe('success');
  const read = (...path: readonly string[]) => readFile(join(project.path, ...path, 'lib'), 'utf8');
  expect(await read('all', 'linux_amd64')).toBe('of amd64');
  expect(await read('all', 'linux_arm64')).toBe('of arm64');
  expect(await read('one', 'linux_arm64')).toBe('of arm64');
});
