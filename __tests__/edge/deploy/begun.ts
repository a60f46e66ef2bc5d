/** Runs that are ended from outside, at a moment that the hosts tell and not the action. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../../../script/rig/hosts/host.ts';
import type { StepResult } from '../../../script/runner/driver.ts';
import { openStep, type Wish } from '../stand.ts';
import { containers, type Seen, type Version } from './yard.ts';

/** A run whose main script is on its way. */
export interface Begun extends AsyncDisposable {
  readonly main: Promise<StepResult>;
  /** Sends it to the main script alone as soon as this is so. Rejects when the script ends before. */
  signalWhen(signal: NodeJS.Signals, isSo: () => Promise<boolean>): Promise<void>;
  /** Ends whatever the run has started, as when its machine loses power. */
  loseMachine(): Promise<void>;
  post(): Promise<StepResult | undefined>;
  /** Command lines of all that the run has started and that is still there. */
  processes(): Promise<readonly string[]>;
  /** Files below RUNNER_TEMP that are not the runner's. */
  files(): Promise<readonly string[]>;
}

const pollMilliseconds = 30;
const patienceMilliseconds = 30_000;

/** Starts main. */
export async function begin(wish: Wish): Promise<Begun> {
  const temp = await mkdtemp(join(tmpdir(), 'slipway-temp-'));
  const step = await openStep(wish, temp);
  let ended = false;
  const main = step.main().finally(() => {
    ended = true;
  });
  const kill = async (signal: NodeJS.Signals, fits: (line: string) => boolean) => {
    const found = (await processesOf(temp)).filter(({ line }) => fits(line));
    for (const { pid } of found) process.kill(pid, signal);
    return found.length;
  };
  return {
    main,
    async signalWhen(signal, isSo) {
      const end = Date.now() + patienceMilliseconds;
      while (!ended && Date.now() < end && !(await isSo())) await sleep(pollMilliseconds);
      if (ended) throw new Error(`The run ended before it could be ended:\n${(await main).log}`);
      if (Date.now() >= end) throw new Error('The moment to end the run did not come.');
      if ((await kill(signal, (line) => line.includes('dist/index.js'))) !== 1)
        throw new Error('The main script was not found.');
    },
    async loseMachine() {
      await kill('SIGKILL', () => true);
    },
    post: () => step.post(),
    processes: async () => (await processesOf(temp)).map(({ line }) => line),
    async files() {
      const entries = await readdir(temp, { recursive: true, withFileTypes: true });
      return entries.map(({ name }) => name).filter((name) => name.startsWith('slipway-'));
    },
    async [Symbol.asyncDispose]() {
      await kill('SIGKILL', () => true);
      await rm(temp, { recursive: true, force: true });
    },
  };
}

interface Process {
  readonly pid: number;
  readonly line: string;
}

/** All that has this RUNNER_TEMP. */
async function processesOf(temp: string): Promise<readonly Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = (pid: string, file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
  const found = await Promise.all(
    pids.map(async (pid): Promise<Process[]> => {
      const environment = await read(pid, 'environ');
      if (!environment.split('\0').includes(`RUNNER_TEMP=${temp}`)) return [];
      return [{ pid: Number(pid), line: (await read(pid, 'cmdline')).replaceAll('\0', ' ').trim() }];
    }),
  );
  return found.flat();
}

/** Everything of a host that a deploy could have left or changed. */
export async function stateOf(host: Host): Promise<{ containers: readonly Seen[]; images: readonly string[] }> {
  const images = await host.docker('image', 'ls', '--digests', '--format', '{{.Repository}}@{{.Digest}}');
  return {
    containers: await containers(host),
    images: images
      .split('\n')
      .filter((line) => line !== '')
      .sort(),
  };
}

/** Whether a container of this version runs there, under whichever name. */
export async function runs(host: Host, { digest }: Version): Promise<boolean> {
  return (await containers(host)).some((one) => one.running && one.digest === digest);
}

/** Whether it serves under the name of the deploy. */
export async function serves(host: Host, { digest }: Version): Promise<boolean> {
  return (await containers(host)).some((one) => one.running && one.name === 'web' && one.digest === digest);
}
