/** Plans of tags from the words of a workflow file: rules and events in, tag names out. */
import type { Problem } from '../../../../src/model/decision.ts';
import type { Context } from '../../../../src/model/event.ts';
import type { Asked, Facts, History } from '../../../../src/model/facts.ts';
import { planTags, type TagPlan } from '../../../../src/plan/tags/tags.ts';
import { readFlavor } from '../../../../src/read/flavor.ts';
import { readImages } from '../../../../src/read/images.ts';
import { readTagRules } from '../../../../src/read/tag-rules.ts';
import { contextOf, pushOfTag, pushTo } from '../../events.ts';
import { facts as ordinary } from '../../plans.ts';

/** What a plan of tags depends on, as a person writes it. */
export interface Wish {
  readonly context: Context;
  readonly tags?: string;
  readonly flavor?: string;
  readonly images?: string;
  /** Every git tag of the repository; undefined means that nobody asked. */
  readonly gitTags?: readonly string[] | undefined;
  /** Why git tags could not be asked for. */
  readonly unknown?: string;
  readonly stage?: 'metadata';
}

/** A moment near midnight, for time zones. */
const facts: Facts = { ...ordinary, now: '2026-11-21T22:30:00.000Z' };

/** Reads and plans; problems of reading come before problems of planning. */
export async function planOf({ context, tags = '', flavor = '', images = 'user/app', stage, ...asked }: Wish) {
  const rules = await readTagRules(tags);
  const flavorRead = await readFlavor(flavor);
  const names = readImages(images, context.repository);
  const inputs = {
    tagRules: rules.value,
    flavor: flavorRead.value,
    images: names.value,
    stage: stage ?? ('all' as const),
    rebuild: 'false' as const,
  };
  const plan: TagPlan = await planTags(inputs, context, facts, historyOf(context, asked));
  const problems: readonly Problem[] = [...rules.problems, ...flavorRead.problems, ...names.problems, ...plan.problems];
  return { ...plan, problems };
}

function historyOf({ commitDate }: Context, { gitTags, unknown }: Pick<Wish, 'gitTags' | 'unknown'>): History {
  const tags: Asked<readonly string[]> =
    gitTags === undefined ? { kind: 'not-asked' } : { kind: 'known', value: gitTags, from: 'GitHub' };
  return {
    gitTags: unknown === undefined ? tags : { kind: 'unknown', because: unknown },
    commitDate: commitDate === undefined ? { kind: 'not-asked' } : { kind: 'known', value: commitDate, from: 'GitHub' },
  };
}

/** Names of the tags that are pushed, in their order. */
export function namesOf({ tags }: TagPlan): string[] {
  return tags.map(({ name }) => name);
}

/** Tags that are held back with the reason: `latest: v2.3.0 is the highest release`. */
export function heldOf({ heldBack }: TagPlan): string[] {
  return heldBack.map(({ tag, because }) => `${tag.name}: ${because}`);
}

/**
 * The event that a short text names: `push main`, `tag v1.4.2`, `pr`, `fork`, `target`, `queue`, `schedule`,
 * `release`, `dispatch`, `call`.
 */
export function eventOf(text: string): Context {
  const [kind = '', name = ''] = text.split(/ (.*)/s);
  if (kind === 'push') return pushTo(name);
  if (kind === 'tag') return pushOfTag(name);
  const fixtures: Readonly<Record<string, string>> = {
    pr: 'pull-request-own',
    fork: 'pull-request-fork',
    'deleted-fork': 'pull-request-fork-deleted',
    dependabot: 'pull-request-dependabot',
    target: 'pull-request-target-fork',
    queue: 'merge-group',
    schedule: 'schedule',
    release: 'release',
    dispatch: 'workflow-dispatch',
    call: 'workflow-call',
  };
  const fixture = fixtures[kind];
  if (fixture === undefined) throw new Error(`No event is called ${text}`);
  return contextOf(fixture);
}
