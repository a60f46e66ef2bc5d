/** Tag rules x facts of the run -> tags. Pure; every rule that gives no tag is simply not for this event. */
import { ExpressionError, render, type Scope } from '../../language/expressions.ts';
import type { Problem } from '../../model/decision.ts';
import type { Context } from '../../model/event.ts';
import type { Asked, Facts, History } from '../../model/facts.ts';
import type { Flavor, Inputs, TagRule } from '../../model/inputs.ts';
import type { Affixes, HeldBack, ImageName, Tag, TagOrder } from '../../model/names.ts';
import { displayName } from '../names.ts';
import { datedTags } from '../rebuild/rebuild.ts';
import { scopeOf } from '../scope.ts';
import { type Candidate, type Evaluation, evaluate, type LatestWish, latestOfEvent } from './candidates.ts';
import { cleanTag } from './names.ts';

export interface TagPlan {
  readonly tags: readonly Tag[];
  readonly heldBack: readonly HeldBack[];
  /** What could not be known and what was done instead, one sentence each. */
  readonly notes: readonly string[];
  /** The tag of the rule with the highest priority, empty when no rule gave one. */
  readonly mainTag: string;
  readonly mainAffixes: Affixes;
  readonly problems: readonly Problem[];
}

type TagInputs = Pick<Inputs, 'tagRules' | 'flavor' | 'images' | 'stage' | 'rebuild'>;
type FullRule = Extract<TagRule, { type: 'full' }>;
type Rule = Exclude<TagRule, FullRule>;

/** What the tags of a run depend on and only history knows. */
export interface Wants {
  readonly gitTags: boolean;
  readonly commitDate: boolean;
}

/** Says what must be asked before `planTags`, so that ordinary pushes ask nothing. */
export function wantsOf(
  { tagRules, flavor, labels, annotations, reproducible, rebuild, stage }: Inputs,
  { event }: Context,
): Wants {
  const versions = tagRules.some((rule) => 'value' in rule && rule.type !== 'raw' && rule.value !== '');
  const texts = JSON.stringify([tagRules, flavor, labels, annotations]);
  return {
    gitTags: event.kind === 'tag' || versions || (rebuild !== 'false' && stage === 'all'),
    commitDate: texts.includes('commit_date') || reproducible,
  };
}

/** A legal tag and what became of it; several rules may give the same one. */
interface Named {
  readonly name: string;
  readonly order: TagOrder;
  readonly affixes: Affixes;
  readonly heldBack?: string;
}

const noAffixes: Affixes = { prefix: '', suffix: '' };

/**
 * Applies the rules in their order; every image name gets every tag, full names stay as they are. Which tags come out
 * does not depend on the order of rules that have one priority.
 */
export async function planTags(
  inputs: TagInputs,
  context: Context,
  facts: Pick<Facts, 'now'>,
  history: History,
): Promise<TagPlan> {
  const scope = scopeOf(context, facts, history);
  const rules = inputs.tagRules.filter((rule): rule is Rule => rule.type !== 'full');
  const evaluations = await Promise.all(rules.map((rule) => evaluate(rule, { context, scope, history })));
  const evaluated = evaluations.flatMap((item) => (item.kind === 'candidate' ? item.candidate : []));
  const release = releaseOf(evaluated, await latestOfEvent({ context, scope, history }));
  const candidates = followingVersions(evaluated, release);
  const readings = await Promise.all(candidates.map((candidate) => nameOf(candidate, inputs.flavor, scope)));
  const named = readings.flatMap((reading) => ('name' in reading ? reading : []));
  const latest = await latestOf(candidates, named, release, inputs.flavor, scope);
  const names = merged([...named, ...latest.flatMap((reading) => ('name' in reading ? reading : []))]);
  const full = inputs.tagRules.filter((rule): rule is FullRule => rule.type === 'full');
  const tags = inputs.images.flatMap((image) =>
    names.filter(({ heldBack }) => heldBack === undefined).map(({ name, order }) => makeTag(image, name, order)),
  );
  const heldBack = inputs.images.flatMap((image) =>
    names.flatMap(({ name, order, heldBack: because }) =>
      because === undefined ? [] : { tag: makeTag(image, name, order), because },
    ),
  );
  const main = names.find(({ heldBack: because }) => because === undefined);
  const mainTag = main?.name ?? full[0]?.tag ?? '';
  const given = [...tags, ...full.map(({ image, tag }) => makeTag(image, tag, { kind: 'commit', ofRef: false }))];
  given.push(...datedTags(inputs, mainTag, facts));
  return {
    // A full name is a tag like any other: what the rules hold back is not pushed by it.
    tags: distinct(given.filter(({ reference }) => !heldBack.some(({ tag }) => tag.reference === reference))),
    heldBack,
    notes: [...unknownVersions(names, history.gitTags, inputs.stage), ...unreadValues(evaluations)],
    mainTag,
    mainAffixes: main?.affixes ?? noAffixes,
    problems: [
      ...evaluations.flatMap((item) => (item.kind === 'problem' ? item.problem : [])),
      ...[...readings, ...latest].flatMap((reading) => ('name' in reading ? [] : reading)),
      ...noVersion(evaluations, context),
    ],
  };
}

