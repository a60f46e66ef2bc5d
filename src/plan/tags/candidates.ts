/** One rule x the facts of a run -> the text of a tag, or nothing, or a problem. */
import { ExpressionError, isOnly, render, type Scope } from '../../language/expressions.ts';
import type { Scheme, Version } from '../../language/versions.ts';
import type { Problem } from '../../model/decision.ts';
import type { Context } from '../../model/event.ts';
import type { History } from '../../model/facts.ts';
import type { TagRule } from '../../model/inputs.ts';
import type { TagOrder } from '../../model/names.ts';
import {
  checkedPattern,
  highestOf,
  isFull,
  type LineName,
  lineName,
  type VersionReader,
  versionReader,
} from './lines.ts';

type Rule = Exclude<TagRule, { type: 'full' }>;

/** A tag as one rule gives it, before prefix and suffix. */
export interface Candidate {
  readonly rule: Rule;
  readonly text: string;
  readonly order: TagOrder;
  /** Why it is not touched; the rest of a sentence. */
  readonly heldBack?: string;
  /** What this rule means for `latest=auto`. */
  readonly latest: LatestWish;
}

/** `release` asks for it, and is held back when a higher release exists or this is none. */
export type LatestWish =
  | { readonly kind: 'no' }
  /** Of a git tag that is no version. */
  | { readonly kind: 'plain'; readonly heldBack?: string }
  | { readonly kind: 'release'; readonly order: TagOrder; readonly heldBack?: string };

export type Evaluation =
  | { readonly kind: 'candidate'; readonly candidate: Candidate }
  /** The rule is not for this event. */
  | { readonly kind: 'none' }
  /** The rule is for this event, but the git tag is no version. */
  | { readonly kind: 'no-version'; readonly rule: Rule; readonly text: string }
  | { readonly kind: 'problem'; readonly problem: Problem };

export interface Ground {
  readonly context: Context;
  readonly scope: Scope;
  readonly history: History;
}

const none: Evaluation = { kind: 'none' };
const ofHistory: TagOrder = { kind: 'commit', ofRef: false };
const ofRef: TagOrder = { kind: 'commit', ofRef: true };
const no: LatestWish = { kind: 'no' };

/** Works a rule out. Expressions that fail only now, with this run's values, are problems too. */
export async function evaluate(rule: Rule, ground: Ground): Promise<Evaluation> {
  try {
    const enabled = (await render(rule.enable, ground.scope)).trim();
    if (enabled === 'false') return none;
    if (enabled !== 'true') return refused(rule, `enable=${rule.enable}`, `gives "${enabled}" and not true or false`);
    return await byType(rule, ground);
  } catch (error) {
    if (error instanceof ExpressionError) return refused(rule, `type=${rule.type}`, error.message, error.cure);
    throw error;
  }
}

async function byType(rule: Rule, ground: Ground): Promise<Evaluation> {
  const { context, scope } = ground;
  const { event } = context;
  switch (rule.type) {
    case 'schedule':
      return event.kind === 'schedule' ? plain(rule, await render(rule.pattern, scope), ofRef) : none;
    case 'semver':
    case 'pep440':
      return versionTag(rule, ground);
    case 'match':
      return matchTag(rule, ground);
    case 'edge':
      return isEdge(rule, context) ? plain(rule, 'edge', ofRef) : none;
    case 'ref':
      return refTag(rule, ground);
    case 'raw':
      return plain(rule, await render(rule.value, scope), ofHistory);
    case 'sha':
      return shaTag(rule, context);
  }
}

function plain(rule: Rule, text: string, order: TagOrder, latest: LatestWish = no, heldBack?: string): Evaluation {
  if (text === '') return none;
  return { kind: 'candidate', candidate: { rule, text, order, latest, ...(heldBack !== undefined && { heldBack }) } };
}

function isEdge({ branch }: Rule & { type: 'edge' }, { event, defaultBranch }: Context): boolean {
  const wanted = branch === '' ? defaultBranch : branch;
  return event.kind === 'branch' && event.branch !== '' && event.branch === wanted;
}

