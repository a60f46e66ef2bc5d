/** What ssh is told: all of it, in a file of this run. The machine's own configuration is never read. */
import type { HostsPlan, SshHost } from '../../model/deploy.ts';

/** ssh leaves when the question after the last of so many is due: a loss is noticed after 12 s. */
const alive = { seconds: 4, times: 2 } as const;
const connectSeconds = 15;

/** The files that ssh reads. */
export function sshFiles(folder: string): Readonly<Record<'config' | 'key' | 'knownHosts', string>> {
  return { config: `${folder}/ssh_config`, key: `${folder}/deploy_key`, knownHosts: `${folder}/known_hosts` };
}

/** By which ssh knows a host here: labels are for people, and two may differ in what a file name cannot show. */
export function aliasOf(host: SshHost, { hosts, jump }: Pick<HostsPlan, 'hosts' | 'jump'>): string {
  return host === jump ? 'jump' : `host${hosts.indexOf(host) + 1}`;
}

/** Whether it is one, which is also the name of the socket by which its connection is told to end. */
export function isAlias(name: string): boolean {
  return /^(?:jump|host\d+)$/.test(name);
}

/** Where the host's engine answers on this machine. */
export function socketOf(alias: string, folder: string): string {
  return `${folder}/${alias}.docker`;
}

/** ssh_config(5): the first value of an option counts, so the hosts stand before what holds for all. */
export function sshConfig(plan: HostsPlan): string {
  const { hosts, jump, folder } = plan;
  const all = [...(jump === undefined ? [] : [jump]), ...hosts];
  return [...all.flatMap((host) => hostLines(host, plan)), ...common(folder)].map((line) => `${line}\n`).join('');
}

function hostLines(host: SshHost, plan: HostsPlan): string[] {
  const alias = aliasOf(host, plan);
  const forward = `LocalForward ${word(socketOf(alias, plan.folder))} ${word(plan.dockerSocket)}`;
  return [
    `Host ${alias}`,
    `  HostName ${host.address}`,
    `  Port ${host.port}`,
    `  User ${host.user}`,
    ...(host === plan.jump ? [] : [`  ${forward}`]),
    ...(host === plan.jump || plan.jump === undefined ? [] : [`  ProxyJump ${aliasOf(plan.jump, plan)}`]),
  ];
}

function common(folder: string): string[] {
  const { key, knownHosts } = sshFiles(folder);
  return [
    'Host *',
    `  IdentityFile ${word(key)}`,
    '  IdentitiesOnly yes',
    '  IdentityAgent none',
    '  AddKeysToAgent no',
    `  UserKnownHostsFile ${word(knownHosts)}`,
    '  GlobalKnownHostsFile /dev/null',
    '  StrictHostKeyChecking yes',
    '  UpdateHostKeys no',
    '  VerifyHostKeyDNS no',
    '  PreferredAuthentications publickey',
    '  PasswordAuthentication no',
    '  BatchMode yes',
    '  ForwardAgent no',
    '  ForwardX11 no',
    '  PermitLocalCommand no',
    '  RequestTTY no',
    `  ConnectTimeout ${connectSeconds}`,
    `  ServerAliveInterval ${alive.seconds}`,
    `  ServerAliveCountMax ${alive.times}`,
    '  ExitOnForwardFailure yes',
    '  StreamLocalBindUnlink yes',
    // Everything that follows on a host, and all hosts behind a jump host, go through one login.
    '  ControlMaster auto',
    '  ControlPersist no',
    `  ControlPath ${word(`${folder}/%n`)}`,
    '  LogLevel INFO',
  ];
}

/** Quoted; a percent sign of ours is doubled but for the one token in use. */
function word(text: string): string {
  return `"${text.replace(/%(?!n$)/g, '%%')}"`;
}
