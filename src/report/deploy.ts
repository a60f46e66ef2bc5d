/** A deploy as sentences of the log, and as the tables of the summary. */
import type { Decision } from '../model/decision.ts';
import type { Deployed, DeployOutcome, DeployPlan, HostResult } from '../model/deploy.ts';
import { type Decided, sharedPort } from '../plan/deploy/change.ts';
import { noHosts } from '../plan/deploy/deploy.ts';
import { displayName, shortDigest } from '../plan/names.ts';
import { code, counted, escaped, listed, seconds, shown } from './text.ts';

/** `deploy to 3 hosts`, with the image when it is there already. */
export function deployWords({ action, access, image, name }: DeployPlan): string {
  const hosts = counted(access.hosts.length, 'host');
  if (action === 'rollback') return `roll back ${name} on ${hosts}`;
  if (image?.digest === undefined) return `deploy to ${hosts}`;
  return `deploy ${displayName(image.image)}@${shortDigest(image.digest)} as ${name} to ${hosts}`;
}

/** The end of a verdict: `deployed to 3 hosts`. */
export function deployedWords(deploy: Decision<DeployOutcome>): string[] {
  const count = deploy.run ? deploy.hosts.filter(({ state }) => state === 'deployed').length : 0;
  return count === 0 ? [] : [`deployed to ${counted(count, 'host')}`];
}

/** `5c0e91d2ab77`, or what stands for nothing. */
function digestText(digest: string | undefined): string {
  return digest === undefined || digest === '' ? 'nothing' : shortDigest(digest);
}

/** `Deployed app1 5c0e91d2ab77 -> 61bd33f0a2c4, healthy after 2.3 s, gap 0.4 s`. */
export function deployedLine({ action }: Pick<DeployPlan, 'action'>, result: HostResult): string {
  const verb = action === 'rollback' ? 'Rolled back' : 'Deployed';
  const gap = result.gapSeconds === undefined ? [] : [`gap ${seconds(result.gapSeconds)}`];
  const details = [result.health, ...gap].join(', ');
  return shown(`${verb} ${result.host} ${digestText(result.from)} -> ${digestText(result.to)}, ${details}`);
}

export function unchangedHostLine(host: string, { digest }: Pick<Deployed, 'digest'>): string {
  return shown(`Left ${host} as it is: it runs ${shortDigest(digest)} with the same settings`);
}

/** Of a rebuild. `because` is a sentence's rest. */
export function leftHostLine(host: string, because: string): string {
  return shown(`Left ${host} as it is: ${because}`);
}

export function pulledLine(digest: string, hosts: readonly string[], time: number): string {
  return shown(`Pulled ${shortDigest(digest)} on ${listed(hosts)}, ${seconds(time)}`);
}

export function migratedLine(text: string, host: string, time: number): string {
  return shown(`Migrated: \`${text}\` passed on ${host}, ${seconds(time)}`);
}

/** `Failed on app2: GET /up on port 8080 answered 500 after 6.2 s`. */
export function failedLine(host: string, why: string): string {
  return shown(`Failed on ${host}: ${why}`);
}

/** `Put back app1: it runs 5c0e91d2ab77 again, healthy after 1.9 s`. */
export function putBackLine(
  host: string,
  { runs, health }: { readonly runs: Deployed | undefined; readonly health: string },
): string {
  return shown(
    runs === undefined
      ? `Put back ${host}: ${health}`
      : `Put back ${host}: it runs ${shortDigest(runs.digest)} again, ${health}`,
  );
}

export function notRepairedLine(host: string, run: string, why: string): string {
  return shown(`What ${run} has left on ${host} was not undone, and ${host} is deployed to all the same: ${why}`);
}

/** Of hosts that a cancelled run had no time for. */
export function laterLine(hosts: readonly string[]): string {
  return shown(`The job's end puts back what is left to do on ${listed(hosts)}`);
}

/** What a person has to do on a host that could not be put back. */
export function mendLines(host: string, why: string, commands: readonly string[]): string[] {
  return [`${host} was not put back: ${why}; on the host:`, ...commands.map((command) => `  ${command}`)].map(shown);
}

/** What a deploy would do on each host, in the future tense. */
export function hostPlanLines(plan: DeployPlan, hosts: readonly HostPlan[]): string[] {
  const lines = hosts.map((host) => `  ${hostPlanLine(plan, host)}`);
  return [...lines, ...settingsLines(plan)].map(shown);
}

function hostPlanLine(plan: DeployPlan, { host, decided, portGoesOver }: HostPlan): string {
  switch (decided.kind) {
    case 'unchanged':
      return `${host} would be left as it is: it runs ${digestText(decided.from.digest)} with the same settings`;
    case 'left':
      return `${host} would be left as it is: ${decided.because}`;
    case 'refused':
      return `${host} would not be ${plan.action === 'rollback' ? 'rolled back' : 'deployed to'}: it ${decided.because}; ${decided.cure}`;
    case 'switch':
      return `${host} ${digestText(decided.from?.digest)} -> ${toText(plan, decided.target)}, ${orderText(plan, decided, portGoesOver)}`;
  }
}

type Switching = Extract<Decided, { kind: 'switch' }>;

/** A host and what would be done there. */
export interface HostPlan {
  readonly host: string;
  readonly decided: Decided;
  /** To a proxy, from what has it now. */
  readonly portGoesOver: boolean;
}

function toText({ image }: DeployPlan, target: Deployed | undefined): string {
  const digest = target?.digest ?? image?.digest;
  return digest === undefined ? 'the image of this run' : shortDigest(digest);
}

