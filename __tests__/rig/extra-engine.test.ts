/** The second engines: an old image store and a full disk, and nothing left of them afterwards. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { ensureBusybox } from '../../script/rig/bases.ts';
import { openClient } from '../../script/rig/client.ts';
import { bringUpEngine, type Engine, startExtraEngine } from '../../script/rig/engine.ts';
import { extraHome } from '../../script/rig/paths.ts';
import { mark } from '../../script/rig/processes.ts';

jest.setTimeout(60_000);

const ours = (await bringUpEngine(() => undefined)).kind === 'private' ? test : test.skip;

async function build(engine: Engine, instruction: string): Promise<{ code: number; stderr: string; driver: string }> {
  const base = await ensureBusybox(engine, () => undefined);
  await using client = await openClient(engine);
  const context = String(client.env['DOCKER_CONFIG']);
  await writeFile(join(context, 'Dockerfile'), `FROM ${base}\n${instruction}\n`);
  const { code, stderr } = await client.docker(['buildx', 'build', '--load', '-t', 'probe', context]);
  const driver = (await client.docker(['info', '--format', '{{.Driver}}'])).stdout.trim();
  return { code, stderr, driver };
}

ours('an engine with the classic store builds', async () => {
  await using engine = await startExtraEngine({ name: 'classic', store: 'classic' });
  expect(await build(engine, 'RUN echo built > /result')).toMatchObject({ code: 0, driver: 'overlay2' });
});

ours('an engine on a small disk fails when the disk is full', async () => {
  await using engine = await startExtraEngine({ name: 'small', store: 'containerd', dataSizeMb: 100 });
  expect(await build(engine, 'RUN dd if=/dev/zero of=/big bs=1M count=20')).toMatchObject({ code: 0 });
  const full = await build(engine, 'RUN dd if=/dev/zero of=/big bs=1M count=500');
  expect(full).toMatchObject({
    code: 1,
    driver: 'overlayfs',
    stderr: expect.stringContaining('No space left on device'),
  });
});

/** How many processes carry the mark of an engine with this home. */
async function processesOf(home: string): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const environments = pids.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => ''));
  return (await Promise.all(environments)).filter((text) => text.split('\0').includes(`${mark}=${home}`)).length;
}

ours('nothing is left of an engine that was stopped', async () => {
  const engine = await startExtraEngine({ name: 'gone', store: 'classic' });
  const home = dirname(String(engine.env['DOCKER_HOST']).replace('unix://', ''));
  expect(await readdir(extraHome)).toContain(basename(home));
  expect(await processesOf(home)).toBeGreaterThanOrEqual(3);
  await engine.stop();
  expect(await readdir(extraHome)).not.toContain(basename(home));
  expect(await processesOf(home)).toBe(0);
});
