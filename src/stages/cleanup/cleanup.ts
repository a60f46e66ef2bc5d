/** `stage: cleanup`: asks registries and GitHub, decides, and takes away what is out of use. */
import { InputError } from '../../errors.ts';
import { compilePattern } from '../../language/patterns.ts';
import type { Decision } from '../../model/decision.ts';
import type { Context } from '../../model/event.ts';
import type { Facts } from '../../model/facts.ts';
import type { Inputs, Login } from '../../model/inputs.ts';
import { type CleanupPlan, childrenOf, decideCleanup, type Stock } from '../../plan/cleanup/cleanup.ts';
import {
  branchNames,
  type CommitReader,
  cacheOwner,
  commitReader,
  headNames,
  liveNames,
  type NameGround,
  type Pull,
  pullNames,
  pullNumbers,
} from '../../plan/cleanup/names.ts';
import { type Aged, agedKind, type Known, newestOf, oldOnes, wishesFor } from '../../plan/cleanup/wishes.ts';
import { isExpression } from '../../read/cleanup-inputs.ts';
import { fitsWord } from '../../read/globs.ts';
import type { World } from '../../world/ports.ts';
import { type Birth, readBirth } from './age.ts';
import { isPackage, readPackage } from './packages.ts';
import { type Opened, openImage } from './registry.ts';
import { remove } from './remove.ts';
import { hasChanged, readStock, withDigests, withParts } from './stock.ts';
import { type Asking, type Deployment, isActive, readDeployments, readPull, readPulls, readRefs } from './told.ts';
import { UnreadError } from './unread.ts';

export interface CleanupWish {
  readonly inputs: Inputs;
  readonly context: Context;
  readonly facts: Facts;
  readonly logins: readonly Login[];
}

/** What a clean-up came to, or, of a dry run, would come to. */
export interface CleanupOutcome {
  readonly dryRun: boolean;
  readonly plans: readonly CleanupPlan[];
  readonly seconds: number;
}

/** Tags that move while they are looked at are looked at again, so often. */
const mostRounds = 3;

/** Rejects before anything is removed when registry or GitHub do not say what is in use. */
export async function cleanUp(wish: CleanupWish, world: World): Promise<Decision<CleanupOutcome>> {
  const { context, inputs, facts } = wish;
  if (!context.trust.trusted) return { run: false, because: context.trust.because };
  const start = world.now();
  const asking: Asking = { context, token: inputs.githubToken, world };
  const images = inputs.images.map((image): Round => {
    const login = wish.logins.find(({ registry }) => registry === image.registry);
    return { wish, asking, opened: openImage(image, login, world) };
  });
  // Everything is read before anything is removed.
  const first: Decision<Settled>[] = [];
  for (const image of images) {
    const found = await settled(image);
    if (!found.run) return found;
    first.push(found);
  }
  const plans: CleanupPlan[] = [];
  let gone = 0;
  const onGone = () => {
    gone += 1;
  };
  try {
    for (const [index, image] of images.entries()) {
      // What was removed before it took its time.
      const waited = !inputs.dryRun && plans.some(({ going }) => going.length > 0);
      const found = waited ? await settled(image) : first[index];
      if (!found?.run) break;
      const { plan, stock } = found;
      plans.push(plan);
      const { opened } = image;
      const removing = { opened, token: inputs.githubToken, runName: facts.runName, tags: stock.tags, onGone };
      if (!inputs.dryRun) await remove(plan, removing);
    }
  } catch (error) {
    throw error instanceof UnreadError ? error.after(gone) : error;
  }
  return { run: true, dryRun: inputs.dryRun, plans, seconds: (world.now() - start) / 1000 };
}

/** A plan, and what it was decided by. */
interface Settled {
  readonly plan: CleanupPlan;
  readonly stock: Stock;
}

interface Round {
  readonly wish: CleanupWish;
  readonly asking: Asking;
  readonly opened: Opened;
}

/** A plan of what is there right now. */
async function settled(round: Round): Promise<Decision<Settled>> {
  for (let tried = 1; tried <= mostRounds; tried++) {
    const stock = await readStock(round.opened);
    const plan = await planFor(stock, round);
    if (!plan.run) return plan;
    if (plan.going.length === 0 || !(await hasChanged(stock, round.opened))) return { run: true, plan, stock };
  }
  throw new UnreadError('tags come and go while they are looked at', 'run again when no other run is pushing');
}

async function planFor(stock: Stock, { wish, asking, opened }: Round): Promise<Decision<CleanupPlan>> {
  const known = await readKnown(stock, { wish, asking, opened });
  if (!known.run) return known;
  const wishes = wishesFor(stock, known);
  const decide = (seen: Stock, deployed: ReadonlyMap<string, string>) => decideCleanup(seen, wishes, deployed);
  const whole = await withParts(stock, (seen) => decide(seen, new Map()), opened);
  const first = decide(whole, new Map());
  if (first.going.length === 0) return { run: true, ...first };
  const all = await withDeployed(whole, first, { asking, opened });
  return { run: true, ...decide(all.stock, all.deployed) };
}

/** What is deployed and would be hit, with all that it holds. */
async function withDeployed(
  stock: Stock,
  { digests }: CleanupPlan,
  { asking, opened }: Pick<Round, 'asking' | 'opened'>,
): Promise<{ readonly stock: Stock; readonly deployed: ReadonlyMap<string, string> }> {
  const deployments = digests.length === 0 ? [] : await readDeployments(asking);
  const named = [...new Set(deployments.flatMap((one) => one.digests))];
  const whole = await withDigests(stock, named, opened);
  const doomed = new Set(digests);
  const deployed = new Map<string, string>();
  for (const digest of named) {
    if (!holds(digest, whole, doomed)) continue;
    const active = await firstActive(digest, deployments, asking);
    if (active !== undefined) deployed.set(digest, active.environment);
  }
  return { stock: whole, deployed };
}

