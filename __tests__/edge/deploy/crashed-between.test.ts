/** A version that proves itself, and crashes before the watch begins: while the old one takes its time to stop. */
import { expect, test } from '@jest/globals';
import { deployed, openYard, serving } from './yard.ts';

/** Dies once, two seconds after its start, and is well when it is started again. */
const once =
  'if [ -e /once ]; then exec httpd -f -p 8080 -h /www; fi; touch /once; httpd -f -p 8080 -h /www & sleep 2; exit 1';

test('a restart between the health gate and the watch is a failure, too', async () => {
  await using yard = await openYard(1);
  const [host] = yard.hosts;
  if (host === undefined) throw new Error('The yard has a host');
  const steady = await yard.build({ lines: ['STOPSIGNAL SIGTERM'] });
  const stopping = { 'deploy-run': '--stop-timeout 4' };
  expect((await yard.deploy(steady, stopping)).main.exitCode).toBe(0);
  const fickle = await yard.build({ lines: [`CMD ${JSON.stringify(['sh', '-c', once])}`] });
  const { main } = await yard.deploy(fickle, stopping);
  expect(main.annotations[0]?.message).toMatch(/failed on h1: the container restarted within 1 s after it was healthy/);
  expect(deployed(main)).toMatchObject({ h1: { state: 'rolled back', to: steady.digest } });
  return expect(await serving(host)).toBe(steady.digest);
});