/** A scheduled run builds a commit that has its own tag already; moving branch or commit tags then would be an accident. */
function shaTag(rule: Rule & { type: 'sha' }, { event, revision, shortRevision }: Context): Evaluation {
  if (event.kind === 'schedule') return none;
  return plain(rule, rule.format === 'long' ? revision : shortRevision, { kind: 'fixed' });
}

async function refTag(rule: Rule & { type: 'ref' }, ground: Ground): Promise<Evaluation> {
  const { event } = ground.context;
  switch (rule.event) {
    case 'branch':
      return event.kind === 'branch' ? plain(rule, event.branch, ofRef) : none;
    case 'pr': {
      const number = event.kind === 'pull-request' || event.kind === 'merge-group' ? event.number : undefined;
      return number === undefined ? none : plain(rule, String(number), ofRef);
    }
    case 'tag':
      if (event.kind !== 'tag') return none;
      return plain(rule, event.tag, { kind: 'fixed' }, await latestOfText(event.tag, (gitTag) => gitTag, ground));
  }
}

async function versionTag(rule: Rule & { type: Scheme }, ground: Ground): Promise<Evaluation> {
  const text = await subject(rule.value, ground);
  if (text === undefined) return none;
  const reader = await versionReader(rule.type, rule.match);
  const version = reader.read(text);
  if (version === undefined) return { kind: 'no-version', rule, text };
  if (version.special) {
    const name = isOnly(rule.pattern, 'raw') ? version.raw : version.version;
    return plain(rule, name, { kind: 'fixed' }, release(version, notARelease(version)));
  }
  const name = await lineName(rule.pattern, ground.scope);
  const line = reader.alike(text);
  const latest = release(version, higher(ground.history, line, everyVersion, version));
  if (isFull(name, version)) return plain(rule, name(version), { kind: 'fixed' }, latest);
  return plain(rule, name(version), orderOf(version), latest, higher(ground.history, line, name, version));
}

async function matchTag(rule: Rule & { type: 'match' }, ground: Ground): Promise<Evaluation> {
  const subjectText = await subject(rule.value, ground);
  if (subjectText === undefined) return none;
  const pattern = await checkedPattern(rule.pattern);
  const part = (gitTag: string) => pattern(gitTag)?.[rule.group];
  const groups = pattern(subjectText)?.length ?? 0;
  if (groups > 0 && rule.group >= groups) {
    const wrong = `asks for a group that ${rule.pattern} does not have`;
    return refused(rule, `group=${rule.group}`, wrong, 'write 0 for the whole match, 1 for the first (…)');
  }
  const text = part(subjectText);
  if (text === undefined) return { kind: 'no-version', rule, text: subjectText };
  const latest = await latestOfText(subjectText, part, ground);
  const plainReader = await versionReader('semver', '');
  const reader = await packageReader('semver', subjectText);
  const version = reader.read(subjectText) ?? plainReader.read(text);
  if (version === undefined || version.version === text || version.raw === text)
    return plain(
      rule,
      text,
      version === undefined || version.patch === undefined ? ofHistory : { kind: 'fixed' },
      latest,
    );
  const name = ({ raw }: Version) => part(raw) ?? '';
  // `v(\d+)` makes `2` of v2.1.0-rc.1, and `2` is no prerelease's.
  if (version.special && plainReader.read(text)?.special === false)
    return plain(rule, text, orderOf(version), latest, notARelease(version));
  return plain(rule, text, orderOf(version), latest, higher(ground.history, reader, name, version));
}

/** What a version rule works on: its `value`, else the git tag; undefined when there is neither. */
async function subject(value: string, { context, scope }: Ground): Promise<string | undefined> {
  if (value !== '') return render(value, scope);
  return context.event.kind === 'tag' ? context.event.tag : undefined;
}

