/** Files of stages on their way into the workspace, as a user who is not root: root may write everywhere. */
import { execFileSync } from 'node:child_process';
import { chmod, lstat, mkdir, mkdtemp, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { PlacedArtifact } from '../../../src/model/outcome.ts';
import { takeBackArtifacts } from '../../../src/stages/artifacts.ts';
import { place, takeBack } from '../../../src/world/artifact-folders.ts';
import type { World } from '../../../src/world/ports.ts';

const someone = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const source = join(import.meta.dirname, '..', '..', '..', 'src');
let home = '';

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'slipway-artifacts-'));
  await chmod(home, 0o777);
});

afterEach(() => rm(home, { recursive: true }));

/** What BuildKit gives of a stage with folders of this mode. */
async function makeArchive(mode: number): Promise<void> {
  const stage = join(home, 'stage');
  await mkdir(join(stage, 'lib', 'deep'), { recursive: true });
  for (const path of ['lib/tool', 'lib/deep/file']) await writeFile(join(stage, path), 'x');
  await chmod(join(stage, 'lib', 'tool'), 0o550);
  await symlink('lib/tool', join(stage, 'link'));
  const folders = `--mode=${mode.toString(8)}`;
  const archive = join(home, 'artifact-0.tar');
  const create = (...words: readonly string[]) => execFileSync('tar', ['-C', stage, '-f', archive, ...words]);
  // As BuildKit does it, what a folder holds stands right behind it.
  create('-c', '--no-recursion', folders, 'lib', 'lib/deep');
  create('-r', 'lib/deep/file', 'lib/tool', 'link');
  await rm(stage, { recursive: true });
}

/** What BuildKit gives of a stage that a shell has filled. */
function archive(script: string): void {
  execFileSync(
    'sh',
    ['-ec', `mkdir stage; cd stage; ${script}; cd ..; tar -c -C stage -f artifact-0.tar .; rm -r stage`],
    {
      cwd: home,
    },
  );
}

