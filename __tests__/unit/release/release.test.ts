/** Releases of a real repository with a bare remote: which tags are refused, what GitHub is told, and where `v1` goes. */
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openClone } from '../../../script/release/repository.ts';
import { takeStep } from '../../../script/release/steps.ts';
import { type Environment, must, run } from '../../../script/rig/command.ts';
import { repository } from '../../../script/rig/paths.ts';
import { type Caller, openCaller } from '../../../script/workflows/caller.ts';

let clone: Caller;
let remote = '';
let programs = '';

const files = (version: string, date = '2026-11-22') => ({
  'package.json': JSON.stringify({ version }),
  'CHANGELOG.md': `# Changelog\n\n## [${version}] - ${date}\n\n- What is new in ${version}.\n`,
});

beforeEach(async () => {
  clone = await openCaller(files('1.0.0'));
  remote = await mkdtemp(join(tmpdir(), 'slipway-remote-'));
  await must(['git', 'init', '--quiet', '--bare', remote]);
  await clone.git('remote', 'add', 'origin', remote);
  await clone.git('push', '--quiet', 'origin', 'main');
  programs = join(remote, 'programs');
});

afterEach(async () => {
  await clone[Symbol.asyncDispose]();
  await rm(remote, { recursive: true, force: true });
});

/** Commits a version to main, tags it, and checks the tag out, as a run for the tag does. */
async function tagVersion(tag: string, { words = [], files: changed = files(tag.slice(1)) }: TagWish = {}) {
  await clone.git('checkout', '--quiet', 'main');
  const commit = await clone.commit(changed);
  await clone.git('tag', ...words, tag);
  await clone.git('push', '--quiet', 'origin', 'main', tag);
  return commit;
}

