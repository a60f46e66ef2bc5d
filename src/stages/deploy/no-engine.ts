/** Why no engine answers on a host that lets us in. sshd itself only says that it could not open the socket. */
import { ToolError } from '../../errors.ts';
import type { HostsPlan } from '../../model/deploy.ts';
import type { Link } from './link.ts';
import { aliasOf, sshFiles } from './ssh-config.ts';

const limitSeconds = 15;
/** Nothing listens there; whether we may ask is what we want to know. */
const nowhere = 'http://127.0.0.1:1/';

/** Gives the error to throw. */
export async function noEngine(plan: HostsPlan, link: Link): Promise<ToolError> {
  const { host, world } = link;
  await world.probe(nowhere, limitSeconds);
  const hint = link.hint() ?? ((await socketsBarred(plan, link)) ? socketCure : undefined);
  if (hint !== undefined)
    return new ToolError(
      `${host.label} lets ${host.user} in, but its sshd does not lead on to its Docker engine (${plan.dockerSocket})`,
      { cure: hint },
    );
  if (await socketMissing(plan, link))
    return new ToolError(`${host.label} lets ${host.user} in, and has no socket ${plan.dockerSocket}`, {
      cure: 'see whether its Docker engine runs; `deploy-docker-socket` says where it listens',
    });
  return new ToolError(
    `${host.label} lets ${host.user} in, but not to its Docker engine: the user may not use ${plan.dockerSocket} (it is not in the group docker), or no engine answers there`,
    {
      cure: `on the host: \`sudo usermod --append --groups docker ${host.user}\`, and see whether the engine runs`,
    },
  );
}

const socketCure = 'its sshd forbids to forward sockets: set AllowStreamLocalForwarding to yes';

/**
 * sshd says so only to who asks for the other direction. The socket that is asked for can be made by nobody, so that
 * nothing comes to be on the host.
 */
async function socketsBarred(plan: HostsPlan, link: Link): Promise<boolean> {
  const options = ['ControlPath=none', 'ExitOnForwardFailure=no', 'StreamLocalBindUnlink=no', 'LogLevel=DEBUG1'];
  const impossible = '/proc/slipway:/proc/slipway';
  const argv = [
    ...['ssh', '-F', sshFiles(plan.folder).config, ...options.map((option) => `-o${option}`)],
    ...['-R', impossible, '-s', aliasOf(link.host, plan), 'sftp'],
  ] as unknown as [string, ...string[]];
  const { stderr } = await link.world.run({ title: 'Ask whether sockets are forwarded', argv }, { limitSeconds });
  return /Server has disabled streamlocal forwarding/.test(stderr);
}

/** False also where sshd offers no sftp. */
async function socketMissing({ folder, dockerSocket, ...plan }: HostsPlan, link: Link): Promise<boolean> {
  const alias = aliasOf(link.host, plan);
  const argv = ['sftp', '-q', '-F', sshFiles(folder).config, '-b', '-', alias] as const;
  const { stderr } = await link.world.run(
    { title: 'Look for the socket', argv, stdin: `ls ${dockerSocket}\n` },
    { limitSeconds },
  );
  return /not found|No such file/i.test(stderr);
}