async function nameOf(candidate: Candidate, flavor: Flavor, scope: Scope): Promise<Named | Problem> {
  const { rule, text, order, heldBack } = candidate;
  const input = rule.line === 0 ? 'tags' : `tags (line ${rule.line})`;
  try {
    const affixes = await affixesOf(rule, flavor, scope);
    const name = cleanTag(`${affixes.prefix}${text}${affixes.suffix}`);
    if (name !== undefined) return { name, order, affixes, ...(heldBack !== undefined && { heldBack }) };
  } catch (error) {
    return problemOf(error, input, text);
  }
  const cure = 'rename it, or write `tags` without the rule that uses it';
  return { input, value: text, wrong: 'leaves no letter or digit for a tag', cure };
}

/** What an expression says with this run's values only; anything else is a fault of ours. */
function problemOf(error: unknown, input: string, value: string): Problem {
  if (!(error instanceof ExpressionError)) throw error;
  return { input, value, wrong: error.message, ...(error.cure !== undefined && { cure: error.cure }) };
}

/** A rule's own prefix or suffix takes the place of the flavor's, also when it is empty. */
async function affixesOf(rule: Rule, flavor: Flavor, scope: Scope): Promise<Affixes> {
  const prefix = rule.prefix ?? builtInPrefix(rule) ?? flavor.prefix;
  return { prefix: await render(prefix, scope), suffix: await render(rule.suffix ?? flavor.suffix, scope) };
}

function builtInPrefix(rule: Rule): string | undefined {
  if (rule.type === 'sha') return 'sha-';
  return rule.type === 'ref' && rule.event === 'pr' ? 'pr-' : undefined;
}

/**
 * The tag `latest`, when the flavor or the rules with the highest priority ask for it. On a release it follows the
 * versions, whoever asks for it: no backport and no prerelease takes it.
 */
async function latestOf(
  candidates: readonly Candidate[],
  named: readonly Named[],
  wish: Release | undefined,
  flavor: Flavor,
  scope: Scope,
): Promise<(Named | Problem)[]> {
  const name = await latestName(flavor, scope);
  if (typeof name !== 'string') return candidates.length > 0 ? [name] : [];
  const asked = named.some((tag) => tag.name === name) || wantsLatest(candidates, flavor);
  if (!asked) return [];
  if (wish === undefined)
    return [
      {
        name,
        order: { kind: 'commit', ofRef: false },
        affixes: noAffixes,
        ...heldBackPlain(candidates, named, name, flavor),
      },
    ];
  return [
    { name, order: wish.order, affixes: noAffixes, ...(wish.heldBack !== undefined && { heldBack: wish.heldBack }) },
  ];
}

/** What nobody wrote is not given to a git tag that is no version. */
function heldBackPlain(
  candidates: readonly Candidate[],
  named: readonly Named[],
  name: string,
  { latest }: Flavor,
): Pick<Named, 'heldBack'> {
  if (latest === 'true' || named.some((tag) => tag.name === name)) return {};
  const heldBack = candidates.flatMap((candidate) =>
    candidate.latest.kind === 'plain' ? candidate.latest.heldBack : [],
  );
  return heldBack[0] === undefined ? {} : { heldBack: heldBack[0] };
}

async function latestName(flavor: Flavor, scope: Scope): Promise<string | Problem> {
  const [prefix, suffix] = [flavor.prefixOnLatest ? flavor.prefix : '', flavor.suffixOnLatest ? flavor.suffix : ''];
  try {
    return cleanTag(`${await render(prefix, scope)}latest${await render(suffix, scope)}`) ?? 'latest';
  } catch (error) {
    return problemOf(error, 'flavor', `${prefix}latest${suffix}`);
  }
}

type Release = LatestWish & { readonly kind: 'release' };

/**
 * What this run is a release of: as its rules read the git tag, else as the tag itself says. Where rules disagree the
 * one that holds `latest` back wins, whatever their order.
 */
