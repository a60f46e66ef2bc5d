/** The steps of a release: is all of it ready, what GitHub is told of it, and where `v1` goes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Environment, must, run } from '../rig/command.ts';
import { sectionOf } from './changelog.ts';
import { type Clone, openClone } from './repository.ts';
import { planMove, type Release, readRelease, releasesAbove } from './version.ts';

export interface Wish {
  /** `check`, `publish` or `move`. */
  readonly step: string;
  readonly tag: string;
  /** A clone in which the tag is checked out. */
  readonly folder: string;
  /** `GH_TOKEN` is the token of a job at GitHub. */
  readonly env: Environment;
}

/** Takes one step of a release and says what was done. Throws, in every step, when the release is not ready. */
export async function takeStep({ step, tag, folder, env }: Wish): Promise<string> {
  const clone = await openClone(folder, env['GH_TOKEN']);
  const release = await checkRelease(tag, folder, clone);
  if (step === 'check') return `${tag} can be released: version, CHANGELOG.md and main fit`;
  if (step === 'move') return moveMajor(release, clone);
  if (step !== 'publish') throw new Error(`"${step}" is not one of check, publish, move`);
  // A run that is started again finds the release of the first one.
  const found = await run(['gh', 'release', 'view', tag, '--json=url', '--jq=.url'], { cwd: folder, env });
  if (found.code === 0) return `${tag} has its release already: ${found.stdout.trim()}`;
  const { argv, notes } = await releaseCommand(release, folder, clone);
  return (await must(argv, { cwd: folder, env, input: notes })).trim();
}

/** Gives the release of a tag. Throws with everything that is not ready, one a line. */
async function checkRelease(tag: string, folder: string, clone: Clone): Promise<Release> {
  const release = readRelease(tag);
  if (release === undefined) throw new Error(`"${tag}" is no version; a release is tagged v1.2.3 or v1.2.3-rc.1`);
  const problems = [...(await fileProblems(release, folder)), ...(await commitProblems(release, clone))];
  if (problems.length > 0)
    throw new Error(`${tag} cannot be released:\n${problems.map((one) => `  ${one}`).join('\n')}`);
  return release;
}

async function fileProblems({ version }: Release, folder: string): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { readonly version?: string };
  const section = await sectionIn(folder, version);
  return [
    ...(manifest.version === version ? [] : [`package.json has version ${manifest.version}, not ${version}`]),
    ...(section === undefined ? [`CHANGELOG.md has no section "## [${version}] - DAY"`] : []),
    ...(section !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(section.date)
      ? [`CHANGELOG.md says "${section.date}" for ${version}, which is no day such as 2026-11-22`]
      : []),
    ...(section?.text === '' ? [`CHANGELOG.md says nothing of ${version}`] : []),
  ];
}

async function commitProblems({ tag }: Release, { head, main, tags, leadsTo }: Clone): Promise<string[]> {
  const tagged = tags.get(tag)?.commit;
  return [
    ...(tagged === undefined ? ['the remote has no such tag'] : []),
    ...(tagged === undefined || tagged === head ? [] : [`the tag is at ${tagged} of the remote, and this is ${head}`]),
    ...((await leadsTo(head, main)) ? [] : [`commit ${head} is not on main`]),
  ];
}

async function sectionIn(folder: string, version: string) {
  return sectionOf(await readFile(join(folder, 'CHANGELOG.md'), 'utf8'), version);
}

/** Gives the words of GitHub's command line that make the release, and what it reads: the section of CHANGELOG.md. */
async function releaseCommand(
  release: Release,
  folder: string,
  { tags }: Clone,
): Promise<{ readonly argv: readonly string[]; readonly notes: string }> {
  const { tag, version, prerelease } = release;
  // "Latest" at GitHub is one release alone, whatever its major version is.
  const latest = releasesAbove(release, [...tags.keys()]).length === 0;
  const more = prerelease ? '--prerelease' : `--latest=${latest}`;
  return {
    argv: ['gh', 'release', 'create', tag, '--verify-tag', `--title=${tag}`, '--notes-file=-', more],
    notes: (await sectionIn(folder, version))?.text ?? '',
  };
}

/** Moves the tag of the major version and says so, or why it stays. Throws when what it shows now is not a part of main. */
async function moveMajor(release: Release, clone: Clone): Promise<string> {
  const { tag, major } = release;
  const plan = planMove(release, [...clone.tags.keys()]);
  if (!plan.move) return `${major} stays: ${plan.because}`;
  const { head, tags, leadsTo, setTag } = clone;
  const before = tags.get(major)?.commit;
  if (before === head) return `${major} shows ${tag} already`;
  if (before !== undefined && !(await leadsTo(before, head)))
    throw new Error(
      `${major} shows ${before}, which does not lead to ${tag}; look who has moved it, and move it by hand`,
    );
  await setTag(major, head).catch((error: Error) => {
    throw workflowsRefused.test(error.message) ? refusedMove(release, before, head, error) : error;
  });
  return before === undefined ? `${major} is new and shows ${tag}` : `${major} moved from ${before} to ${tag}, ${head}`;
}

/** How GitHub begins when a token without the permission `workflows` sets a ref to workflow files that no branch has. */
const workflowsRefused = /refusing to allow .+ to create or update workflow .+ (?:permission|scope)/;

function refusedMove({ tag, major }: Release, before: string | undefined, head: string, cause: Error): Error {
  const [said = ''] = workflowsRefused.exec(cause.message) ?? [];
  const lines = [
    `${major} ${before === undefined ? 'is not made' : `stays at ${before}`}: GitHub lets this token set no tag to ${tag}`,
    `  It said: ${said}`,
    `  The release itself is there. No branch has the workflow files of ${tag} any more, and then the token needs the`,
    '  permission `workflows`, which no job can give to its own. Either move the tag by hand, as one who may:',
    `    git push --force origin ${head}:refs/tags/${major}`,
    '  or set up the App of RELEASE_APP_ID and RELEASE_APP_KEY (CONTRIBUTING.md, "A release") and run this job again.',
  ];
  return new Error(lines.join('\n'), { cause });
}
