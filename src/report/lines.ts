/** Plan and results as sentences of the log: one per thing that happened, verb first, past tense. */
import type { Context } from '../model/event.ts';
import type { HeldBack } from '../model/names.ts';
import type {
  BuildStep,
  CacheImport,
  CacheMountsResult,
  CacheResult,
  Outcome,
  PublishResult,
  PushedTag,
} from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import { displayName, shortDigest } from '../plan/names.ts';
import { artifactWords } from './artifacts.ts';
import { deployReasons, deployVerdict, deployWords } from './deploy.ts';
import { gateWords } from './gates.ts';
import { cachedShare, workSteps } from './steps.ts';
import { counted, listed, megabytes, seconds, shown } from './text.ts';

/** `Slipway 1.0.0 on push to main (3f9a2c1) of acme/app`. */
export function openingLine(version: string, context: Context): string {
  const commit = context.revision === '' ? '' : ` (${context.revision.slice(0, 7)})`;
  return shown(`Slipway ${version} on ${eventText(context)}${commit} of ${context.repository}`);
}

function eventText(context: Context): string {
  const event = context.event;
  const name = context.eventName.replaceAll('_', ' ');
  switch (event.kind) {
    case 'branch':
      return context.eventName === 'push' ? `push to ${event.branch}` : `${name} of ${event.branch}`;
    case 'tag':
      return context.eventName === 'push' ? `push of tag ${event.tag}` : `${name} of tag ${event.tag}`;
    case 'pull-request':
      return `pull request ${event.number} into ${event.base}`;
    case 'merge-group':
      return `merge queue into ${event.base}`;
    case 'schedule':
      return `schedule of ${event.branch}`;
  }
}

/** `Plan: build linux/amd64, test stage "test", push 2 tags to ghcr.io/acme/app`. */
export function planLine(plan: Plan): string {
  if (plan.stage === 'publish') return shown(`Plan: ${[...joinWords(plan), pushText(plan)].join(', ')}`);
  const deploy = plan.deploy.run ? [deployWords(plan.deploy)] : [];
  if (plan.stage === 'deploy' || plan.stage === 'rollback') return shown(`Plan: ${deploy[0] ?? 'no deploy'}`);
  const build = `build for ${plan.build.platforms.join(', ') || "the engine's platform"}`;
  const test = plan.test.run ? `test stage "${plan.test.target}"` : 'no test stage';
  return shown(
    `Plan: ${[build, test, ...gateWords(plan.gates), ...artifactWords(plan), pushText(plan), ...deploy].join(', ')}`,
  );
}

function joinWords({ parts }: Plan): string[] {
  if (parts.length === 0) return [];
  return [`join ${listed(parts.flatMap(({ platforms }) => platforms))} of other jobs`];
}

function pushText({ publish, names }: Plan): string {
  if (!publish.run) return 'no push';
  if (publish.tags.length === 0) return 'every tag is held back';
  if (publish.upTo === 'content') return `push without a tag to ${names.map(displayName).join(', ')}`;
  return `push ${counted(publish.tags.length, 'tag')} to ${names.map(displayName).join(', ')}`;
}

/** Every "no" of the plan with its reason. */
export function reasonLines(plan: Plan): string[] {
  const push = plan.publish.run ? [] : [`No push: ${plan.publish.because}`];
  if (plan.stage === 'publish') return push.map(shown);
  if (plan.stage === 'deploy' || plan.stage === 'rollback') return deployReasons(plan.deploy);
  return [
    ...(plan.test.run ? [] : [`No test stage: ${plan.test.because}`]),
    ...(plan.gates.smoke.run ? [] : [`No smoke test: ${plan.gates.smoke.because}`]),
    ...push,
    ...(plan.cacheRead.run ? [] : [`No cache is read: ${plan.cacheRead.because}`]),
    ...(plan.cacheWrite.run ? [] : [`No cache is written: ${plan.cacheWrite.because}`]),
    ...deployReasons(plan.deploy),
  ].map(shown);
}

