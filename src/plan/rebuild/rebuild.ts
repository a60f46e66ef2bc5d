/** A rebuild: how it builds, and what has changed against the image that is published. */
import type { Problem } from '../../model/decision.ts';
import type { Context } from '../../model/event.ts';
import type { Facts } from '../../model/facts.ts';
import type { Inputs } from '../../model/inputs.ts';
import type { ImageName, Tag } from '../../model/names.ts';
import type { Plan } from '../../model/plan.ts';
import type { ImageContent, Package, PackageChange, PlatformChange, RebuildPlan } from '../../model/rebuild.ts';
import { displayName } from '../names.ts';
import { cleanTag } from '../tags/names.ts';
import type { Newest } from './newest-release.ts';

/**
 * Inputs as a rebuild takes them. Nothing comes from the cache: which steps fetch packages nobody can tell from a
 * Dockerfile (`RUN ./setup.sh`), and one that is wrongly taken for harmless keeps a hole open for months.
 */
export function rebuildInputs(inputs: Inputs): Inputs {
  return inputs.rebuild === 'false' ? inputs : { ...inputs, pull: true, noCache: true };
}

/** What cannot be rebuilt. */
export function rebuildProblems({ rebuild, stage, context }: Inputs): Problem[] {
  if (rebuild === 'false') return [];
  if (stage === 'deploy') return [];
  if (stage !== 'all')
    return [
      {
        input: 'rebuild',
        value: rebuild,
        wrong: `compares and publishes in one job, and \`stage\` is ${stage}`,
        cure: 'leave `stage` out of this step, or deploy in another job with `stage: deploy`',
      },
    ];
  if (context.kind === 'path') return [];
  const wrong = 'is of the commit that is checked out, and `context` is a URL';
  return [{ input: 'rebuild', value: rebuild, wrong, cure: 'check the release out, and write context: .' }];
}

/**
 * What is rebuilt is what the main tag of the first name shows, or one that lasts, when that one is of the time.
 * `marksAt` gives the tags and labels of another time.
 */
export async function planRebuild(
  { rebuild, stage }: Pick<Inputs, 'rebuild' | 'stage'>,
  { shortRevision }: Pick<Context, 'shortRevision'>,
  { materials, now }: Pick<Facts, 'materials' | 'now'>,
  { tags, mainTag, labels }: Pick<Plan, 'tags' | 'mainTag' | 'labels'>,
  marksAt: (time: Pick<Facts, 'now'>) => Promise<Pick<Plan, 'tags' | 'labels'>>,
): Promise<RebuildPlan | undefined> {
  if (rebuild === 'false' || stage !== 'all') return undefined;
  const then = await marksAt({ now: new Date(Date.parse(now) + laterSeconds * 1000).toISOString() });
  const lasting = new Set(then.tags.map(({ reference }) => reference));
  const dated = tags.map(({ reference }) => reference).filter((reference) => !lasting.has(reference));
  const steady = new Map(then.labels.map(({ key, value }) => [key, value]));
  const datedLabels = labels.filter(({ key, value }) => steady.get(key) !== value).map(({ key }) => key);
  const main = tags.find(({ name }) => name === mainTag);
  const staying = [main, ...tags].filter((tag) => tag !== undefined && lasting.has(tag.reference));
  // Those of a single commit may be gone by a clean-up, and one that moves may show another release.
  const kept = staying.filter((tag) => tag === main || shortRevision === '' || !tag?.name.includes(shortRevision));
  const own = kept.find((tag) => tag === main || tag?.order.kind === 'fixed');
  return { when: rebuild, tag: own ?? kept[0] ?? staying[0] ?? main, dated, datedLabels, materials };
}

/** 400 days, 13 hours, 7 minutes and 11 seconds: no part of a date or a time is the same then, nor is the weekday. */
const laterSeconds = 400 * 86_400 + 13 * 3600 + 7 * 60 + 11;

/** Beside its usual tags a rebuild has one with the day, `1.4.2-20261122` in UTC. A second one of that day moves it. */
export function datedTags(
  { rebuild, images }: Pick<Inputs, 'rebuild' | 'images'>,
  mainTag: string,
  { now }: Pick<Facts, 'now'>,
): readonly Tag[] {
  if (rebuild === 'false' || mainTag === '') return [];
  const name = cleanTag(`${mainTag}-${now.slice(0, 10).replaceAll('-', '')}`);
  return name === undefined ? [] : images.map((image: ImageName) => dated(image, name));
}

function dated(image: ImageName, name: string): Tag {
  return { image, name, reference: `${displayName(image)}:${name}`, order: { kind: 'commit', ofRef: false } };
}