/** `latest` of a git tag that no version rule reads: by version where it is one, else by history. */
async function latestOfText(
  gitTag: string,
  part: (gitTag: string) => string | undefined,
  { history }: Ground,
): Promise<LatestWish> {
  for (const scheme of ['semver', 'pep440'] as const) {
    const whole = await packageReader(scheme, gitTag);
    const { versions } = whole;
    // The whole git tag where it is a version, since a part such as 1.4 does not tell 1.4.2 from 1.4.9.
    const isWhole = part(gitTag) !== undefined && whole.read(gitTag) !== undefined;
    const read = (tag: string) => {
      const text = part(tag);
      if (text === undefined) return undefined;
      return isWhole ? whole.read(tag) : versions.read(text.replaceAll('/', '-'));
    };
    const version = read(gitTag);
    if (version === undefined) continue;
    if (version.special) return release(version, notARelease(version));
    return release(version, higher(history, { ...whole, read }, everyVersion, version));
  }
  return plainLatest(gitTag, history);
}

/** Where releases have versions, a git tag without one is no release that `latest` could follow. */
async function plainLatest(gitTag: string, { gitTags }: History): Promise<LatestWish> {
  if (gitTags.kind !== 'known') return { kind: 'plain' };
  const reader = await versionReader('semver', '');
  const full = gitTags.value.filter((other) => reader.read(other)?.patch !== undefined);
  const highest = highestOf(full, reader, everyVersion, 'latest');
  if (highest === undefined) return { kind: 'plain' };
  return { kind: 'plain', heldBack: `${gitTag} is no version, and ${highest.raw} is the highest release` };
}

/** What a git tag itself says about `latest`, for rules that do not read it. */
export async function latestOfEvent(ground: Ground): Promise<LatestWish> {
  const { event } = ground.context;
  return event.kind === 'tag' ? latestOfText(event.tag, (gitTag) => gitTag, ground) : no;
}

/**
 * The reader for a git tag that may begin with the name of a package: `app-v1.2.3` stands in one line with all tags of
 * `app-`, and with no others.
 */
async function packageReader(scheme: Scheme, gitTag: string): Promise<VersionReader> {
  const plainReader = await versionReader(scheme, '');
  const prefix = /^(.*?[^0-9A-Za-z.])v?\d+(?:\.\d+)+/.exec(gitTag)?.[1];
  if (prefix === undefined || plainReader.read(gitTag) !== undefined) return plainReader;
  const read = (tag: string) => {
    const version = tag.startsWith(prefix) ? plainReader.read(tag.slice(prefix.length)) : undefined;
    return version === undefined ? undefined : { ...version, raw: tag };
  };
  return { ...plainReader, read };
}

const everyVersion: LineName = () => 'latest';

function notARelease({ raw }: Version): string {
  return `${raw} is not a plain release`;
}

/** Why a tag of this line is another version's; undefined when this version may have it, or nobody knows. */
function higher({ gitTags }: History, reader: VersionReader, name: LineName, version: Version): string | undefined {
  if (gitTags.kind !== 'known') return undefined;
  // Beside 1.2.3 a bare number is a date or the number of a build, and no version that is higher than all others.
  const rivals = /^\d+$/.test(version.raw) ? gitTags.value : gitTags.value.filter((gitTag) => !/^\d+$/.test(gitTag));
  const highest = highestOf(rivals, reader, name, name(version));
  if (highest === undefined || reader.versions.compare(highest, version) <= 0) return undefined;
  return name === everyVersion ? `${highest.raw} is the highest release` : `${highest.raw} is higher`;
}

function orderOf(version: Version): TagOrder {
  return { kind: 'version', scheme: version.scheme, version: version.version };
}

function release(version: Version, heldBack: string | undefined): LatestWish {
  return { kind: 'release', order: orderOf(version), ...(heldBack !== undefined && { heldBack }) };
}

function refused(rule: Rule, value: string, wrong: string, cure?: string): Evaluation {
  const input = rule.line === 0 ? 'tags' : `tags (line ${rule.line})`;
  return { kind: 'problem', problem: { input, value, wrong, ...(cure !== undefined && { cure }) } };
}