/** `Built 61bd33f0a2c4, 84.1 MB, 9 of 14 steps cached, 12.4 s`. */
export function builtLine(outcome: Pick<Outcome, 'build'>): string {
  const { built, steps } = outcome.build;
  return `Built ${shortDigest(built.digest)}, ${megabytes(built.bytes)}, ${cachedShare(steps)} cached, ${seconds(outcome.build.seconds)}`;
}

/** Why a run ends before it has begun. */
export function unchangedLine(digest: string): string {
  const all = 'of this commit, these inputs and these base images; every gate that they ask for has passed';
  return `Nothing to build: every tag shows ${shortDigest(digest)}, which is ${all}; \`no-cache: true\` builds it anyway`;
}

/** `Read the build cache from ghcr.io/acme/app:buildcache-1, 12.0 MB, 0.8 s`; nothing when it cost nothing. */
export function importLines({ build }: Pick<Outcome, 'build'>): string[] {
  const { imported } = build;
  if (imported === undefined || !isCostly(imported)) return [];
  const cost = [sourcesText(imported), ...sizes(imported.bytes), seconds(imported.seconds)];
  return [shown(`Read the build cache from ${cost.join(', ')}`)];
}

/** Whether it is worth a word: a look that found nothing to fetch takes some hundredths of a second. */
export function isCostly({ bytes, seconds: time }: CacheImport): boolean {
  return bytes > 0 || time >= 0.5;
}

/** The caches that were read. BuildKit has only numbers for those that are in no registry. */
export function sourcesText({ from }: CacheImport): string {
  const [first = '', ...more] = [...new Set(from.map(sourceText))];
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}

function sourceText(source: string): string {
  if (source.startsWith('gha:')) return "GitHub's cache";
  return source.startsWith('local:') ? 'a local folder' : source;
}

/** Nothing where the size is not known. */
function sizes(bytes: number | undefined): string[] {
  return bytes === undefined || bytes === 0 ? [] : [megabytes(bytes)];
}

/** Why a run builds whose commit has its image already. */
export function builtAgainLine(because: string): string {
  return shown(`Built again although every tag shows this commit: ${because}`);
}

export function testedLine(plan: Plan, steps: readonly BuildStep[]): string {
  // With reports in it, the stage may have kept a failure for later.
  if (plan.gates.stageReports.run) return 'Built the test stage, too';
  if (plan.test.run) {
    const { target } = plan.test;
    const own = workSteps(steps).filter(({ stage }) => stage === target.toLowerCase());
    const kept = own.length > 0 && own.every(({ state }) => state === 'cached');
    return shown(`Tested: stage "${target}" passed${kept ? ' before, with the same files (from the cache)' : ''}`);
  }
  return shown(`No test stage: ${plan.test.because}`);
}

/** What became of the tags: those that were pushed, those that moved although, those that stay. */
export function publishLines(publish: Outcome['publish']): string[] {
  if (!publish.run) return [shown(`Not pushed: ${publish.because}`)];
  return [pushedLine(publish), ...publish.tags.flatMap(althoughLine), ...publish.heldBack.map(heldBackLine)];
}

function pushedLine({ content, tags, seconds: time }: PublishResult): string {
  if (content.length > 0) return `Pushed ${listed(content.map(shown))} without a tag, ${seconds(time)}`;
  if (tags.length === 0) return 'Not pushed: every tag is held back';
  const texts = tags.map((pushed, index) => tagText(pushed, tags[index - 1]));
  return `Pushed ${listed(texts)}, ${seconds(time)}`;
}

/** A name is said once: `ghcr.io/acme/app:main (new) and :sha-3f9a2c1 (new)`. */
function tagText(pushed: PushedTag, before: PushedTag | undefined): string {
  const { tag } = pushed;
  const again = before !== undefined && displayName(before.tag.image) === displayName(tag.image);
  return `${shown(again ? `:${tag.name}` : tag.reference)} (${changeText(pushed)})`;
}

