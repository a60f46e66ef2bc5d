/** Parts of a deploy as tables have them. */
import type { Deployed, DeployPlan, HostResult, HostsPlan, SshHost } from '../../src/model/deploy.ts';
import { readRunOptions } from '../../src/read/deploy/run-options.ts';
import { sealed } from '../../src/read/secret.ts';

export const digestA = `sha256:${'a'.repeat(64)}`;
export const digestB = `sha256:${'b'.repeat(64)}`;

export function hostOf(label: string, changes: Partial<SshHost> = {}): SshHost {
  return { label, user: 'deploy', address: `${label}.example.com`, port: 22, ...changes };
}

export function accessOf(changes: Partial<HostsPlan> = {}): HostsPlan {
  return {
    hosts: [hostOf('app1'), hostOf('app2', { port: 2222 })],
    jump: undefined,
    key: sealed('key'),
    knownHosts: [],
    dockerSocket: '/var/run/docker.sock',
    folder: '/tmp/run',
    maxUnavailable: 0,
    ...changes,
  };
}

export function planOf(changes: Partial<DeployPlan> = {}): DeployPlan {
  return {
    action: 'deploy',
    name: 'web',
    access: accessOf(),
    image: undefined,
    imageName: undefined,
    options: readRunOptions('').value,
    command: [],
    environment: { values: [], secrets: [] },
    migrate: undefined,
    health: { path: undefined, port: undefined, timeoutSeconds: 90, successes: 3 },
    watchSeconds: 15,
    parallel: 1,
    keep: 3,
    proxy: undefined,
    githubEnvironment: undefined,
    url: undefined,
    force: false,
    replaces: 'anything',
    lockWaitSeconds: 900,
    lockSeconds: 3600,
    owner: 'slipway-0a1b2c',
    ...changes,
  };
}

export function containerOf(id: string, changes: Partial<Deployed> = {}): Deployed {
  return {
    id,
    created: '',
    containerName: id,
    digest: digestA,
    reference: `ghcr.io/acme/app@${changes.digest ?? digestA}`,
    revision: '',
    settings: 'settings',
    owner: 'slipway-1',
    time: '2026-11-21T10:00:00.000Z',
    running: false,
    restarts: 0,
    health: undefined,
    restart: 'unless-stopped',
    previous: '',
    ports: [],
    probe: { path: undefined, port: undefined },
    ...changes,
  };
}

export function resultOf(changes: Partial<HostResult> = {}): HostResult {
  return {
    host: 'app1',
    state: 'deployed',
    from: digestA,
    to: digestB,
    health: 'healthy after 2.3 s',
    seconds: 4.56,
    gapSeconds: undefined,
    mend: [],
    ...changes,
  };
}
