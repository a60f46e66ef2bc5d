/** A large image, and a Dockerfile of many steps: neither the step's own memory nor its log grows with them. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureBusybox } from '../../script/rig/bases.ts';
import { type Engine, startExtraEngine } from '../../script/rig/engine.ts';
import type { Registry } from '../../script/rig/registry.ts';
import { dockerfile, type Job, makeProject, openRegistry, runJob } from './stand.ts';

/** Bytes that the action's own process may ever hold. */
const mostMemory = 200 * 1024 * 1024;

/** An engine that takes what these tests leave in its store and its cache with it. */
let engine: Engine & AsyncDisposable;
beforeAll(async () => {
  engine = await startExtraEngine({ name: 'large', store: 'containerd', reachesRegistries: true });
  await ensureBusybox(engine, () => undefined);
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
});

interface Ran extends Job {
  readonly registry: Registry;
}

async function publish(files: Readonly<Record<string, string>>, look: (ran: Ran) => Promise<void>): Promise<void> {
  await using registry = await openRegistry();
  await using project = await makeProject(files);
  const inputs = { cache: 'none' };
  const job = await runJob({ workspace: project.path, registry, engineEnv: engine.env, inputs });
  await look({ ...job, registry });
}

/** Of the process alone: docker is another. */
function expectLittleMemory({ peakMemoryBytes }: Job['main']): void {
  expect(peakMemoryBytes).toBeGreaterThan(0);
  expect(peakMemoryBytes).toBeLessThan(mostMemory);
}

test('1 GB: what was built is what the tags show', async () => {
  // Random bytes: no compression makes them fewer, and no other image has them.
  const lines = ['FROM base', 'RUN head -c 1000000000 /dev/urandom > /bytes', 'CMD ["true"]'];
  await publish({ Dockerfile: dockerfile(lines) }, async ({ main, registry }) => {
    expect(main.outcome).toBe('success');
    expect(await registry.digestOf('acme/app', 'main')).toBe(main.outputs['digest']);
    expect(main.log).toMatch(/^Built [0-9a-f]{12}, 100\d\.\d MB/m);
    expectLittleMemory(main);
  });
});

test('200 steps: a line each, and the summary names the slowest', async () => {
  const hundred = (instruction: (step: number) => string) =>
    Array.from({ length: 100 }, (_, step) => instruction(step));
  const lines = [
    ...['FROM base AS one', ...hundred((step) => (step === 50 ? 'RUN sleep 2.5' : `RUN seq ${step} 500`))],
    ...['FROM base AS two', ...hundred((step) => (step === 50 ? 'COPY --from=one /etc /one' : `COPY word /${step}`))],
    'CMD ["true"]',
  ];
  await publish({ Dockerfile: dockerfile(lines), word: 'x' }, async ({ main, registry }) => {
    expect(main.outcome).toBe('success');
    expect(await registry.digestOf('acme/app', 'main')).toBe(main.outputs['digest']);
    const log = main.log.split('\n').filter((line) => !line.includes('still running'));
    const ends = log.flatMap((line) => /^ {2}(?:one|two) +\d+\/100 /.exec(line) ?? []);
    expect(ends).toHaveLength(200);
    expect(new Set(ends).size).toBe(200);
    expect(log.length).toBeLessThan(200 + 20);
    expect(main.summary).toMatch(/\d s RUN sleep 2\.5 :\d/);
    expectLittleMemory(main);
  });
});
