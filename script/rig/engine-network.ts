/** Gives an extra engine a bridge and addresses of its own in the machine's network, beside those of the private engine. */
import { join } from 'node:path';
import { must, run } from './command.ts';
import { daemonEnvironment } from './install.ts';
import type { Namespace } from './namespace.ts';
import { extraHome } from './paths.ts';
import { isAlive, withLock } from './processes.ts';

export interface EngineNetwork {
  /** What goes into the engine's daemon.json. */
  readonly settings: object;
  close(): Promise<void>;
}

/** Engines in one network would take each other's bridge, addresses and rules, so dockerd itself makes none of them here. */
export async function openEngineNetwork(space: Namespace): Promise<EngineNetwork> {
  const bridge = bridgeOf(space);
  const number = await withLock(join(extraHome, 'networks.lock'), async () => {
    await removeDead();
    const free = await freeNumber();
    await must(['ip', 'link', 'add', bridge, 'type', 'bridge']);
    await must(['ip', 'address', 'add', `${gatewayOf(free)}/24`, 'dev', bridge]);
    return free;
  });
  const rules = rulesOf(number);
  await must(['ip', 'link', 'set', bridge, 'up']);
  // Left over from an engine that was killed, they would be there twice.
  await removeRules(rules);
  for (const [table, ...rule] of rules) await must(firewall(table, '--insert', rule), { env: daemonEnvironment() });
  const pools = [{ base: `10.${first + number}.128.0/17`, size: 24 }];
  return {
    settings: { bridge, iptables: false, ip6tables: false, 'default-address-pools': pools },
    close: async () => {
      await run(['ip', 'link', 'delete', bridge]);
      await removeRules(rules);
    },
  };
}

/** Each engine has one of these numbers for the second place of its addresses. */
const first = 160;
const most = 40;

/** The kernel allows names of 15 characters. */
const bridges = 'slwrig';

/** Named by the process that keeps the namespace open, so that those of engines that were killed are known. */
function bridgeOf({ holder }: Namespace): string {
  return `${bridges}${holder}`;
}

async function removeDead(): Promise<void> {
  const links = await must(['ip', '-oneline', 'link', 'show', 'type', 'bridge']);
  for (const [, name = '', pid = ''] of links.matchAll(new RegExp(`: (${bridges}(\\d+)):`, 'g'))) {
    if (!isAlive(Number(pid))) await run(['ip', 'link', 'delete', name]);
  }
}

async function freeNumber(): Promise<number> {
  const taken = await must(['ip', '-oneline', '-4', 'address']);
  const numbers = Array.from({ length: most }, (_, index) => index);
  const free = numbers.find((number) => !taken.includes(` ${gatewayOf(number)}/`));
  if (free === undefined) throw new Error(`${most} extra engines run on this machine already; end some of them.`);
  return free;
}

function gatewayOf(number: number): string {
  return `10.${first + number}.0.1`;
}

type Rule = readonly [table: string, chain: string, ...words: string[]];

/** The private engine's own rules stop what they do not know, between two containers of one bridge too. */
function rulesOf(number: number): readonly Rule[] {
  const own = `10.${first + number}.0.0/16`;
  return [
    ['filter', 'DOCKER-USER', '--source', own, '--jump', 'ACCEPT'],
    ['filter', 'DOCKER-USER', '--destination', own, '--jump', 'ACCEPT'],
    ['nat', 'POSTROUTING', '--source', own, '!', '--destination', own, '--jump', 'MASQUERADE'],
  ];
}

async function removeRules(rules: readonly Rule[]): Promise<void> {
  for (const [table, ...rule] of rules) await run(firewall(table, '--delete', rule), { env: daemonEnvironment() });
}

function firewall(table: string, action: '--insert' | '--delete', rule: readonly string[]): readonly string[] {
  // Tests that open networks at the same time wait for each other.
  return ['iptables', '--wait', '--table', table, action, ...rule];
}
