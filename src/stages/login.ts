/** Logs in to the plan's registries, in the private Docker configuration of this run. */
import type { Command, Login } from '../model.ts';
import type { World } from '../world/ports.ts';
import { refusalOf } from './explain.ts';
import { persist } from './retry.ts';

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
  const finished = await persist(command, { what: `Login to ${login.registry}` }, world);
  if (finished.exitCode === 0) {
    world.log.line(`Logged in to ${login.registry} as ${login.username}`);
    return;
  }
  throw refusalOf(`Login to ${login.registry} as ${login.username} failed`, finished.stderr);
}
