/** What `npm run bench` makes of the times that it takes. How long anything takes here is nobody's promise. */

import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { openLink, roundTripMilliseconds } from '../../script/bench/pipeline/link.ts';
import type { Row } from '../../script/bench/pipeline/measure.ts';
import { readOptions, routes, scenarios } from '../../script/bench/pipeline/options.ts';
import { PhaseClock } from '../../script/bench/pipeline/phases.ts';
import { tables } from '../../script/bench/pipeline/table.ts';
import { median, timePairs } from '../../script/bench/rounds.ts';

test('without words everything is measured, near by', () => {
  expect(readOptions([])).toEqual({ rounds: 5, scenarios, routes, latency: false });
});

test('scenarios are measured in their own order, however they are asked for', () => {
  const options = readOptions(['--only', 'changed', '--only=cold', '--route', 'builder', '--rounds=3', '--latency']);
  expect(options).toEqual({ rounds: 3, scenarios: ['cold', 'changed'], routes: ['builder'], latency: true });
});

test.each([
  [['--only', 'warm'], '--only warm is not known'],
  [['--rounds', '0'], '--rounds 0 is no number from 1 to 999'],
  [['--quick'], "Unknown option '--quick'"],
])('%j is refused with the usage', (words, message) => {
  expect(() => readOptions(words)).toThrow(message);
  expect(() => readOptions(words)).toThrow('usage: npm run bench [');
});

test('the median of an even number of rounds lies between the two in the middle', () => {
  expect([median([9, 1, 2]), median([4, 1, 9, 2])]).toEqual([2, 3]);
});

test('every other round begins with the second', async () => {
  const order: string[] = [];
  const thing = (name: string) => async () => async () => void order.push(name);
  const heard: unknown[] = [];
  const pairs = await timePairs(3, thing('raw'), thing('action'), (pair) => heard.push(pair));
  expect(order).toEqual(['raw', 'action', 'action', 'raw', 'raw', 'action']);
  expect(heard).toEqual(pairs);
});

test('what gets ready is not timed', async () => {
  const slow = async () => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    return async () => undefined;
  };
  const [pair] = await timePairs(1, slow, slow, () => undefined);
  expect(pair?.first).toBeLessThan(200);
});

function row(scenario: Row['scenario'], ...pairs: readonly [first: number, second: number][]): Row {
  return { route: 'builder', scenario, pairs: pairs.map(([first, second]) => ({ first, second })), phases: [] };
}

test('a row is too slow when both its ratio and its difference are over the limits', () => {
  const slow = row('cold', [4000, 5000], [4000, 4400]);
  const small = row('unchanged', [1000, 1290]);
  const long = row('changed', [10_000, 10_400]);
  const lines = tables([slow, small, long]);
  expect(lines).toContain('| builder | cold | 4.00 | 4.70 | 0.70 | 1.18 |');
  expect(lines.at(-1)).toBe('Over 1.05 times and +0.3 s: builder cold.');
  expect(tables([small, long]).at(-1)).toBe('No row is over 1.05 times and +0.3 s.');
});

test('a log tells how long build, publish and cache took; the gates have what is left', () => {
  const clock = new PhaseClock();
  const log = [
    'Slipway 1.0.0 on push to main',
    '▼ Build and test',
    'Built 61bd33f0a2c4, 84.1 MB, 9 of 14 steps cached, 0.0 s',
  ];
  for (const line of [
    ...log,
    'Pushed localhost/app:main (new), 0.0 s',
    'Saved the build cache to localhost/app:c, 1.5 s',
  ])
    clock.read(line);
  clock.mainEnded();
  const { build, publish, cache } = clock.phases();
  expect({ build, publish, cache }).toEqual({ build: 0, publish: 0, cache: 1500 });
});

test('a log without a push has no phases', () => {
  const clock = new PhaseClock();
  clock.read('Slipway 1.0.0 on push to main');
  expect(() => clock.phases()).toThrow('no moment of "build"');
});

test('the link brings every byte, in order, and no answer before a round trip', async () => {
  const echo = createServer({ allowHalfOpen: true }, (socket) => void socket.pipe(socket));
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  await using link = await openLink((echo.address() as AddressInfo).port);
  const sent = Buffer.alloc(6_000_000, 'slipway-link');
  const start = performance.now();
  expect(Buffer.compare(await answerTo(sent, link.port), sent)).toBe(0);
  expect(performance.now() - start).toBeGreaterThan(roundTripMilliseconds);
  await new Promise((resolve) => echo.close(resolve));
});

async function answerTo(sent: Buffer, port: number): Promise<Buffer> {
  const socket = connect(port, '127.0.0.1');
  socket.end(sent);
  const parts: Buffer[] = [];
  for await (const part of socket) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
