/** Command lines while a step runs: of docker and ssh each one, written down before they start, and of all else what is seen. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { must } from '../../script/rig/command.ts';
import { engine } from './stand.ts';

export interface CommandLines extends AsyncDisposable {
  /** The engine's environment of the step. */
  readonly engineEnv: Readonly<Record<string, string>>;
  /** Those of docker and ssh, and those of every process that was seen, hosts of tests included; words are parted by blanks. */
  stop(): Promise<{ readonly started: readonly string[]; readonly seen: readonly string[] }>;
}

/** Watches from now on. */
export async function watchCommandLines(): Promise<CommandLines> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-lines-'));
  const [programs, started] = [join(folder, 'bin'), join(folder, 'started')];
  await Promise.all([mkdir(programs), mkdir(started)]);
  const path = engine.env['PATH'] ?? process.env['PATH'] ?? '';
  for (const name of ['docker', 'ssh']) {
    const found = await must(['sh', '-c', 'command -v "$1"', 'sh', name], { env: { PATH: path } });
    // A file for each process: what is long would be written in parts.
    const lines = ['#!/bin/sh', `printf '%s\\0' ${name} "$@" >> "${started}/$$"`, `exec "${found.trim()}" "$@"`];
    await writeFile(join(programs, name), `${lines.join('\n')}\n`, { mode: 0o755 });
  }
  const watch = watchProcesses();
  return {
    engineEnv: { ...engine.env, PATH: [programs, path].join(delimiter) },
    async stop() {
      const seen = await watch.stop();
      const files = (await readdir(started)).map((name) => readFile(join(started, name), 'utf8'));
      return { seen, started: (await Promise.all(files)).map(inWords) };
    },
    [Symbol.asyncDispose]: async () => {
      await watch.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What is over before it is looked at again is not seen. */
function watchProcesses(): { stop(): Promise<string[]> } {
  const seen = new Set<string>();
  let running = true;
  const loop = (async () => {
    while (running) {
      for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name)))
        seen.add(inWords(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  return {
    async stop() {
      running = false;
      await loop;
      return [...seen];
    },
  };
}

function inWords(line: string): string {
  return line.replaceAll('\0', ' ');
}
