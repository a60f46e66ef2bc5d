/** The switch between the hosts of this process: a network of its own with one cable to the machine. */
import { must, run } from '../command.ts';
import { type Namespace, openNamespace } from '../namespace.ts';
import { makeHome, removeHome } from './homes.ts';
import { programEnvironment } from './programs.ts';

export interface Cable {
  readonly address: string;
  /** The machine's address on this switch. */
  readonly machine: string;
  cut(): Promise<void>;
  plug(): Promise<void>;
  slow(pace: Pace | undefined): Promise<void>;
  /** Takes the cable away for good; the switch goes with its last cable. */
  remove(): Promise<void>;
}

/** What comes to the host by its cable. */
export interface Pace {
  /** As `tc` writes it, for example `1mbit`. */
  readonly rate?: string;
  /** Needs a kernel with the module sch_netem. */
  readonly delayMs?: number;
}

interface Lab {
  readonly home: string;
  readonly space: Namespace;
  readonly slot: number;
  readonly taken: Set<number>;
}

/** 10.231.80.0/22 in equal parts, so that so many processes may have a switch at the same time. */
const slots = 16;
const prefix = 26;
const lastNumber = 62;
const machineNumber = 1;

let lab: Promise<Lab> | undefined;
let users = 0;

/** Connects a host, and lets it reach one address of the machine beside the switch's own. */
export async function connect(host: Namespace, reaches: string): Promise<Cable> {
  users += 1;
  try {
    lab ??= openLab();
    const open = await lab;
    return await lay(open, host, reaches);
  } catch (error) {
    await leave();
    throw error;
  }
}

async function lay(open: Lab, host: Namespace, reaches: string): Promise<Cable> {
  const number = takeNumber(open);
  try {
    await layCable(open, number, host);
    await address(host, open.slot, number, reaches);
    return cableOf(open, number);
  } catch (error) {
    open.taken.delete(number);
    throw error;
  }
}

function cableOf(open: Lab, number: number): Cable {
  const device = deviceOf(number);
  const link = (...words: string[]) => inLab(open, ['ip', 'link', ...words]);
  return {
    address: addressOf(open.slot, number),
    machine: addressOf(open.slot, machineNumber),
    cut: () => link('set', device, 'down'),
    plug: () => link('set', device, 'up'),
    slow: async (pace) => {
      await run(open.space.inside(['tc', 'qdisc', 'delete', 'dev', device, 'root']), { env: programEnvironment() });
      if (pace) await inLab(open, ['tc', 'qdisc', 'add', 'dev', device, 'root', ...discipline(pace)]);
    },
    remove: async () => {
      // A host that died took it along.
      await run(open.space.inside(['ip', 'link', 'delete', device]), { env: programEnvironment() });
      open.taken.delete(number);
      await leave();
    },
  };
}

function discipline({ rate, delayMs }: Pace): string[] {
  if (delayMs === undefined) return ['tbf', 'rate', rate ?? '1gbit', 'burst', '64kb', 'latency', '400ms'];
  return ['netem', 'delay', `${delayMs}ms`, ...(rate === undefined ? [] : ['rate', rate])];
}

async function openLab(): Promise<Lab> {
  const home = await makeHome('lab');
  try {
    const space = await openNamespace(home, 'network');
    const slot = await takeSlot(space);
    const own = `${addressOf(slot, machineNumber)}/${prefix}`;
    await batch(space, ['link add name switch type bridge', 'link set switch up', 'link set machine master switch up']);
    await batch(undefined, [`address add ${own} dev ${legOf(slot)}`, `link set ${legOf(slot)} up`]);
    return { home, space, slot, taken: new Set([machineNumber]) };
  } catch (error) {
    await removeHome(home);
    throw error;
  }
}

/** The name of a link can be had once: whoever makes it has the addresses. It goes with the switch, even after a kill. */
async function takeSlot({ holder }: Namespace): Promise<number> {
  for (let slot = 0; slot < slots; slot += 1) {
    const peer = ['peer', 'name', 'machine', 'netns', `${holder}`];
    const made = await run(['ip', 'link', 'add', 'name', legOf(slot), 'type', 'veth', ...peer], {
      env: programEnvironment(),
    });
    if (made.code === 0) return slot;
    if (!made.stderr.includes('File exists')) throw new Error(`No cable to the hosts could be laid: ${made.stderr}`);
  }
  throw new Error(`${slots} processes have a switch for hosts already; end one of them, or run: npm run stop`);
}

async function leave(): Promise<void> {
  users -= 1;
  if (users > 0 || lab === undefined) return;
  const closing = lab;
  lab = undefined;
  const open = await closing.catch(() => undefined);
  if (open === undefined) return;
  // The kernel would do it too, but only after a while.
  await run(['ip', 'link', 'delete', legOf(open.slot)], { env: programEnvironment() });
  await removeHome(open.home);
}

function takeNumber({ taken }: Lab): number {
  for (let number = machineNumber + 1; number <= lastNumber; number += 1) {
    if (taken.has(number)) continue;
    taken.add(number);
    return number;
  }
  throw new Error(`A process can have ${lastNumber - machineNumber} hosts at the same time.`);
}

async function layCable({ space }: Lab, number: number, { holder }: Namespace): Promise<void> {
  const device = deviceOf(number);
  // The same address has the same hardware address, so that nobody remembers a host that is gone.
  const hardware = `02:00:0a:e7:50:${number.toString(16).padStart(2, '0')}`;
  await batch(space, [
    `link add name ${device} type veth peer name eth0 address ${hardware} netns ${holder}`,
    `link set ${device} master switch up`,
  ]);
}

/** No way leads out of the switch but the one to `reaches`: what goes astray must not leave the machine. */
async function address(host: Namespace, slot: number, number: number, reaches: string): Promise<void> {
  await batch(host, [
    `address add ${addressOf(slot, number)}/${prefix} dev eth0`,
    'link set lo up',
    'link set eth0 up',
    `route add ${reaches}/32 via ${addressOf(slot, machineNumber)}`,
  ]);
}

async function batch(space: Namespace | undefined, lines: readonly string[]): Promise<void> {
  const argv = ['ip', '-batch', '-'];
  await must(space ? space.inside(argv) : argv, { input: `${lines.join('\n')}\n`, env: programEnvironment() });
}

async function inLab({ space }: Lab, argv: readonly string[]): Promise<void> {
  await must(space.inside(argv), { env: programEnvironment() });
}

function addressOf(slot: number, number: number): string {
  return `10.231.${80 + Math.floor(slot / 4)}.${(slot % 4) * 64 + number}`;
}

function legOf(slot: number): string {
  return `slipway-lab${slot}`;
}

function deviceOf(number: number): string {
  return `host${number}`;
}
