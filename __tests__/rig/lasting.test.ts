/** The registry of the local run: the same one at every call, and locked. */
import { expect, test } from '@jest/globals';
import { startLastingRegistry } from '../../script/rig/lasting.ts';

test('a second call finds the registry of the first, which asks for the password', async () => {
  const { host, username, password } = await startLastingRegistry();
  expect((await startLastingRegistry()).host).toBe(host);
  const ask = (secret: string) => {
    const authorization = `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`;
    return fetch(`http://${host}/v2/`, { headers: { authorization } });
  };
  expect((await ask(password)).status).toBe(200);
  expect((await ask('guess')).status).toBe(401);
});