function releaseOf(candidates: readonly Candidate[], own: LatestWish): Release | undefined {
  const read = candidates.flatMap(({ latest }) => (latest.kind === 'release' ? latest : []));
  const wishes = read.length > 0 || own.kind !== 'release' ? read : [own];
  return wishes.find(({ heldBack }) => heldBack !== undefined) ?? wishes[0];
}

/** A raw `latest` with a prefix or suffix of its own is a `latest` too. */
function followingVersions(candidates: readonly Candidate[], wish: Release | undefined): Candidate[] {
  return candidates.map((candidate) => {
    if (wish === undefined || candidate.rule.type !== 'raw' || candidate.text !== 'latest') return candidate;
    return { ...candidate, order: wish.order, ...(wish.heldBack !== undefined && { heldBack: wish.heldBack }) };
  });
}

function wantsLatest(candidates: readonly Candidate[], { latest }: Flavor): boolean {
  if (latest !== 'auto') return latest === 'true' && candidates.length > 0;
  const top = Math.max(...candidates.map(({ rule }) => rule.priority));
  return candidates.some(({ rule, latest: wish }) => rule.priority === top && wish.kind !== 'no');
}

const strictness: readonly TagOrder['kind'][] = ['version', 'fixed', 'commit'];

/** One entry a name: versions decide before anything else, then what is fixed, and one reason to hold it back is enough. */
function merged(named: readonly Named[]): Named[] {
  const byName = new Map<string, Named>();
  for (const tag of named) {
    const known = byName.get(tag.name);
    if (known === undefined) byName.set(tag.name, tag);
    else byName.set(tag.name, stricter(known, tag));
  }
  return [...byName.values()];
}

function stricter(a: Named, b: Named): Named {
  const order = strictness.indexOf(a.order.kind) <= strictness.indexOf(b.order.kind) ? a.order : b.order;
  const heldBack = a.heldBack ?? b.heldBack;
  return { name: a.name, order, affixes: a.affixes, ...(heldBack !== undefined && { heldBack }) };
}

function unknownVersions(names: readonly Named[], gitTags: Asked<readonly string[]>, stage: Inputs['stage']): string[] {
  const moving = names.filter(({ order, heldBack }) => order.kind === 'version' && heldBack === undefined);
  const judged = moving.map(({ name }) => name);
  if (gitTags.kind !== 'unknown' || judged.length === 0) return [];
  const one = judged.length === 1;
  const fate =
    stage === 'metadata'
      ? `${one ? 'is' : 'are'} given without a look at higher versions`
      : `${one ? 'moves' : 'move'} unless the image shown now has a higher version`;
  return [`${judged.join(', ')} ${fate}: nobody says which versions exist (${gitTags.because})`];
}

/** A value that is written but no version: docker/metadata-action warns and goes on, and so does a push to a branch here. */
function unreadValues(evaluations: readonly Evaluation[]): string[] {
  return evaluations.flatMap((item) =>
    item.kind === 'no-version' && 'value' in item.rule && item.rule.value !== ''
      ? `Line ${item.rule.line} of tags gives no tag: ${item.text} ${unread(item.rule)}`
      : [],
  );
}

/** The rest of a sentence that starts with the text. */
function unread(rule: Rule): string {
  return rule.type === 'match' ? `is not matched by ${rule.pattern}` : `is no version that type=${rule.type} can read`;
}

/** A git tag that no rule for versions can read would give an image without its version, and nobody would notice. */
function noVersion(evaluations: readonly Evaluation[], { event }: Context): Problem[] {
  const failed = evaluations.flatMap((item) => (item.kind === 'no-version' ? item : []));
  const found = evaluations.some((item) => item.kind === 'candidate' && readsGitTag(item.candidate));
  const first = failed[0];
  if (first === undefined || found || event.kind !== 'tag') return [];
  const { rule, text } = first;
  return [
    {
      input: rule.line === 0 ? 'tags' : `tags (line ${rule.line})`,
      value: text,
      wrong: unread(rule),
      cure: 'tag a version such as v1.2.3, add a rule such as type=ref,event=tag, or start the workflow for version tags only',
    },
  ];
}

function readsGitTag({ rule }: Candidate): boolean {
  return ['semver', 'pep440', 'match'].includes(rule.type) || (rule.type === 'ref' && rule.event === 'tag');
}

function makeTag(image: ImageName, name: string, order: TagOrder): Tag {
  return { image, name, reference: `${displayName(image)}:${name}`, order };
}

function distinct(tags: readonly Tag[]): Tag[] {
  return tags.filter((tag, index) => tags.findIndex(({ reference }) => reference === tag.reference) === index);
}
