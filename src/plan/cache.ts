/** Which caches a run reads and writes. A cache can only help: it is written after everything passed, by trusted runs. */
import type { CacheExport, Context, Decision, Facts, ImageName, Inputs, Route, TestPlan } from '../model.ts';
import { type BakeTarget, bakeCommand, sharedFields } from './bake.ts';
import { displayName } from './names.ts';
import { cleanTag, fingerprint } from './tag-names.ts';

export interface CacheWish {
  readonly inputs: Inputs;
  readonly context: Context;
  readonly facts: Facts;
  readonly name: ImageName;
  readonly test: Decision<TestPlan>;
  readonly pushes: boolean;
  readonly route: Route;
}

export interface CacheDecision {
  readonly read: Decision<{ readonly from: readonly string[] }>;
  readonly write: Decision<CacheExport>;
  /** Lines of `cache-to` that are part of the image's own build. */
  readonly inline: readonly string[];
}

type TargetName = 'test' | 'final';

/** Raw `cache-from` and `cache-to` lines stand in for what `cache` would do. */
export function planCache(wish: CacheWish): CacheDecision {
  const { inputs } = wish;
  const inline = inputs.cacheTo.filter((line) => /(?:^|,)type=inline(?:,|$)/.test(line));
  return {
    read: inputs.cacheFrom.length > 0 ? { run: true, from: inputs.cacheFrom } : planRead(wish),
    write: planWrite(wish),
    inline: wish.context.trust.trusted ? inline : [],
  };
}

function planRead(wish: CacheWish): CacheDecision['read'] {
  const targets = targetsOf(wish);
  switch (wish.inputs.cache) {
    case 'none':
      return { run: false, because: '`cache` is none' };
    case 'local':
      return { run: true, from: targets.map((target) => `type=local,src=${localFolder(wish, target)}`) };
    case 'registry':
    case 'auto': {
      const references = scopes(wish.context).flatMap((scope) =>
        targets.map((target) => reference(wish, scope, target)),
      );
      return { run: true, from: references.map((ref) => `type=registry,ref=${ref}`) };
    }
  }
}

function planWrite(wish: CacheWish): Decision<CacheExport> {
  const { inputs, context } = wish;
  if (!context.trust.trusted) return { run: false, because: 'a run without rights writes no shared cache' };
  if (inputs.cacheTo.length > 0) return writeRaw(wish);
  switch (inputs.cache) {
    case 'none':
      return { run: false, because: '`cache` is none' };
    case 'local':
      return writeLocal(wish);
    case 'registry':
    case 'auto':
      if (!wish.pushes) return { run: false, because: 'the cache lives in the registry, and this run does not push' };
      return writeRegistry(wish);
  }
}

/** The user's lines describe one cache, which the test stage would overwrite: they belong to the image. */
function writeRaw(wish: CacheWish): Decision<CacheExport> {
  const lines = wish.inputs.cacheTo.filter((line) => !/(?:^|,)type=inline(?:,|$)/.test(line));
  if (lines.length === 0) return { run: false, because: 'the cache is inside the image' };
  const to = lines.map(harmlessWords).join(' ');
  return { run: true, to, replace: [], command: exportCommand(wish, [['final', lines]]) };
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
    replace: folders.map(({ to }) => ({ from: `${to}.new`, to })),
    command: exportCommand(wish, lines),
  };
}

function writeRegistry(wish: CacheWish): Decision<CacheExport> {
  const scope = scopes(wish.context)[0] ?? 'default';
  const lines = targetsOf(wish).map((target): Line => {
    return [
      target,
      [`type=registry,ref=${reference(wish, scope, target)},mode=max,image-manifest=true,oci-mediatypes=true`],
    ];
  });
  return { run: true, to: reference(wish, scope, 'final'), replace: [], command: exportCommand(wish, lines) };
}

type Line = readonly [TargetName, readonly string[]];

/**
 * A solve of its own after the gates: everything is in the engine by then, and a failing test has uploaded nothing.
 * What `no-cache` made anew is taken from there, so it is not repeated here.
 */
function exportCommand(wish: CacheWish, lines: readonly Line[]) {
  const shared = sharedFields(wish.inputs, wish.context, wish.facts);
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
function reference(wish: CacheWish, scope: string, target: TargetName): string {
  const parts = [scope, target, wish.inputs.platform ?? ''].join(' ').trim();
  return `${displayName(wish.name)}:${cleanTag(`buildcache-${fingerprint(parts)}-${parts}`)}`;
}

function localFolder(wish: CacheWish, target: TargetName): string {
  const whole = [displayName(wish.name), target, wish.inputs.platform ?? ''].join(' ');
  return `${wish.facts.cacheFolder}/${fingerprint(whole)}`;
}