interface TagWish {
  readonly words?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

async function release(step: string, tag: string, env: Environment = {}) {
  return takeStep({ step, tag, folder: clone.path, env }).then(
    (text) => ({ code: 0, text }),
    (error: Error) => ({ code: 1, text: error.message }),
  );
}

/** The commit of a tag at the remote; empty when there is none. */
async function shownBy(tag: string): Promise<string> {
  const words = ['rev-parse', '--quiet', '--verify', `refs/tags/${tag}^{commit}`];
  return (await run(['git', '-C', remote, ...words])).stdout.trim();
}

test('v1 is made, moves with each release, and stays when it is there already', async () => {
  const first = await tagVersion('v1.0.1');
  expect(await release('check', 'v1.0.1')).toEqual({
    code: 0,
    text: 'v1.0.1 can be released: version, CHANGELOG.md and main fit',
  });
  expect(await release('move', 'v1.0.1')).toEqual({ code: 0, text: 'v1 is new and shows v1.0.1' });
  expect(await shownBy('v1')).toBe(first);
  const second = await tagVersion('v1.1.0', { words: ['--annotate', '--message=Release'] });
  expect((await release('move', 'v1.1.0')).text).toBe(`v1 moved from ${first} to v1.1.0, ${second}`);
  expect(await shownBy('v1')).toBe(second);
  expect((await release('move', 'v1.1.0')).text).toBe('v1 shows v1.1.0 already');
});

test('v1 goes neither backwards nor to a prerelease, and another major version has its own', async () => {
  const older = await tagVersion('v1.2.3');
  const newest = await tagVersion('v1.3.0');
  await release('move', 'v1.3.0');
  // A run for an older tag that finishes late, or is started again.
  await clone.git('checkout', '--quiet', older);
  expect(await release('move', 'v1.2.3')).toEqual({ code: 0, text: 'v1 stays: v1.3.0 is higher' });
  await tagVersion('v1.4.0-rc.1');
  expect(await release('move', 'v1.4.0-rc.1')).toEqual({ code: 0, text: 'v1 stays: v1.4.0-rc.1 is a prerelease' });
  expect(await shownBy('v1')).toBe(newest);
  const next = await tagVersion('v2.0.0');
  await release('move', 'v2.0.0');
  expect([await shownBy('v1'), await shownBy('v2')]).toEqual([newest, next]);
});

test('an annotated v1 moves too, and one that somebody has put elsewhere is left', async () => {
  await clone.git('tag', '--annotate', '--message=First', 'v1');
  await clone.git('push', '--quiet', 'origin', 'v1');
  const commit = await tagVersion('v1.0.1');
  expect((await release('move', 'v1.0.1')).code).toBe(0);
  expect(await shownBy('v1')).toBe(commit);
  await clone.git('checkout', '--quiet', '--detach');
  const elsewhere = await clone.commit({ 'README.md': 'elsewhere' });
  await clone.git('push', '--quiet', '--force', 'origin', `${elsewhere}:refs/tags/v1`);
  await tagVersion('v1.0.2');
  const { code, text } = await release('move', 'v1.0.2');
  expect(code).toBe(1);
  expect(text).toContain(`v1 shows ${elsewhere}, which does not lead to v1.0.2`);
  expect(await shownBy('v1')).toBe(elsewhere);
});

test('everything that is not ready is told at once', async () => {
  await clone.git('checkout', '--quiet', '-b', 'side');
  const commit = await clone.commit({ ...files('1.0.0', 'Unreleased') });
  await clone.git('tag', 'v1.0.1');
  await clone.git('push', '--quiet', 'origin', 'v1.0.1');
  const { code, text } = await release('check', 'v1.0.1');
  expect(code).toBe(1);
  expect(text.split('\n')).toEqual([
    'v1.0.1 cannot be released:',
    '  package.json has version 1.0.0, not 1.0.1',
    '  CHANGELOG.md has no section "## [1.0.1] - DAY"',
    `  commit ${commit} is not on main`,
  ]);
  expect((await release('move', 'v1.0.1')).code).toBe(1);
  expect(await shownBy('v1')).toBe('');
});

test.each([
  ['a section without a day', files('1.0.1', 'Unreleased'), 'CHANGELOG.md says "Unreleased" for 1.0.1'],
  ['an empty section', { ...files('1.0.1'), 'CHANGELOG.md': '## [1.0.1] - 2026-11-22\n' }, 'says nothing of 1.0.1'],
])('%s is refused', async (_, changed, words) => {
  await tagVersion('v1.0.1', { files: changed });
  const { code, text } = await release('check', 'v1.0.1');
  expect([code, text]).toEqual([1, expect.stringContaining(words)]);
});

test('a tag that was moved since the run began is refused, and so is what is no version', async () => {
  const before = await tagVersion('v1.0.1');
  const after = await clone.commit({ 'README.md': 'more' });
  await clone.git('push', '--quiet', '--force', 'origin', 'main', `${after}:refs/tags/v1.0.1`);
  await clone.git('checkout', '--quiet', before);
  expect((await release('check', 'v1.0.1')).text).toContain(
    `the tag is at ${after} of the remote, and this is ${before}`,
  );
  expect((await release('check', 'v1')).text).toContain('"v1" is no version');
  expect((await release('check', 'v1.0.2')).text).toContain('the remote has no such tag');
});

/** A program of that name that writes down its words and what it reads; it knows one release, of `v1.0.1`. */
async function recordGitHub(): Promise<Environment> {
  await mkdir(programs, { recursive: true });
  const text = `#!/bin/sh
if [ "$2" = view ]; then [ "$3" = v1.0.1 ] && echo https://example.com/v1.0.1 && exit 0; exit 1; fi
printf '%s\\n' "$@" > '${programs}/words'
cat > '${programs}/notes'
echo "https://example.com/$3"
`;
  await writeFile(join(programs, 'gh'), text);
  await chmod(join(programs, 'gh'), 0o755);
  return { PATH: `${programs}${delimiter}${process.env['PATH']}` };
}

test.each([
  ['v1.2.3', ['--latest=true']],
  ['v1.0.5', ['--latest=false']],
  ['v1.3.0-rc.1', ['--prerelease']],
])('%s is told to GitHub with its section', async (tag, more) => {
  const env = await recordGitHub();
  await tagVersion('v1.1.0');
  await tagVersion(tag);
  expect(await release('publish', tag, env)).toEqual({ code: 0, text: `https://example.com/${tag}` });
  const said = (await readFile(join(programs, 'words'), 'utf8')).trim().split('\n');
  expect(said).toEqual(['release', 'create', tag, '--verify-tag', `--title=${tag}`, '--notes-file=-', ...more]);
  expect(await readFile(join(programs, 'notes'), 'utf8')).toBe(`- What is new in ${tag.slice(1)}.`);
});

test('a release that is there is left', async () => {
  const env = await recordGitHub();
  await tagVersion('v1.0.1');
  expect(await release('publish', 'v1.0.1', env)).toEqual({
    code: 0,
    text: 'v1.0.1 has its release already: https://example.com/v1.0.1',
  });
});

test('a tag that another run has moved meanwhile is not taken back', async () => {
  const first = await tagVersion('v1.0.1');
  const late = await openClone(clone.path);
  const second = await tagVersion('v1.1.0');
  await release('move', 'v1.1.0');
  await expect(late.setTag('v1', first)).rejects.toThrow('stale info');
  expect(await shownBy('v1')).toBe(second);
});

/** The remote refuses to set `v1`, with these words. */
async function refuse(words: string): Promise<void> {
  const hook = join(remote, 'hooks', 'update');
  await mkdir(join(remote, 'hooks'), { recursive: true });
  await writeFile(hook, `#!/bin/sh\n[ "$1" = refs/tags/v1 ] || exit 0\ncat >&2 <<'EOF'\n${words}\nEOF\nexit 1\n`);
  await chmod(hook, 0o755);
}

test.each([
  ['a GitHub App', 'GitHub App', '`workflows` permission'],
  ['a token of a person', 'Personal Access Token', '`workflow` scope'],
])('%s that may bring no workflow files does not move v1, and the cure is named', async (_, who, right) => {
  const first = await tagVersion('v1.0.1');
  const said = `refusing to allow a ${who} to create or update workflow \`.github/workflows/ci.yml\` without ${right}`;
  await refuse(said);
  const none = await release('move', 'v1.0.1');
  expect(none.code).toBe(1);
  expect(none.text.split('\n')[0]).toBe('v1 is not made: GitHub lets this token set no tag to v1.0.1');
  await must(['git', '-C', remote, 'update-ref', 'refs/tags/v1', first]);
  const second = await tagVersion('v1.1.0');
  const { code, text } = await release('move', 'v1.1.0');
  expect(code).toBe(1);
  expect(text.split('\n').slice(0, 2)).toEqual([
    `v1 stays at ${first}: GitHub lets this token set no tag to v1.1.0`,
    `  It said: ${said}`,
  ]);
  expect(text).toContain('RELEASE_APP_ID and RELEASE_APP_KEY (CONTRIBUTING.md, "A release")');
  expect(await shownBy('v1')).toBe(first);
  // The command of the message is one that works, for whoever may.
  const [command = ''] = /git push .+/.exec(text) ?? [];
  await rm(join(remote, 'hooks', 'update'));
  await clone.git(...command.split(' ').slice(1));
  expect(await shownBy('v1')).toBe(second);
});

test('another refusal of v1 is told as it is', async () => {
  await tagVersion('v1.0.1');
  await refuse('Cannot create ref due to creations being restricted.');
  const { code, text } = await release('move', 'v1.0.1');
  expect([code, text]).toEqual([1, expect.stringContaining('creations being restricted')]);
  expect(text).not.toContain('RELEASE_APP_ID');
});

test('the script itself says what was done, or what is wrong', async () => {
  const commit = await tagVersion('v1.0.1');
  const script = join(repository, 'script', 'release.ts');
  const call = (...words: string[]) =>
    run([process.execPath, script, ...words], { cwd: clone.path, env: { GH_TOKEN: undefined } });
  expect(await call('move', 'v1.0.1')).toMatchObject({ code: 0, stdout: 'v1 is new and shows v1.0.1\n' });
  expect(await shownBy('v1')).toBe(commit);
  expect(await call('mvoe', 'v1.0.1')).toMatchObject({
    code: 1,
    stderr: '"mvoe" is not one of check, publish, move\n',
  });
});