/** Why what is checked out may not be what was meant; undefined when it is the newest release. */
export function strayWarning({ event, revision }: Context, newest: Newest): string | undefined {
  const out = event.kind === 'tag' ? event.tag : revision.slice(0, 7);
  if (newest.kind === 'unknown') return `Nobody says whether ${out} is the newest release: ${newest.because}`;
  if (newest.kind === 'branch' || (event.kind === 'tag' && event.tag === newest.tag)) return undefined;
  const as = event.kind === 'branch' ? ` as a push to ${event.branch || 'a branch'}` : '';
  return `${out} is checked out and rebuilt${as}, but ${newest.tag} is the newest release: write ref: ${newest.ref} for actions/checkout`;
}

/** How two images of a platform differ, the published one first. */
export function compareContents(from: ImageContent, to: ImageContent): PlatformChange {
  const { files, examples } = compareFiles(from.files, to.files);
  // What could be listed of one alone would be new, or gone, as a whole.
  const listed = ({ packages }: ImageContent) =>
    packages.filter(({ kind }) => kind !== from.unlisted && kind !== to.unlisted);
  return {
    platform: to.platform,
    base: { from: from.base, to: to.base },
    packageCount: to.packages.length,
    packages: comparePackages(listed(from), listed(to)),
    files,
    examples,
    settings: namesThatDiffer(from.settings, to.settings),
  };
}

/**
 * Whether there is anything to publish. Another base image alone is nothing: with the same packages, files and
 * configuration in it, hosts would restart for nothing.
 */
export function isChanged({ packages, files, settings }: PlatformChange): boolean {
  return packages.length + files.added + files.removed + files.changed + settings.length > 0;
}

/** A name may be there several times, once for each architecture or version of a kernel. */
function comparePackages(from: readonly Package[], to: readonly Package[]): readonly PackageChange[] {
  const [before, after] = [versionsByName(from), versionsByName(to)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .toSorted()
    .map((name) => ({ name, from: before.get(name), to: after.get(name) }));
}

function versionsByName(packages: readonly Package[]): ReadonlyMap<string, string> {
  const groups = Map.groupBy(packages, ({ name }) => name);
  return new Map(
    [...groups].map(([name, all]) => [name, [...new Set(all.map((it) => it.version))].toSorted().join(', ')]),
  );
}

const mostExamples = 10;

function compareFiles(
  from: ImageContent['files'],
  to: ImageContent['files'],
): Pick<PlatformChange, 'files' | 'examples'> {
  const counted = (files: ImageContent['files']) => [...files.keys()].filter((path) => !isOfItsBuild(path));
  const added = counted(to).filter((path) => !from.has(path));
  const removed = counted(from).filter((path) => !to.has(path));
  const changed = counted(to).filter((path) => from.has(path) && from.get(path) !== to.get(path));
  return {
    files: { added: added.length, removed: removed.length, changed: changed.length },
    examples: [...changed, ...added, ...removed].slice(0, mostExamples),
  };
}

/**
 * What is another after each build of the same: logs, caches and scratch space; databases of packages, which are compared
 * as packages, since some hold the time; compiled Python, which holds the time of its source; Java's own keystore; keys
 * and identities that packages of Debian make up when they are installed. Of `.cache` only what tools have downloaded:
 * browsers of tests and whole environments of Python live there, too.
 */
const ofItsBuild: readonly RegExp[] = [
  /^(?:var\/log|var\/cache|var\/tmp|tmp|run|proc|sys|dev)(?:\/|$)/,
  /^var\/lib\/(?:dpkg|apt|rpm|dnf|yum)(?:\/|$)/,
  /^(?:usr\/)?lib\/apk(?:\/|$)|^usr\/lib\/sysimage\/(?:rpm|libdnf5)(?:\/|$)/,
  /(?:^|\/)(?:__pycache__|node_modules\/\.cache)(?:\/|$)/,
  /(?:^|\/)\.cache\/(?:composer|fontconfig|go-build|node-gyp|pip|pnpm|pypoetry\/(?:artifacts|cache)|uv|yarn)(?:\/|$)/,
  /(?:^|\/)\.npm(?:\/_cacache(?:\/|$)|\/_logs(?:\/|$)|\/_update-notifier-last-checked$|$)/,
  /^etc\/ssl\/certs\/java\/cacerts$/,
  /^etc\/(?:machine-id|ssh\/ssh_host_[a-z0-9]+_key(?:\.pub)?|ssl\/(?:certs|private)\/ssl-cert-snakeoil\.(?:key|pem))$/,
];

function isOfItsBuild(path: string): boolean {
  return ofItsBuild.some((pattern) => pattern.test(path));
}

function namesThatDiffer(from: ImageContent['settings'], to: ImageContent['settings']): readonly string[] {
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...names].filter((name) => from[name] !== to[name]).toSorted();
}
