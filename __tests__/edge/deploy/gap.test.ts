/** Where old and new want the same port there is a gap: what is reported is what a client outside of the host sees. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Host } from '../../../script/rig/hosts/host.ts';
import { ask } from './load.ts';
import { deployed, openYard, type Yard } from './yard.ts';

const port = 8000;
const everyMilliseconds = 10;
/** Seconds between what is reported and what is seen. */
const tolerance = 0.3;
const published = { 'deploy-run': `--publish ${port}:8080 --stop-timeout 2` };

let yard: Yard;
let host: Host;

beforeAll(async () => {
  yard = await openYard(1);
  [host] = yard.hosts as [Host];
  await yard.deploy(await yard.build({ lines: ['COPY word /www/page'] }), published);
});

afterAll(async () => {
  await yard[Symbol.asyncDispose]();
});

/** Asks from outside all the time; gives the longest time between two good answers, in seconds. */
function watch(): () => Promise<number> {
  const watched = { over: false };
  const good: number[] = [];
  const one = async () => {
    // A good answer says that it was served when it was asked for.
    const asked = performance.now();
    const answer = await ask({ address: host.address, port, path: '/page' }, 1_000);
    if (answer.includes('Content-Type')) good.push(asked);
  };
  const asking = (async () => {
    const open: Promise<void>[] = [];
    while (!watched.over && open.length < 6_000) {
      open.push(one());
      await new Promise((resolve) => setTimeout(resolve, everyMilliseconds));
    }
    await Promise.all(open);
  })();
  return async () => {
    watched.over = true;
    await asking;
    const sorted = good.toSorted((a, b) => a - b);
    return Math.max(...sorted.slice(1).map((time, index) => time - (sorted[index] ?? 0))) / 1000;
  };
}

/** In turn: each comes after the one before. */
const versions: readonly (readonly [name: string, lines: readonly string[]])[] = [
  ['the one before ends at once', ['STOPSIGNAL SIGTERM']],
  ['the one before does not listen, and is killed after its grace', ['STOPSIGNAL SIGKILL']],
  ['this one needs some time to start', ['CMD ["sh", "-c", "sleep 1.5; exec httpd -f -p 8080 -h /www"]']],
];

test.each(versions)('%s', async (_, lines) => {
  const version = await yard.build({ lines: ['COPY word /www/page', ...lines] });
  const stop = watch();
  const { main } = await yard.deploy(version, published);
  const seen = await stop();
  const told = Number(deployed(main)['h1']?.['gap']);
  expect(Math.abs(told - seen)).toBeLessThan(tolerance);
  const [, logged] = /gap (\S+) s/.exec(main.log) ?? [];
  expect(Number(logged)).toBeCloseTo(told, 0);
});
