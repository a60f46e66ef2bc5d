/** Keys for messages: which one a host shows, to be compared by a human and never trusted here, and which one is ours. */
import type { HostsPlan, SshHost } from '../../model/deploy.ts';
import type { World } from '../../world/ports.ts';
import { aliasOf, sshFiles } from './ssh-config.ts';

/** One phrase with the fingerprint, and one with the line for `deploy-known-hosts`; none when the host does not say. */
export async function offeredKey(host: SshHost, plan: HostsPlan, world: World): Promise<readonly string[]> {
  const alias = aliasOf(host, plan);
  const file = `${plan.folder}/${alias}.offered`;
  const only = [
    // A file of its own, in which there is nothing yet, and no way to log in: ssh writes the key down and leaves.
    ...['StrictHostKeyChecking=accept-new', `UserKnownHostsFile=${file}`, 'HashKnownHosts=no'],
    ...['PreferredAuthentications=none', 'ControlPath=none'],
  ].map((option) => `-o${option}`);
  const argv = ['ssh', '-F', sshFiles(plan.folder).config, ...only, '-N', alias] as const;
  await world.run({ title: `Ask ${host.label} for its key`, argv }, { limitSeconds: 20 });
  const line = (await world.files.read(file).catch(() => '')).split('\n')[0] ?? '';
  if (line === '') return [];
  const told = await world.run({
    title: `Work out the fingerprint of ${host.label}`,
    argv: ['ssh-keygen', '-l', '-f', file],
  });
  const fingerprint = /SHA256:\S+/.exec(told.stdout)?.[0] ?? 'unknown';
  return [`it shows ${fingerprint}`, `its line is: ${line}`];
}

/** One phrase with the line for `authorized_keys`; none when ssh-keygen does not read the key. */
export async function ownKeyLine({ folder }: HostsPlan, world: World): Promise<readonly string[]> {
  const argv = ['ssh-keygen', '-y', '-f', sshFiles(folder).key] as const;
  const { exitCode, stdout } = await world.run({ title: 'Work out the public half of the key', argv });
  return exitCode === 0 && stdout.trim() !== '' ? [`its line is: ${stdout.trim()}`] : [];
}
