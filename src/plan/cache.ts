/** Which caches a run reads and writes. A cache can only help: it is written after everything passed, by trusted runs. */
import type { Decision } from '../model/decision.ts';
import type { Context } from '../model/event.ts';
import type { CacheService } from '../model/facts.ts';
import type { CacheMode } from '../model/inputs.ts';
import type { ImageName, Named, Tag } from '../model/names.ts';
import type { CacheExport, CacheImports, Route, TargetName, TestPlan } from '../model/plan.ts';
import { type BakeTarget, bakeCommand, type Sources, sharedFields } from './bake.ts';
import { displayName } from './names.ts';
import { cleanTag, fingerprint } from './tags/names.ts';

export interface CacheWish extends Sources {
  readonly name: ImageName;
  readonly test: Decision<TestPlan>;
  readonly pushes: boolean;
  readonly route: Route;
  /** What the image is called. */
  readonly tags: readonly Tag[];
}

export interface CacheDecision {
  readonly read: Decision<CacheImports>;
  readonly write: Decision<CacheExport>;
  /** Lines of `cache-to` that are part of the image's own build. */
  readonly inline: readonly string[];
}

/** Raw `cache-from` and `cache-to` lines stand in for what `cache` would do. */
export function planCache(wish: CacheWish): CacheDecision {
  const { inputs, facts } = wish;
  const usable = (line: string) => facts.cacheService.kind === 'present' || !isService(line);
  const inline = inputs.cacheTo.filter((line) => /(?:^|,)type=inline(?:,|$)/.test(line));
  return {
    read: inputs.cacheFrom.length > 0 ? forEach(wish, () => inputs.cacheFrom.filter(usable)) : planRead(wish),
    write: planWrite(wish),
    inline: wish.context.trust.trusted ? [...inline, ...(inputs.cache === 'inline' ? ['type=inline'] : [])] : [],
  };
}

/** BuildKit has GitHub's cache only where the runner offers it, unless the line itself says where it is. */
function isService(line: string): boolean {
  return /(?:^|,)type=gha(?:,|$)/.test(line) && !/(?:^|,)token=/.test(line);
}

/** Where the cache is kept; `auto` takes the first that this run has. */
type Place = Exclude<CacheMode, 'auto'>;

function placeOf({ inputs, facts }: CacheWish): Place {
  if (inputs.cache !== 'auto') return inputs.cache;
  return facts.cacheService.kind === 'present' ? 'gha' : 'registry';
}

function planRead(wish: CacheWish): CacheDecision['read'] {
  switch (placeOf(wish)) {
    case 'none':
      return { run: false, because: '`cache` is none' };
    case 'local':
      return forEach(wish, (target) => [`type=local,src=${localFolder(wish, target)}`]);
    case 'gha': {
      const because = refusal(wish.facts.cacheService, 'read');
      if (because !== undefined) return { run: false, because };
      return forEach(wish, (target) => [`type=gha,scope=${serviceScope(wish, target)}`]);
    }
    case 'inline':
      return fromRegistry(wish, () => wish.tags);
    case 'registry':
      return fromRegistry(wish, (target) => readable(wish.context).map((scope) => cacheTag(wish, scope, target)));
  }
}

function forEach(
  { test }: CacheWish,
  lines: (target: TargetName) => readonly string[],
  choices: readonly Named[] = [],
): CacheDecision['read'] {
  return { run: true, from: { final: lines('final'), test: test.run ? lines('test') : [] }, choices };
}

/** The first of its tags that is there; those of which nobody knows, as long as nobody knows of a better one. */
function fromRegistry(wish: CacheWish, tagsOf: (target: TargetName) => readonly Named[]): CacheDecision['read'] {
  const { caches } = wish.facts;
  const lines = (target: TargetName) => {
    const tags = tagsOf(target);
    const there = tags.find(({ reference }) => caches.get(reference) === 'present');
    const unsure = tags.filter(({ reference }) => caches.get(reference) !== 'absent');
    return (there === undefined ? unsure : [there]).map(({ reference }) => `type=registry,ref=${reference}`);
  };
  const several = targetsOf(wish)
    .map(tagsOf)
    .filter((tags) => tags.length > 1);
  const choices = new Map(several.flat().map((tag) => [tag.reference, tag]));
  return forEach(wish, lines, [...choices.values()]);
}

export const noRights = 'a run without rights writes no shared cache';

function planWrite(wish: CacheWish): Decision<CacheExport> {
  const { inputs, context } = wish;
  if (!context.trust.trusted) return { run: false, because: noRights };
  if (inputs.cacheTo.length > 0) return writeRaw(wish);
  switch (placeOf(wish)) {
    case 'none':
      return { run: false, because: '`cache` is none' };
    case 'local':
      return writeLocal(wish);
    case 'gha':
      return writeService(wish);
    case 'inline':
      return { run: false, because: 'the cache is inside the image' };
    case 'registry':
      if (!wish.pushes) return { run: false, because: 'the cache lives in the registry, and this run does not push' };
      return writeRegistry(wish);
  }
}

/** Why the service is of no use for this; undefined when it is. */
export function refusal(service: CacheService, wanted: 'read' | 'write'): string | undefined {
  if (service.kind === 'absent') return service.because;
  return service.may.includes(wanted) ? undefined : `the runner lets this job only ${service.may} its cache`;
}

function writeService(wish: CacheWish): Decision<CacheExport> {
  const because = refusal(wish.facts.cacheService, 'write');
  if (because !== undefined) return { run: false, because };
  const lines = targetsOf(wish).map((target): Line => {
    return [target, [`type=gha,scope=${serviceScope(wish, target)},mode=max`]];
  });
  return { run: true, to: "GitHub's cache", tags: [], leftOut: [], replace: [], command: exportCommand(wish, lines) };
}

