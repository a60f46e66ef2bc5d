/** A host with the classic image store and a small disk: it deploys as well, heals, and says that it is full. */
import { dirname } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Host } from '../../../script/rig/hosts/host.ts';
import { inventory, moodVolume, setMoods, until, verdict } from './faults.ts';
import { containers, deployed, openYard, serving, type Version, word, type Yard } from './yard.ts';

let yard: Yard;
let host: Host;
let one: Version;
let two: Version;
const fast = { 'deploy-watch': '0s', 'deploy-health-successes': '1' };

beforeAll(async () => {
  yard = await openYard(1, { store: 'classic', dataSizeMb: 96 });
  const [first] = yard.hosts;
  if (first === undefined) throw new Error('There is no host');
  host = first;
  [one, two] = [await yard.build(), await yard.build()];
  // As /var/lib is; the rig's own folders are closed.
  const data = await host.docker('info', '--format', '{{.DockerRootDir}}');
  const above = dirname(data.trim());
  await host.inside(['chmod', 'o+x', above, dirname(above)]);
});

beforeEach(async () => {
  expect((await yard.deploy(one, fast)).main.exitCode).toBe(0);
});

afterAll(async () => {
  await yard[Symbol.asyncDispose]();
});

test('a second version takes its place', async () => {
  const { main } = await yard.deploy(two, fast);
  expect(deployed(main)).toMatchObject({ h1: { state: 'deployed', from: one.digest, to: two.digest } });
  expect(await word(host)).toBe(two.word);
});

test.each([
  ['stopped', ['stop', 'web']],
  ['removed', ['rm', '--force', 'web']],
  ['paused', ['pause', 'web']],
])('what somebody has %s runs again', async (_, words) => {
  await host.docker(...words);
  const { main } = await yard.deploy(one, fast);
  expect(deployed(main)).toMatchObject({ h1: { state: 'deployed', to: one.digest } });
  expect(await serving(host)).toBe(one.digest);
});

test.each([
  ['before the pull', 'head -c 100m /dev/urandom', /^h1 has \d+\.\d MB left in \S+, and the image takes \d+\.\d MB/],
  ['by the pull itself', 'head -c 120m /dev/zero', /^h1 could not pull DIGEST from \S+: its disk is full$/],
])('a disk without room is found %s', async (_, fill, message) => {
  const large = await yard.build({ lines: [`RUN ${fill} > /large`] });
  const before = await inventory(host);
  const { main } = await yard.deploy(large, fast);
  expect(main.exitCode).toBe(1);
  expect(verdict(main)).toMatch(message);
  expect(deployed(main)).toMatchObject({ h1: { state: 'untouched', to: one.digest } });
  expect(await inventory(host)).toEqual(before);
  expect(await word(host)).toBe(one.word);
});

test('what starts slowly is given its own time, on the way back and by a rollback, too', async () => {
  const check = 'HEALTHCHECK --interval=1s --start-period=60s CMD wget -q -O- http://127.0.0.1:8080/cgi-bin/healthz';
  const slow = await yard.build({ lines: [check, 'CMD ["sh", "-c", "sleep 6; exec httpd -f -p 8080 -h /www"]'] });
  const sick = await yard.build({ lines: ['HEALTHCHECK --interval=1s --retries=1 CMD false'] });
  const asked = {
    ...fast,
    'deploy-health-path': '',
    'deploy-health-timeout': '3s',
    'deploy-run': '--publish 8080:8080',
  };
  expect((await yard.deploy(slow, asked)).main.exitCode).toBe(0);
  const { main } = await yard.deploy(sick, asked);
  expect(deployed(main)).toMatchObject({ h1: { state: 'rolled back', to: slow.digest } });
  expect((await yard.deploy(two, asked)).main.exitCode).toBe(0);
  const back = await yard.deploy(undefined, { ...asked, stage: 'rollback' });
  expect(deployed(back.main)).toMatchObject({ h1: { state: 'deployed', to: slow.digest } });
});

test('a rollback that fails leaves nothing that a restart of the host would start', async () => {
  expect((await yard.deploy(two, { ...fast, 'deploy-run': '--publish 8081:8080' })).main.exitCode).toBe(0);
  expect((await yard.deploy(one, fast)).main.exitCode).toBe(0);
  // A process of the host has the port by now.
  await host.docker('run', '--detach', '--name=process', '--network=host', one.reference, 'httpd', '-f', '-p', '8081');
  const { main } = await yard.deploy(undefined, { ...fast, stage: 'rollback' });
  await host.docker('rm', '--force', 'process');
  expect(deployed(main)).toMatchObject({ h1: { state: 'rolled back', to: one.digest } });
  const started = (await containers(host)).filter(({ restart }) => restart !== 'no');
  expect(started.map(({ name }) => name)).toEqual(['web']);
  expect((await yard.deploy(undefined, { ...fast, stage: 'rollback' })).main.exitCode).toBe(0);
  expect((await containers(host)).find(({ name }) => name === 'web')).toMatchObject({ restart: 'unless-stopped' });
});

test('what crashes again and again is not left as it is', async () => {
  const fickle = await yard.build({ lines: ['CMD ["sh", "-c", "test ! -e /mood/sick && httpd -f -p 8080 -h /www"]'] });
  const asked = { ...fast, 'deploy-run': moodVolume };
  await setMoods([host], () => 'well');
  expect((await yard.deploy(fickle, asked)).main.exitCode).toBe(0);
  await host.inside(['touch', '/run/mood/sick']);
  await host.docker('restart', '--timeout=0', 'web');
  const tried = () => host.docker('inspect', '--format', '{{.RestartCount}} {{.State.Status}}', 'web');
  await until(async () => /^(?:[7-9]|1\d) restarting/.test(await tried()), 'a seventh try');
  let mended: Promise<string> | undefined;
  // The engine waits twice as long each time, 13 s after the seventh: it is down while the run looks.
  const onLine = (line: string) => {
    if (line.startsWith('Connected to')) mended ??= host.inside(['rm', '/run/mood/sick']);
  };
  const { main } = await yard.deploy(fickle, asked, { onLine });
  await mended;
  expect(deployed(main)).toMatchObject({ h1: { state: 'deployed', to: fickle.digest } });
});
