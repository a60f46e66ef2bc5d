/** What is to be done on one host, by what is there. */
import type { Deployed, DeployPlan } from '../../model/deploy.ts';
import { proxyName } from './names.ts';

/** Reasons are rests of sentences that begin with the host's name. */
export type Decided =
  | { readonly kind: 'unchanged'; readonly from: Deployed }
  /** By a rebuild, which has no business there. A run that ended in the middle may have left its own build there. */
  | { readonly kind: 'left'; readonly from: Deployed; readonly because: string; readonly has: 'this build' | 'another' }
  /** `target` is a container that is there already, for a way back. */
  | { readonly kind: 'switch'; readonly from: Deployed | undefined; readonly target: Deployed | undefined }
  | { readonly kind: 'refused'; readonly because: string; readonly cure: string };

/** What of the host it is decided by. */
export interface Found {
  readonly current: Deployed | undefined;
  /** Newest first. */
  readonly others: readonly Deployed[];
  readonly strangers: readonly { readonly name: string; readonly bars: string }[];
  readonly proxy?: { readonly running: boolean; readonly settings: string } | undefined;
}

/** What the hosts are compared with, beside the digest. */
export interface Aim {
  /** Fingerprint of everything but the image. */
  readonly settings: string;
  /** Commit of the image, where that decides (`replaces`); empty when it names none. */
  readonly revision: string;
  /** When it was built; empty when nobody says. */
  readonly created: string;
}

export function decide(plan: DeployPlan, found: Found, aim: Aim): Decided {
  const { current, strangers, proxy } = found;
  const [stranger] = strangers;
  if (stranger !== undefined)
    return {
      kind: 'refused',
      because: `has a container ${stranger.name}, which ${stranger.bars}`,
      cure: 'remove or rename it yourself, or choose another `deploy-name` or port; nothing of others is touched',
    };
  if (plan.proxy === undefined && proxy !== undefined)
    return {
      kind: 'refused',
      because: `has a proxy ${proxyName(plan.name)} before what runs, and \`deploy-proxy\` is empty`,
      cure: `say \`deploy-proxy\` as before, or do without it: \`docker rm --force ${proxyName(plan.name)}\` on the host`,
    };
  if (plan.action === 'rollback') return decideRollback(plan, found);
  const left = plan.replaces === 'its own commit' ? whyLeft(plan, found, aim) : undefined;
  if (current !== undefined && left !== undefined) return { kind: 'left', from: current, ...left };
  const same = current?.digest === plan.image?.digest && current?.settings === aim.settings;
  // Something of a run that was lost may still work beside it.
  const alone = !found.others.some(({ running }) => running);
  const reached = plan.proxy === undefined || proxy?.running === true;
  if (current !== undefined && same && alone && reached && serves(current)) return { kind: 'unchanged', from: current };
  return { kind: 'switch', from: current, target: undefined };
}

/** Why a rebuild leaves what runs; undefined when it is an earlier build of the same commit, or nothing is there. */
function whyLeft(
  { image }: DeployPlan,
  { current, others }: Found,
  { revision, created }: Aim,
): Pick<Extract<Decided, { kind: 'left' }>, 'because' | 'has'> | undefined {
  if (current === undefined) return undefined;
  if (current.digest === image?.digest) return { because: 'it has this build already', has: 'this build' };
  if (others.some(({ digest }) => digest === image?.digest))
    return { because: 'somebody went back from this build', has: 'this build' };
  // Any other word could be that of every image, and prove nothing.
  if (revision === '') return { because: 'the image to deploy names no commit', has: 'another' };
  if (current.revision === revision) {
    // What came after it does not run any more.
    const wentBack = others.some((one) => one.previous === current.id && one.revision === revision);
    if (wentBack) return { because: 'somebody went back from a later build', has: 'this build' };
    // A run that is started again brings what it has built, and another night may have been faster.
    const isLater = Date.parse(current.created) > Date.parse(created);
    return isLater ? { because: 'it runs a later build', has: 'this build' } : undefined;
  }
  if (current.revision === '') return { because: 'it runs an image that names no commit', has: 'another' };
  return { because: `it runs ${current.revision.slice(0, 7)}`, has: 'another' };
}

function serves({ running, health }: Deployed): boolean {
  return running && !['unhealthy', 'restarting', 'paused'].includes(health ?? '');
}

/** Back to what served before, and once more to what served before that: never to and fro. */
function decideRollback({ name }: DeployPlan, { current, others }: Found): Decided {
  const because = 'has nothing to go back to';
  if (current === undefined) {
    const [newest] = others;
    if (newest === undefined)
      return {
        kind: 'refused',
        because: `runs nothing named ${name}`,
        cure: 'say `deploy-name` as in the deploy',
      };
    return { kind: 'switch', from: undefined, target: newest };
  }
  const target = others.find(({ id }) => id === current.previous);
  if (target === undefined)
    return { kind: 'refused', because, cure: 'deploy the digest that you want: `stage: deploy` and `image`' };
  return { kind: 'switch', from: current, target };
}

/** What a proxy is made of; one with others has to be another. */
export function proxySettings({ proxy, options }: Pick<DeployPlan, 'proxy' | 'options'>): string {
  return JSON.stringify([proxy?.image, proxy?.address, proxy?.port, options.networks[0] ?? '']);
}

/** The port of the host that both want; undefined when they can run side by side. */
export function sharedPort(one: Deployed['ports'], other: Deployed['ports']): string | undefined {
  const fixed = (ports: Deployed['ports']) =>
    ports.flatMap(({ port, protocol }) => (port === undefined ? [] : [`${port}/${protocol}`]));
  const taken = fixed(one);
  return fixed(other).find((port) => taken.includes(port));
}

/** Whether the port goes over to a proxy from what has it now, a container or another proxy: nobody has it in between. */
export function portGoesOver(plan: DeployPlan, { current, proxy }: Pick<Found, 'current' | 'proxy'>): boolean {
  const port = plan.proxy?.port;
  if (port === undefined) return false;
  if (proxy?.running === true) return proxy.settings !== proxySettings(plan);
  return current?.running === true && current.ports.some((one) => one.port === port);
}