/** Unpacks, looks, and places, all of it as somebody; gives what was said. */
async function carryOut(): Promise<string> {
  const script = join(home, 'place.ts');
  const program = `
    import { spawnSync } from 'node:child_process';
    import { checkArtifacts, placeArtifacts } from '${source}/stages/artifacts.ts';
    import { makeFiles } from '${source}/world/files.ts';
    const home = '${home}';
    const files = makeFiles(home + '/run', { from: home, to: home, authConfig: undefined });
    const run = async ({ argv: [program, ...words] }) => {
      const { status, stderr } = spawnSync(program, words, { encoding: 'utf8' });
      return { exitCode: status, stdout: '', stderr, seconds: 0 };
    };
    const [from, to, archive] = ['/run/artifacts/0', '/work/dist', '/artifact-0.tar'].map((it) => home + it);
    const artifact = { stage: 'build', path: '/out', folder: 'dist', archive, from, to, workspace: home + '/work' };
    const plan = { artifacts: [{ ...artifact, platforms: [] }], build: { pushTo: [] }, publish: { run: false } };
    try {
      await checkArtifacts(plan, { run, files });
      const placed = await placeArtifacts(plan, { run, files });
      console.log(placed.flatMap(({ files }) => files.map(({ path }) => path)).join(' '));
    } catch (error) {
      console.log(error.message);
    }
  `;
  await mkdir(join(home, 'work'));
  await chmod(join(home, 'work'), 0o777);
  await writeFile(script, program);
  return execFileSync(process.execPath, [script], { ...someone, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

test.each(['555', '444', '000'])('folders of mode %s are filled, and can be removed', async (octal) => {
  const mode = Number.parseInt(octal, 8);
  await makeArchive(mode);
  expect(await carryOut()).toBe('lib/deep/file lib/tool\n');
  expect(await readdir(home)).not.toContain('artifact-0.tar');
  const dist = join(home, 'work', 'dist');
  const modeOf = async (path: string) => (await lstat(join(dist, path))).mode & 0o777;
  expect([await modeOf('lib/tool'), await modeOf('lib'), await modeOf('lib/deep')]).toEqual([
    0o550,
    mode | 0o700,
    mode | 0o700,
  ]);
  expect(await readlink(join(dist, 'link'))).toBe('lib/tool');
  execFileSync('rm', ['-rf', dist], someone);
  expect(await readdir(join(home, 'work'))).toEqual([]);
});

test('what cannot be unpacked is told', async () => {
  await writeFile(join(home, 'artifact-0.tar'), 'x'.repeat(2048));
  expect(await carryOut()).toMatch(/^Nothing to copy to dist: what is in stage build cannot be unpacked: tar: /);
  expect(await readdir(join(home, 'work'))).toEqual([]);
});

test('a file that nobody may read, as shadow of some distributions, is copied', async () => {
  archive('echo x >shadow; echo y >tool; chmod 000 shadow; chmod 4755 tool');
  expect(await carryOut()).toBe('shadow tool\n');
  const modes = ['shadow', 'tool'].map(async (name) => (await lstat(join(home, 'work', 'dist', name))).mode & 0o7777);
  expect(await Promise.all(modes)).toEqual([0o400, 0o4755]);
});

test('a name that is not UTF-8 is refused before anything is placed', async () => {
  archive('touch "$(printf \'a\\377b\')"');
  expect(await carryOut()).toBe('Nothing to copy to dist: a\uFFFDb of stage build has a name that is not UTF-8\n');
  expect(await readdir(join(home, 'work'))).toEqual([]);
});

test('why it cannot be unpacked is told, not that tar ends because of it', async () => {
  archive('mkdir a; touch a/b');
  execFileSync('mkdir', ['-p', join(home, 'run', 'artifacts', '0', 'a', 'b', 'c')], someone);
  expect(await carryOut()).toMatch(/cannot be unpacked: tar: .*a\/b: Cannot /);
});

test('what was placed is taken back, and nothing that has come beside it', async () => {
  const [from, to] = [join(home, 'from'), join(home, 'work', 'dist')];
  for (const folder of [join(from, 'a', 'b'), join(from, 'c'), to]) await mkdir(folder, { recursive: true });
  for (const path of ['a/b/file', 'c/file']) await writeFile(join(from, path), 'x');
  await symlink('c', join(from, 'link'));
  await place(from, to, join(home, 'work'));
  await writeFile(join(to, 'a', 'own'), 'x');
  await takeBack(from, to);
  expect(await readdir(to, { recursive: true })).toEqual(['a', 'a/own']);
  await rm(join(to, 'a'), { recursive: true });
  await place(from, to, join(home, 'work'));
  await takeBack(from, to);
  expect(await readdir(join(home, 'work'))).toEqual([]);
});

test('what somebody has put in the place of a folder or a file stays, and nothing is removed behind a link', async () => {
  const [from, to, outside] = [join(home, 'from'), join(home, 'work', 'out'), join(home, 'outside')];
  for (const folder of [join(from, 'a'), join(from, 'b'), outside]) await mkdir(folder, { recursive: true });
  await mkdir(join(home, 'work'));
  for (const file of ['a/one', 'b/two', 'three']) await writeFile(join(from, file), 'x');
  await place(from, to, join(home, 'work'));
  await writeFile(join(outside, 'one'), 'x');
  for (const path of ['a', 'b/two']) await rm(join(to, path), { recursive: true });
  await symlink(outside, join(to, 'a'));
  await mkdir(join(to, 'b', 'two'));
  await takeBack(from, to);
  expect((await readdir(to, { recursive: true, withFileTypes: true })).map(({ name }) => name).toSorted()).toEqual([
    'a',
    'b',
    'two',
  ]);
  expect(await readdir(outside)).toEqual(['one']);
});

test('what cannot be taken back is told, and does not hide why', async () => {
  const lines: string[] = [];
  const log = { line: (text: string) => lines.push(text) } as Partial<World['log']>;
  const world = { files: { takeBack } as Partial<World['files']>, log } as World;
  const artifact = { from: join(home, 'gone'), to: home, folder: 'dist' };
  await takeBackArtifacts([{ artifact, files: [] } as unknown as PlacedArtifact], world);
  expect(lines).toEqual([
    expect.stringMatching(/^Not removed what was copied to dist, and the image was not published: .*ENOENT/),
  ]);
});
