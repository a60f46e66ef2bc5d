/**
 * Which cache mounts of the Dockerfile are kept between runs, and how they are reached: BuildKit shows them to a RUN
 * alone, so two small builds of our own unpack them before the build and pack them after the gates.
 */
import type { Command, Decision } from '../model/decision.ts';
import type { Context } from '../model/event.ts';
import type { CacheMount, Facts, NamedBuilder } from '../model/facts.ts';
import type { Inputs } from '../model/inputs.ts';
import type { ImageName } from '../model/names.ts';
import type { CacheMountsPlan, MountsWay, Route } from '../model/plan.ts';
import { type BakeTarget, bakeCommand, ownCacheMounts, record } from './bake.ts';
import { noRights, refusal } from './cache.ts';
import { displayName } from './names.ts';
import { fingerprint } from './tags/names.ts';

export interface MountsWish {
  readonly inputs: Inputs;
  readonly context: Context;
  readonly facts: Facts;
  readonly name: ImageName;
  readonly route: Route;
}

export interface MountsDecision {
  readonly mounts: Decision<CacheMountsPlan>;
  /** Why some or all are not kept although somebody asked for it, one sentence each. */
  readonly notes: readonly string[];
}

type Found = NonNullable<Facts['cacheMounts']>;

/** What an image says with that has no `tar`. */
export const noTarCode = 64;

export function planCacheMounts(wish: MountsWish): MountsDecision {
  const { inputs, facts } = wish;
  if (!inputs.cacheMounts || inputs.stage === 'metadata')
    return { mounts: { run: false, because: '`cache-mounts` is false' }, notes: [] };
  const found = facts.cacheMounts ?? { mounts: [], images: [], left: [], hash: '' };
  const because = obstacle(wish, found);
  if (because === undefined) return { mounts: planned(wish, found), notes: found.left };
  return { mounts: { run: false, because }, notes: [...found.left, `No cache mounts are kept: ${because}`] };
}

/** Why none can be kept; undefined when some can. */
function obstacle(wish: MountsWish, found: Found): string | undefined {
  const { inputs, facts, route } = wish;
  if (inputs.context.kind === 'remote') return 'the Dockerfile is not in the workspace, where they would be read';
  if (found.mounts.length === 0) return found.left.length > 0 ? 'there are no others' : 'the Dockerfile has none';
  if (found.images.length === 0) return 'only the build knows which images the stages with cache mounts are built on';
  // BuildKit itself does so (measured with v0.25 to v0.28).
  if (inputs.noCache) return 'with `no-cache` BuildKit begins with empty ones';
  return lasting(route, wish) ?? refusal(facts.cacheService, 'read');
}

/** Why the builder is none that goes with the runner; undefined when it may be. */
function lasting(route: Route, { inputs, facts }: MountsWish): string | undefined {
  if (route.kind === 'image-store') return undefined;
  const driver = route.builder.kind === 'named' ? driverOf(facts.builder) : (inputs.builder.driver ?? container);
  return driver === container ? undefined : `a builder with the driver ${driver} outlives the run, and keeps its own`;
}

const container = 'docker-container';

function driverOf(found: NamedBuilder): string {
  return found.kind === 'found' ? found.driver : 'unknown';
}

function planned(wish: MountsWish, found: Found): Decision<CacheMountsPlan> {
  const { context, facts } = wish;
  const whole = [displayName(wish.name), platformsOf(wish), ...found.mounts.map(known)].join(' ');
  const beginning = `slipway-mounts-${fingerprint(whole)}-`;
  const because = context.trust.trusted ? refusal(facts.cacheService, 'write') : noRights;
  return {
    run: true,
    count: found.mounts.length,
    folder: `${facts.runFolder}/mounts`,
    key: `${beginning}${found.hash}`,
    beginning,
    ways: found.images.map((image) => wayOf(image, wish, found)),
    write: because === undefined ? { run: true } : { run: false, because },
  };
}

/** Programs of another platform have other caches. */
function platformsOf({ inputs, facts }: MountsWish): string {
  return inputs.platforms.length > 0 ? inputs.platforms.toSorted().join(' ') : facts.nativePlatform;
}

/** What BuildKit knows a mount by. */
function known({ id, owner }: CacheMount): string {
  return [`id=${id}`, ...owner].join(',');
}

function wayOf(image: string, wish: MountsWish, { mounts }: Found): MountsWay {
  const { facts } = wish;
  const folder = `${facts.runFolder}/mounts`;
  const flags = mounts.map(
    (mount, index) => `--mount=type=cache,${known(mount)},sharing=${mount.sharing},target=${inside}/mounts/${index}`,
  );
  const start = [`FROM ${image} AS mounts`, 'USER 0'];
  // An ONBUILD of that image may copy the whole context: it must find nothing of the run's.
  const empty = `${facts.runFolder}/empty`;
  const unpacking = [
    ...start,
    run([`--mount=type=bind,from=kept,target=${inside}/kept`, ...flags], unpackScript, facts),
  ];
  const packing = [...start, run(flags, packScript, facts), 'FROM scratch', 'COPY --from=mounts /slipway/kept /'];
  return {
    image,
    unpack: command('Unpack the cache mounts', wish, 'unpack-mounts', {
      context: empty,
      contexts: { kept: folder },
      'dockerfile-inline': unpacking.join('\n'),
      output: ['type=cacheonly'],
    }),
    pack: command('Pack the cache mounts', wish, 'pack-mounts', {
      context: empty,
      'dockerfile-inline': packing.join('\n'),
      output: [`type=local,dest=${folder}`],
    }),
  };
}

/** Where everything of ours is while the container of these builds runs. */
const inside = '/slipway';

/** The run's name makes it a step that no cache knows; `no-cache` would empty the mounts. */
function run(flags: readonly string[], script: string, { runName }: Facts): string {
  return `RUN --network=none ${flags.join(' ')} ${JSON.stringify(['sh', '-c', script, 'sh', runName])}`;
}

const needsTar = `command -v tar > /dev/null || exit ${noTarCode}`;

/** What is said for each mount that was empty. */
export const unpacked = 'unpacked';

/** What an engine that outlives the run has in a mount is newer, and stays. What came half goes again. */
const unpackScript = [
  needsTar,
  `for folder in ${inside}/mounts/*`,
  'do [ -n "$(ls -A "$folder")" ] && continue',
  `archive="${inside}/kept/$(basename "$folder").tar"`,
  '[ -e "$archive" ] || continue',
  `tar -xpf "$archive" --numeric-owner -C "$folder" && echo ${unpacked} && continue`,
  'rm -rf "$folder"/* "$folder"/.[!.]*',
  'exit 1',
  'done',
].join('; ');

const packScript = [
  needsTar,
  `mkdir -p ${inside}/kept`,
  `for folder in ${inside}/mounts/*`,
  `do tar -cf "${inside}/kept/$(basename "$folder").tar" --numeric-owner -C "$folder" . || exit 1`,
  'done',
].join('; ');

function command(title: string, { inputs, context, route }: MountsWish, name: string, target: BakeTarget): Command {
  // The same name space as the build's, or it would be other mounts.
  const spaces = { ...record(inputs.buildArgs), ...ownCacheMounts(context) };
  const space = spaces['BUILDKIT_CACHE_MOUNT_NS'];
  const whole = {
    ...target,
    ...(space !== undefined && { args: { BUILDKIT_CACHE_MOUNT_NS: space } }),
    attest: ['type=provenance,disabled=true'],
  };
  return bakeCommand(title, { inputs, route }, { [name]: whole }, []);
}
