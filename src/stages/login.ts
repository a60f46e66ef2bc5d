/** Logs in to the plan's registries, in the private Docker configuration of this run. */
import type { Command } from '../model/decision.ts';
import type { Login } from '../model/inputs.ts';
import type { Finished, World } from '../world/ports.ts';
import { refusalOf } from './explain.ts';
import { persist, waitAfter } from './retry.ts';

/** The password goes in on standard input. One wrong login stops the run: the push would fail after all the work. */
export async function logIn(logins: readonly Login[], world: World): Promise<void> {
  for (const login of logins) await logInTo(login, world);
}

async function logInTo(login: Login, world: World): Promise<void> {
  const server = login.registry === 'docker.io' ? [] : [login.registry];
  const command: Command = {
    title: `Log in to ${login.registry}`,
    argv: ['docker', 'login', '--username', login.username, '--password-stdin', ...server],
    stdin: login.password,
  };
  const what = `Login to ${login.registry}`;
  const first = await persist(command, { what }, world);
  const finished = (await mayBeMistaken(first, what, world)) ? await persist(command, { what }, world) : first;
  if (finished.exitCode === 0) {
    world.log.line(`Logged in to ${login.registry} as ${login.username}`);
    return;
  }
  throw refusalOf(`Login to ${login.registry} as ${login.username} failed`, finished);
}

/**
 * Docker learns from a registry's first answer whether it wants a password. When that answer is 429 or 500 it sends
 * none, and its words are then the same as after a wrong one. So a 401 is believed the second time.
 */
async function mayBeMistaken({ exitCode, stderr }: Finished, what: string, world: World): Promise<boolean> {
  if (exitCode === 0 || !/\b401\b/.test(stderr)) return false;
  return waitAfter({ what, words: stderr, tried: 1, most: 2 }, world);
}