/** GitHub keeps branches and pull requests apart by itself; images, targets and platforms are kept apart here. */
function serviceScope(wish: CacheWish, target: TargetName): string {
  const whole = [displayName(wish.name), target, platformsOf(wish)].join(' ').trim();
  return `slipway-${fingerprint(whole)}-${target}`;
}

/** The user's lines describe one cache, which the test stage would overwrite: they belong to the image. */
function writeRaw(wish: CacheWish): Decision<CacheExport> {
  const lines = wish.inputs.cacheTo.filter((line) => !/(?:^|,)type=inline(?:,|$)/.test(line));
  if (lines.length === 0) return { run: false, because: 'the cache is inside the image' };
  const because = refusal(wish.facts.cacheService, 'write');
  const refused = because === undefined ? [] : lines.filter(isService);
  const written = lines.filter((line) => !refused.includes(line));
  if (because !== undefined && written.length === 0) return { run: false, because };
  return {
    run: true,
    to: written.map(harmlessWords).join(' '),
    tags: [],
    leftOut: refused.map((line) => ({ to: harmlessWords(line), because: because ?? '' })),
    replace: [],
    command: exportCommand(wish, [['final', written]]),
  };
}

/** Of a cache's attributes only those that are no secrets; others may hold keys and tokens. */
function harmlessWords(line: string): string {
  return line
    .split(',')
    .filter((word) => /^(?:type|ref|dest|bucket|name|region|scope|mode)=/.test(word))
    .join(',');
}

function writeLocal(wish: CacheWish): Decision<CacheExport> {
  const folders = targetsOf(wish).map((target) => ({ target, to: localFolder(wish, target) }));
  const lines = folders.map(({ target, to }): Line => [target, [`type=local,dest=${to}.new,mode=max`]]);
  return {
    run: true,
    to: wish.facts.cacheFolder,
    tags: [],
    leftOut: [],
    replace: folders.map(({ to }) => ({ from: `${to}.new`, to })),
    command: exportCommand(wish, lines),
  };
}

/**
 * Compressed as images are. BuildKit takes layers that the image has as they are, and a step that comes back from a cache
 * in zstd brings that into the image, which then has another digest than without the cache.
 */
function writeRegistry(wish: CacheWish): Decision<CacheExport> {
  const scope = scopes(wish.context)[0] ?? 'default';
  const kept = targetsOf(wish).map((target) => ({ target, tag: cacheTag(wish, scope, target) }));
  const lines = kept.map(({ target, tag: { reference: ref } }): Line => {
    return [target, [`type=registry,ref=${ref},mode=max,image-manifest=true,oci-mediatypes=true`]];
  });
  const tags = kept.map(({ tag }) => tag);
  const to = tags.map(({ reference, name }, index) => (index === 0 ? reference : `:${name}`)).join(' and ');
  return { run: true, to, tags, leftOut: [], replace: [], command: exportCommand(wish, lines) };
}

type Line = readonly [TargetName, readonly string[]];

/**
 * A solve of its own after the gates: everything is in the engine by then, and a failing test has uploaded nothing.
 * What `no-cache` made anew is taken from there, so it is not repeated here.
 */
function exportCommand(wish: CacheWish, lines: readonly Line[]) {
  const shared = sharedFields(wish);
  const stages: Readonly<Record<TargetName, string | undefined>> = {
    test: wish.test.run ? wish.test.target : undefined,
    final: wish.inputs.target,
  };
  const targets = lines.map(([name, to]): [string, BakeTarget] => {
    const stage = stages[name];
    return [
      name,
      { ...shared, ...(stage !== undefined && { target: stage }), 'cache-to': to, output: ['type=cacheonly'] },
    ];
  });
  return bakeCommand('Save the build cache', wish, Object.fromEntries(targets), []);
}

function targetsOf(wish: CacheWish): TargetName[] {
  return wish.test.run ? ['final', 'test'] : ['final'];
}

/** What a run without rights never writes is never there. */
function readable(context: Context): string[] {
  const [own, ...others] = scopes(context);
  return own !== undefined && (context.trust.trusted || others.length === 0) ? [own, ...others] : others;
}

/** Own scope first, then those it may profit from. A pull request never writes where its base branch reads. */
function scopes(context: Context): string[] {
  const event = context.event;
  const base = context.defaultBranch === '' ? [] : [`branch-${context.defaultBranch}`];
  switch (event.kind) {
    case 'pull-request':
    case 'merge-group':
      return [`pr-${event.number ?? 'queue'}`, `branch-${event.base}`];
    case 'tag':
      return ['tag', ...base];
    case 'branch':
    case 'schedule':
      return [...new Set([`branch-${event.branch}`, ...base])];
  }
}

/** One tag per scope, target and platform. The hash keeps apart what the tag grammar makes alike, such as a/b and a-b. */
function cacheTag(wish: CacheWish, scope: string, target: TargetName): Named {
  const { name: image } = wish;
  const parts = [scope, target, platformsOf(wish)].join(' ').trim();
  const name = cleanTag(`buildcache-${fingerprint(parts)}-${parts}`) ?? '';
  return { image, name, reference: `${displayName(image)}:${name}` };
}

/** Their order makes no other image. */
function platformsOf({ inputs }: CacheWish): string {
  return inputs.platforms.toSorted().join(' ');
}

function localFolder(wish: CacheWish, target: TargetName): string {
  const whole = [displayName(wish.name), target, platformsOf(wish)].join(' ');
  return `${wish.facts.cacheFolder}/${fingerprint(whole)}`;
}
