/** Tag rules x facts of the run -> tags. Pure; every rule that gives no tag is simply not for this event. */
import type { Context, Flavor, ImageName, Inputs, Problem, Tag, TagRule } from '../model.ts';
import { displayName } from './names.ts';

export interface TagPlan {
  readonly tags: readonly Tag[];
  /** The tag of the rule with the highest priority, empty when no rule gave one. */
  readonly mainTag: string;
  readonly problems: readonly Problem[];
}

const longestTag = 128;

/** Applies the rules in their order; every image name gets every tag, full names stay as they are. */
export function planTags(inputs: Pick<Inputs, 'tagRules' | 'flavor' | 'images'>, context: Context): TagPlan {
  const problems: Problem[] = [];
  const names: string[] = [];
  const full: Tag[] = [];
  for (const rule of inputs.tagRules) {
    if (rule.type === 'full') {
      full.push(makeTag(rule.image, rule.tag));
      continue;
    }
    const raw = tagText(rule, context);
    if (raw === undefined) continue;
    const tag = cleanTag(affixed(raw, rule, inputs.flavor));
    if (tag !== undefined) names.push(tag);
    else
      problems.push({
        input: rule.line === 0 ? 'tags' : `tags (line ${rule.line})`,
        value: raw,
        wrong: 'leaves no letter or digit for a tag',
        cure: 'rename it, or write `tags` without the rule that uses it',
      });
  }
  if (inputs.flavor.latest && names.length > 0) names.push('latest');
  const unique = [...new Set(names)];
  const tags = [...inputs.images.flatMap((image) => unique.map((name) => makeTag(image, name))), ...full];
  return { tags: distinct(tags), mainTag: unique[0] ?? full[0]?.name ?? '', problems };
}

/**
 * Makes a legal tag of any text, or undefined when nothing legible is left: characters outside the grammar become
 * `-`, leading `.` and `-` go, a text over 128 characters is cut and ends in a hash of the whole, so that two long
 * branches never share a tag.
 */
export function cleanTag(text: string): string | undefined {
  const legal = text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '');
  if (!/[A-Za-z0-9]/.test(legal)) return undefined;
  if (legal.length <= longestTag) return legal;
  const hash = `-${fingerprint(text)}`;
  return legal.slice(0, longestTag - hash.length) + hash;
}

/** FNV-1a, its first 44 bits as 11 hexadecimal characters: enough to tell branches apart, and needs no crypto module. */
export function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0').slice(0, 11);
}

function tagText(rule: Exclude<TagRule, { type: 'full' }>, context: Context): string | undefined {
  switch (rule.type) {
    case 'ref':
      return rule.event === 'branch' ? branchOf(context) : pullRequestOf(context);
    case 'semver':
      return versionOf(rule.value ?? (context.event.kind === 'tag' ? context.event.tag : ''));
    case 'sha':
      return context.revision === '' ? undefined : context.revision.slice(0, rule.format === 'long' ? undefined : 7);
    case 'raw':
      return rule.value;
  }
}

/** A scheduled run is no push: it must not move the branch's tag to a build that nobody pushed. */
function branchOf(context: Context): string | undefined {
  return context.event.kind === 'branch' && context.event.branch !== '' ? context.event.branch : undefined;
}

function pullRequestOf(context: Context): string | undefined {
  const event = context.event;
  const number = event.kind === 'pull-request' || event.kind === 'merge-group' ? event.number : undefined;
  return number === undefined ? undefined : String(number);
}

/** semver.org's grammar with a leading `v` allowed; build metadata is dropped, since `+` is not legal in a tag. */
function versionOf(text: string): string | undefined {
  const number = '(?:0|[1-9]\\d*)';
  const grammar = new RegExp(`^v?(${number}\\.${number}\\.${number}(?:-[0-9A-Za-z.-]+)?)(?:\\+[0-9A-Za-z.-]+)?$`);
  return grammar.exec(text.trim())?.[1];
}

/** A rule's own prefix or suffix takes the place of the flavor's, also when it is empty. */
function affixed(text: string, rule: Exclude<TagRule, { type: 'full' }>, flavor: Flavor): string {
  const own = { ref: rule.type === 'ref' && rule.event === 'pr' ? 'pr-' : undefined, sha: 'sha-' } as const;
  const builtIn = rule.type === 'ref' || rule.type === 'sha' ? own[rule.type] : undefined;
  return `${rule.prefix ?? builtIn ?? flavor.prefix}${text}${rule.suffix ?? flavor.suffix}`;
}

function makeTag(image: ImageName, name: string): Tag {
  return { image, name, reference: `${displayName(image)}:${name}` };
}

function distinct(tags: readonly Tag[]): Tag[] {
  return [...new Map(tags.map((tag) => [tag.reference, tag])).values()];
}