function althoughLine({ tag, note }: PushedTag): string[] {
  return note === undefined ? [] : [shown(`Moved ${tag.reference} although ${note}`)];
}

/** `Held back ghcr.io/acme/app:main: it shows 8c1f0d3, which is newer than this commit`. */
export function heldBackLine({ tag, because }: HeldBack): string {
  return shown(`Held back ${tag.reference}: ${because}`);
}

/** What could not be known while planning, and what of the user's wishes is left out. */
export function noteLines({ stage, notes, cacheWrite }: Plan): string[] {
  const builds = stage === 'all' || stage === 'build';
  const leftOut = builds && cacheWrite.run ? cacheWrite.leftOut : [];
  return [...notes, ...leftOut.map(({ to, because }) => `The build cache is not written to ${to}: ${because}`)].map(
    shown,
  );
}

/** `new`, `was 5c0e91d2ab77`, `unchanged`, or nothing known. */
export function changeText(pushed: PushedTag): string {
  switch (pushed.change.kind) {
    case 'created':
      return 'new';
    case 'moved':
      return `was ${shortDigest(pushed.change.from)}`;
    case 'unchanged':
      return 'unchanged';
    case 'pushed':
      return 'the registry did not say what it was';
  }
}

/** What became of the cache. */
export function cacheLine(cache: CacheResult): string {
  switch (cache.state) {
    case 'saved':
      return shown([`Saved the build cache to ${cache.to}`, ...sizes(cache.bytes), seconds(cache.seconds)].join(', '));
    case 'skipped':
      return shown(`Build cache not saved: ${cache.because}`);
    case 'failed':
      return shown(`Build cache not saved to ${cache.to}: ${cache.message}`);
  }
}

/** `Restored 2 cache mounts, 34.0 MB, 1.2 s`. */
export function restoredMountsLine(restored: MountsSize & { readonly of: number }): string {
  const { count, of } = restored;
  if (count === 0)
    return `Restored no cache mounts: ${of === 1 ? 'it holds' : 'all hold'} what this engine has kept itself`;
  return `Restored ${mountsSize(restored)}`;
}

interface MountsSize {
  readonly count: number;
  readonly bytes: number;
  readonly seconds: number;
}

function mountsSize({ count, bytes, seconds: time }: MountsSize): string {
  return `${counted(count, 'cache mount')}, ${megabytes(bytes)}, ${seconds(time)}`;
}

/** What became of the cache mounts. */
export function mountsLine(result: CacheMountsResult): string {
  switch (result.state) {
    case 'saved':
      return `Saved ${mountsSize(result)}`;
    case 'skipped':
      return shown(`Cache mounts not saved: ${result.because}`);
    case 'failed':
      return shown(`Cache mounts not saved: ${result.message}`);
  }
}

/** `digest` is that of the image, when there is one. */
export function closingLine(
  outcome: Pick<Outcome, 'plan' | 'publish' | 'seconds'> & Partial<Pick<Outcome, 'deploy'>>,
  digest: string | undefined,
): string {
  const done = doneText(outcome);
  const { plan, publish } = outcome;
  const pull = publish.run && digest !== undefined ? pullReferences(plan, publish, digest)[0] : undefined;
  return pull === undefined ? done : `${done} Pull: docker pull ${pull}`;
}

/** `Done in 12.3 s.`, and what became of the hosts. */
export function doneText({
  seconds: time,
  deploy,
}: { readonly seconds: number } & Partial<Pick<Outcome, 'deploy'>>): string {
  const done = `Done in ${seconds(time)}.`;
  return deploy?.run === true ? `${done} ${deployVerdict(deploy)}.` : done;
}

/** What a person pulls: one reference per pushed name. */
export function pullReferences(plan: Plan, publish: PublishResult, digest: string): readonly string[] {
  if (publish.content.length > 0) return publish.content;
  const names = new Set(publish.tags.map(({ tag }) => displayName(tag.image)));
  return plan.names
    .map(displayName)
    .filter((name) => names.has(name))
    .map((name) => `${name}@${digest}`);
}