function orderText({ proxy, options }: DeployPlan, { from, target }: Switching, over: boolean): string {
  if (from?.running !== true) return 'to be started';
  if (proxy !== undefined)
    return over
      ? `behind a proxy that has to take over port ${proxy.port}: a gap of what stop and start take`
      : `behind a proxy on port ${proxy.port}, without a gap`;
  // What somebody goes back to has the options that it was made with.
  const shared = target && sharedPort(from.ports, target.ports);
  const why = shared === undefined ? options.exclusive && `of \`${options.exclusive}\`` : `both want port ${shared}`;
  return why === undefined
    ? 'the new one beside the old one, without a gap'
    : `one after the other because ${why}: a gap of what stop and start take`;
}

function settingsLines({
  action,
  options,
  environment,
  health,
  watchSeconds,
  parallel,
  migrate,
}: DeployPlan): string[] {
  if (action === 'rollback') return [];
  const names = [...environment.values, ...environment.secrets].map(({ key }) => key);
  const asked = health.path === undefined ? 'its HEALTHCHECK, or that it goes on running' : `GET ${health.path}`;
  return [
    ...(options.words.length === 0 ? [] : [`Options: ${options.told}`]),
    ...(names.length === 0 ? [] : [`Environment: ${names.join(', ')}`]),
    ...(migrate === undefined ? [] : [`Migration, once before: \`${migrate.text}\``]),
    `Health: ${asked}, ${counted(health.successes, 'time')} within ${health.timeoutSeconds} s, then watched for ${watchSeconds} s; ${counted(parallel, 'host')} at a time`,
  ];
}

/** What became of every host of a deploy that failed, in columns. */
export function hostLines(hosts: readonly HostResult[]): string[] {
  const width = Math.max(...hosts.map(({ host }) => host.length));
  return hosts.flatMap((result) => [
    shown(`  ${result.host.padEnd(width)}  ${stateText(result)}`),
    ...result.mend.map((command) => shown(`  ${''.padEnd(width)}    ${command}`)),
  ]);
}

function stateText({ state, to, health, mend, failed }: HostResult): string {
  switch (state) {
    case 'rolled back': {
      const back = to === undefined ? 'the new container is gone' : `rolled back to ${digestText(to)}`;
      return `${failed === true ? 'failed, ' : ''}${back}, ${health}`;
    }
    case 'untouched':
      return `not touched, runs ${digestText(to)}`;
    case 'unchanged':
      return `unchanged, runs ${digestText(to)}`;
    case 'unavailable':
      return `not reached: ${health}`;
    case 'unknown':
      return mend.length === 0 ? `not put back yet: ${health}` : `NOT PUT BACK: ${health}; on the host:`;
    case 'deployed':
      return `runs ${digestText(to)}, ${health}`;
  }
}

/** `host`, `from`, `to`, `state`, `health`, `seconds`, `gap` of each, as the output `deployed` has them. */
export function deployedOutput(hosts: readonly HostResult[]): string {
  return JSON.stringify(
    hosts.map(({ host, from, to, state, health, seconds: time, gapSeconds }) => ({
      host,
      from: from ?? '',
      to: to ?? '',
      state,
      health,
      seconds: rounded(time),
      gap: gapSeconds === undefined ? null : rounded(gapSeconds),
    })),
  );
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Rows of the summary's table of hosts: host, change, health, gap, time. */
export function hostRows(hosts: readonly HostResult[]): string[][] {
  return hosts.map((result) => [
    code(result.host),
    changeCell(result),
    escaped(result.health),
    result.gapSeconds === undefined ? '' : seconds(result.gapSeconds),
    seconds(result.seconds),
  ]);
}

export const hostColumns: readonly string[] = ['host', 'change', 'health', 'gap', 'time'];

function changeCell({ state, from, to, failed }: HostResult): string {
  switch (state) {
    case 'deployed':
      return `${from === undefined ? 'nothing' : code(digestText(from))} → ${code(digestText(to))}`;
    case 'rolled back':
      return `${failed === true ? '**failed**, ' : ''}rolled back to ${code(digestText(to))}`;
    case 'unchanged':
    case 'untouched':
      return `${state}: ${code(digestText(to))}`;
    case 'unavailable':
      return 'not reached';
    case 'unknown':
      return '**not put back**';
  }
}

/** Why nothing is deployed; nothing where nobody named a host. */
export function deployReasons(deploy: Decision<object>): string[] {
  return deploy.run || deploy.because === noHosts ? [] : [shown(`Not deployed: ${deploy.because}`)];
}

/** `Deployed 61bd33f0a2c4 to 3 hosts`, or what else the whole came to. */
export function deployVerdict({ plan, hosts }: Pick<DeployOutcome, 'plan' | 'hosts'>): string {
  const changed = hosts.filter(({ state }) => state === 'deployed');
  const missing = hosts.filter(({ state }) => state === 'unavailable').map(({ host }) => host);
  const unreached = missing.length === 0 ? '' : `; not reached: ${listed(missing)}`;
  if (changed.length === 0 && plan.replaces === 'its own commit')
    return `Nothing to deploy: no host runs an earlier build of this commit${unreached}`;
  if (changed.length === 0)
    return `Nothing to deploy: every host ${missing.length === 0 ? '' : 'that was reached '}runs it already${unreached}`;
  const digests = listed([...new Set(changed.map(({ to }) => digestText(to)))]);
  const count = counted(changed.length, 'host');
  const words = plan.action === 'rollback' ? `Rolled back ${count} to ${digests}` : `Deployed ${digests} to ${count}`;
  return `${words}${unreached}`;
}