function holds(root: string, { manifests }: Stock, doomed: ReadonlySet<string>): boolean {
  const all = new Set([root]);
  for (const digest of all) for (const child of childrenOf(manifests.get(digest))) all.add(child);
  return [...all].some((digest) => doomed.has(digest));
}

async function firstActive(
  digest: string,
  all: readonly Deployment[],
  asking: Asking,
): Promise<Deployment | undefined> {
  for (const one of all) if (one.digests.includes(digest) && (await isActive(one, all, asking))) return one;
  return undefined;
}

/** What is known beside the registry: after a pull request of this one alone, else of everything. */
async function readKnown(stock: Stock, round: Round): Promise<Decision<Known>> {
  const { event } = round.wish.context;
  const keeps = await keeper(round.wish.inputs.cleanup.keepTags);
  if (stock.tags.size === 0) return { run: true, ...nothingKnown, keeps };
  return event.kind === 'pull-request' && event.closed
    ? knownAfter(event.number, stock, { ...round, keeps })
    : { run: true, ...(await knownOfAll(stock, { ...round, keeps })) };
}

const nothingKnown: Omit<Known, 'keeps'> = {
  closed: new Map(),
  heads: new Map(),
  closedNumbers: new Set(),
  branches: undefined,
  live: new Set(),
  old: new Map(),
};

interface Kept extends Round {
  readonly keeps: Known['keeps'];
}

async function knownAfter(number: number, stock: Stock, { wish, asking, keeps }: Kept): Promise<Decision<Known>> {
  const pull = await readPull(number, asking);
  if (pull.open) return { run: false, because: `pull request ${number} is open again` };
  const { closed } = await namesOf(wish, [pull]);
  const touched = [...closed.keys()].some((name) => stock.tags.has(name));
  const live = touched ? await liveNames(wish, await readRefs(asking)) : new Set<string>();
  const heads = new Map((await headNames(wish, pull)).map((name) => [name, number]));
  return { run: true, ...nothingKnown, closed, heads, closedNumbers: new Set([number]), live, keeps };
}

async function knownOfAll(stock: Stock, round: Kept): Promise<Known> {
  const { wish, asking, keeps } = round;
  const pulls = await readPulls(await pullNumbers(wish, [...stock.tags.keys()]), asking);
  const { closed, open } = await namesOf(wish, pulls);
  const refs = await readRefs(asking);
  const live = new Set([...(await liveNames(wish, refs)), ...open]);
  const closedNumbers = new Set(pulls.filter((pull) => !pull.open).map(({ number }) => number));
  const old = await readOld(stock, (name) => keeps(name) || live.has(name), round);
  return { closed, heads: new Map(), closedNumbers, branches: refs.branches, live, keeps, old };
}

/** Tags of the pull requests, those that one has which is open apart. */
async function namesOf(
  ground: NameGround,
  pulls: readonly Pull[],
): Promise<{ readonly closed: ReadonlyMap<string, number>; readonly open: readonly string[] }> {
  const closed = new Map<string, number>();
  const open: string[] = [];
  for (const pull of pulls) {
    const { names, problems } = await pullNames(ground, pull);
    if (problems.length > 0) throw new InputError(problems);
    for (const name of names) {
      if (pull.open) open.push(name);
      else closed.set(name, pull.number);
    }
  }
  return { closed, open };
}

/** What is old, of single commits and of rebuilds; asks nobody when nobody asked for it. */
async function readOld(stock: Stock, stays: (name: string) => boolean, round: Round): Promise<Known['old']> {
  const { wish, opened, asking } = round;
  const { keepDays, keepLast } = wish.inputs.cleanup;
  if (keepDays === undefined && keepLast === undefined) return new Map();
  const commitOf = await commitReader(wish);
  const kinds = {
    isCommit: (name: string) => commitOf(name) !== undefined,
    ofBranch: await branchNames(wish),
    tags: stock.tags,
  };
  const versions = isPackage(opened.image)
    ? (await readPackage(opened.image, asking.token, opened.world)).versions
    : undefined;
  const aged: Aged[] = [];
  for (const [name, digest] of stock.tags) {
    const kind = agedKind(name, kinds);
    if (kind === undefined || stays(name) || cacheOwner(name) !== undefined) continue;
    const birth = await readBirth(digest, stock, opened);
    if (kind === 'commit' && !isOfCommit(name, birth, commitOf)) continue;
    const told = [birth.time, versions?.get(digest)?.updated];
    aged.push({ name, kind, time: newestOf({ name, kind }, told) });
  }
  return oldOnes(aged, { keepDays, keepLast }, opened.world.time());
}

/** A name of seven figures may be anything, so the image has to say that it is of that commit. */
function isOfCommit(name: string, { revision }: Birth, commitOf: CommitReader): boolean {
  const found = commitOf(name);
  if (found === undefined) return false;
  return revision === '' ? !found.bare : revision.startsWith(found.commit);
}

async function keeper(patterns: readonly string[]): Promise<(name: string) => boolean> {
  const tests = await Promise.all(
    patterns.map(async (pattern) => {
      if (!isExpression(pattern)) return (name: string) => fitsWord(name, pattern);
      const compiled = await compilePattern(pattern);
      if (typeof compiled !== 'function') throw new InputError([{ input: 'keep-tags', value: pattern, ...compiled }]);
      return (name: string) => compiled(name) !== undefined;
    }),
  );
  return (name) => tests.some((fits) => fits(name));
}
