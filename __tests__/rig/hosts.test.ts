/** The production hosts: each member of them does what it says, and nothing is left of them afterwards. */
import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { ensureBusybox } from '../../script/rig/bases.ts';
import { openClient } from '../../script/rig/client.ts';
import { run } from '../../script/rig/command.ts';
import { bringUpEngine, secondEngine } from '../../script/rig/engine.ts';
import { type Fleet, type Host, startHost, startHosts } from '../../script/rig/hosts/host.ts';
import { startJumpHost } from '../../script/rig/hosts/jump.ts';
import { programEnvironment } from '../../script/rig/hosts/programs.ts';
import { hostsHome, repository } from '../../script/rig/paths.ts';
import { waitFor } from '../../script/rig/processes.ts';
import { type Registry, startRegistry } from '../../script/rig/registry.ts';
import { openLogin } from './ssh.ts';

jest.setTimeout(60_000);

const engine = await bringUpEngine(() => undefined);
const ours = engine.kind === 'private' ? test : test.skip;
const password = 'a pass word of the registry';

let registry: Registry;
let image: string;
let fleet: Fleet;

beforeAll(async () => {
  if (engine.kind === 'found') return;
  registry = await startRegistry({ tls: true, auth: { username: 'ci', password } });
  image = `${registry.host}/app:1`;
  await using client = await openClient(engine);
  await client.docker(['tag', await ensureBusybox(engine, () => undefined), image]);
  await client.docker(['login', '--username', 'ci', '--password-stdin', registry.host], { input: password });
  expect(await client.docker(['push', image])).toMatchObject({ code: 0 });
  fleet = await startHosts(2);
});

afterAll(async () => {
  await fleet?.[Symbol.asyncDispose]();
  await registry?.stop();
});

function hostAt(index: number): Host {
  const host = fleet.hosts[index];
  if (host === undefined) throw new Error(`There is no host ${index}.`);
  return host;
}

/** Pulls the image to a host as a deployment does: with a login that only the client here has. */
async function pull(host: Host, dockerHost: string): Promise<void> {
  await using client = await openClient({ ...engine, env: { ...host.env, DOCKER_HOST: dockerHost } });
  const login = ['login', '--username', 'ci', '--password-stdin', registry.host];
  expect(await client.docker(login, { input: password })).toMatchObject({ code: 0 });
  expect(await client.docker(['pull', image])).toMatchObject({ code: 0 });
}

/** By the second socket, without ssh. */
function pullDirectly(host: Host): Promise<void> {
  return pull(host, String(host.env['DOCKER_HOST']));
}

function connects(host: Host, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: host.address, port, timeout: 1000 });
    const say = (word: string) => {
      socket.destroy();
      resolve(word);
    };
    socket.on('connect', () => say('connected'));
    socket.on('timeout', () => say('silence'));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => say(String(code)));
  });
}

test('without the private engine there are no hosts, and it says so', async () => {
  const module = JSON.stringify(join(repository, 'script', 'rig', 'hosts', 'host.ts'));
  const program = `import { startHost } from ${module}; await startHost({ name: 'none' });`;
  // An engine that answers, and is not said to be the rig's own, is somebody's.
  const env = { ...engine.env, SLIPWAY_RIG: '', [secondEngine]: undefined };
  const ended = await run([process.execPath, '--input-type=module', '--eval', program], { env });
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('Hosts need the private engine') });
});

ours('docker goes through a forwarded socket, and the password of the registry stays here', async () => {
  const host = hostAt(0);
  await using login = await openLogin([host.knownHosts]);
  const before = await host.logins();
  await using forward = await login.forward(host);
  await pull(host, forward.dockerHost);
  const started = await run(['docker', 'run', '-d', '--rm', '--name', 'far', image, 'sleep', '4711'], {
    env: { ...host.env, DOCKER_HOST: forward.dockerHost },
  });
  expect(started).toMatchObject({ code: 0 });
  expect(await host.docker('ps', '--format', '{{.Names}} {{.Image}}')).toBe(`far ${image}\n`);
  expect(await host.processes()).toContain('sleep 4711');
  expect((await host.processes()).join('\n')).not.toContain(password);
  expect(await host.files()).toEqual([]);
  expect((await host.logins()) - before).toBe(1);
  await host.docker('kill', 'far');
});

ours('what somebody leaves in a home is seen', async () => {
  const host = hostAt(0);
  await using login = await openLogin([host.knownHosts]);
  await host.inside(['mkdir', '/root/.docker']);
  await host.inside(['touch', '/root/.docker/config.json']);
  const command = `docker login --username ci --password '${password}' ${registry.host}; touch /tmp/left`;
  expect(await login.run(host, command)).toMatchObject({ code: 0 });
  const left = ['/home/deploy/.docker/config.json', '/root/.docker/config.json', '/tmp/left'];
  expect(await host.files()).toEqual(left);
  await host.inside(['rm', '-r', '/home/deploy/.docker', '/root/.docker', '/tmp/left']);
});

ours('each host has its own key, name and port, and only the one that is known is spoken to', async () => {
  const [first, second] = [hostAt(0), hostAt(1)];
  await using stranger = await startHost({ name: 'odd', port: 2222 });
  expect(stranger.target).toBe(`deploy@${stranger.address}:2222`);
  await using login = await openLogin([first.knownHosts, stranger.knownHosts]);
  expect(await login.run(first, 'hostname; groups')).toMatchObject({ code: 0, stdout: 'h1\ndeploy docker\n' });
  expect(await login.run(stranger, 'hostname')).toMatchObject({ code: 0, stdout: 'odd\n' });
  expect(await login.run(second, 'hostname')).toMatchObject({
    code: 255,
    stderr: expect.stringContaining('Host key verification failed'),
  });
  await using deceived = await openLogin([first.knownHosts.replace(first.address, second.address)]);
  expect((await deceived.run(second, 'hostname')).stderr).toContain('REMOTE HOST IDENTIFICATION HAS CHANGED');
});

ours('a host reaches the registries and its neighbours, and nothing else', async () => {
  const [first, second] = [hostAt(0), hostAt(1)];
  await expect(first.inside(['ip', 'route', 'get', '192.0.2.1'])).rejects.toThrow('unreachable');
  expect(await first.inside(['ip', 'route', 'get', second.address])).toContain('eth0');
});

ours('a cable that is out leaves a host silent, and back in it answers', async () => {
  const host = hostAt(0);
  await using login = await openLogin([host.knownHosts]);
  await host.cut();
  expect(await login.run(host, 'true')).toMatchObject({ code: 255 });
  await host.plug();
  expect(await login.run(host, 'true', ['-o', 'ConnectTimeout=10'])).toMatchObject({ code: 0 });
});

ours('a slow cable carries little, and much again afterwards', async () => {
  const host = hostAt(0);
  await using login = await openLogin([host.knownHosts]);
  const input = 'x'.repeat(500_000);
  const send = (seconds: string) =>
    run(['timeout', seconds, ...login.words(host), 'wc', '-c'], { input, env: programEnvironment() });
  await host.slow({ rate: '8kbit' });
  expect(await send('3')).toMatchObject({ code: 124 });
  await host.slow(undefined);
  expect(await send('30')).toMatchObject({ code: 0, stdout: '500000\n' });
});

ours('dropped connections end, and the next one is accepted', async () => {
  const host = hostAt(0);
  await using login = await openLogin([host.knownHosts]);
  await using forward = await login.forward(host);
  await host.dropSsh();
  expect(await forward.ended).toBe(255);
  expect(await login.run(host, 'true')).toMatchObject({ code: 0 });
});

ours.each([
  { liveRestore: true, after: 'true' },
  { liveRestore: false, after: 'false' },
])('an engine that was killed comes back, live restore $liveRestore', async ({ liveRestore, after }) => {
  await using host = await startHost({ name: 'killed', liveRestore });
  await pullDirectly(host);
  await host.docker('run', '-d', '--name', 'app', '--stop-signal', 'KILL', image, 'sleep', '4712');
  const state = () => host.docker('inspect', '--format', '{{.State.Running}}', 'app');
  expect(await state()).toBe('true\n');
  await host.killEngine();
  await expect(state()).rejects.toThrow('Is the docker daemon running?');
  await expect(host.killEngine()).rejects.toThrow('No engine runs on killed.');
  expect(await host.processes()).toContain('sleep 4712');
  await host.startEngine();
  expect(await state()).toBe(`${after}\n`);
});

ours('a host that died answers nobody', async () => {
  await using host = await startHost({ name: 'dead' });
  await using login = await openLogin([host.knownHosts]);
  await using forward = await login.forward(host);
  await host.die();
  expect(await login.run(host, 'true')).toMatchObject({ code: 255 });
  await expect(host.docker('ps')).rejects.toThrow('Is the docker daemon running?');
  await forward[Symbol.asyncDispose]();
});

ours('a hidden host is reached through the jump host alone', async () => {
  await using jump = await startJumpHost();
  await using host = await startHost({ name: 'hidden', hidden: true });
  await using login = await openLogin([jump.knownHosts, host.knownHosts]);
  expect((await login.run(host, 'true')).stderr).toContain('No route to host');
  const through = ['-o', `ProxyCommand=${login.words(jump, ['-W', '%h:%p']).join(' ')}`];
  expect(await login.run(host, 'hostname', through)).toMatchObject({ code: 0, stdout: 'hidden\n' });
  expect([await jump.logins(), await host.logins()]).toEqual([1, 1]);
  expect((await jump.processes()).join('\n')).not.toContain('dockerd');
  expect(await jump.files()).toEqual([]);
});

ours('a port that a hidden host publishes is not to be had', async () => {
  await using hidden = await startHost({ name: 'hidden', hidden: true });
  const serve = async (host: Host) => {
    await pullDirectly(host);
    await host.docker('run', '-d', '--init', '--name', 'web', '-p', '80:80', image, 'httpd', '-f', '-p', '80');
    // `docker run` does not wait until the program listens; its port is 0050 there.
    await host.docker('exec', 'web', 'sh', '-c', 'until grep -q :0050 /proc/net/tcp*; do sleep 0.1; done');
    return await connects(host, 80);
  };
  expect(await serve(hidden)).toBe('silence');
  expect(await serve(hostAt(1))).toBe('connected');
});

ours('a jump host may forbid to go further', async () => {
  await using jump = await startJumpHost({ sshd: ['AllowTcpForwarding no'] });
  await using login = await openLogin([jump.knownHosts]);
  const { code, stderr } = await run(login.words(jump, ['-W', `${hostAt(0).address}:22`]), {
    env: programEnvironment(),
  });
  expect({ code, stderr }).toMatchObject({ code: 255, stderr: expect.stringContaining('administratively prohibited') });
});

ours('a user outside of the group docker is not let to the engine', async () => {
  await using host = await startHost({ name: 'strict', mayUseDocker: false, store: 'classic', dataSizeMb: 60 });
  await using login = await openLogin([host.knownHosts]);
  expect((await login.run(host, 'docker ps')).stderr).toContain('permission denied while trying to connect');
  expect(await host.docker('info', '--format', '{{.Driver}}')).toBe('overlay2\n');
  await pullDirectly(host);
  const fill = ['run', '--rm', image, 'dd', 'if=/dev/zero', 'of=/big', 'bs=1M', 'count=100'];
  await expect(host.docker(...fill)).rejects.toThrow('No space left on device');
});

/** Everything here that hosts with such a folder could have left: processes, folders, control groups, mounts. */
async function tracesOf(prefix: string): Promise<string[]> {
  const running = join(hostsHome, 'running');
  const texts = (await processTexts()).filter((text) => text.includes(join(running, prefix)));
  const processes = texts.map((text) => `process ${text}`);
  const homes = (await readdir(running)).filter((name) => name.startsWith(prefix));
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
  return [...processes, ...homes, ...(await groupsOf(prefix)), ...mounts.filter((line) => line.includes(prefix))];
}

/** The command line and the environment of all processes, each one text with zero bytes between the words. */
async function processTexts(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const files = pids.flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`]);
  return await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
}

/** One folder for each hierarchy of control groups, or one for all. */
async function groupsOf(prefix: string): Promise<string[]> {
  const top = '/sys/fs/cgroup';
  const folders = [top, ...(await readdir(top)).map((name) => join(top, name))];
  const names = await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])));
  return names.flat().filter((name) => name.startsWith(`slipway-rig-${prefix}`));
}

/** The machine's ends of the cables to all switches. */
async function legs(): Promise<string[]> {
  const { stdout } = await run(['ip', '-o', 'link', 'show', 'type', 'veth'], { env: programEnvironment() });
  return stdout.match(/slipway-lab\d+/g) ?? [];
}

interface Elsewhere extends AsyncDisposable {
  readonly pid: number;
  /** Lets it give its host back; it runs on. */
  giveBack(): Promise<void>;
  kill(): Promise<void>;
}

/** Starts a host in a process of its own, and comes back when the host is up. */
async function startElsewhere(name: string): Promise<Elsewhere> {
  const module = join(repository, 'script', 'rig', 'hosts', 'host.ts');
  const program = `import { startHost } from ${JSON.stringify(module)};
    const host = await startHost({ name: ${JSON.stringify(name)} });
    console.log('up');
    for await (const _ of process.stdin);
    await host[Symbol.asyncDispose]();
    console.log('given back');
    setInterval(() => undefined, 1000);`;
  const argv = ['--input-type=module', '--eval', program];
  const child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'inherit'] });
  const says = () => new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data))));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  expect(await says()).toBe('up\n');
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return {
    pid: Number(child.pid),
    giveBack: async () => {
      child.stdin.end();
      expect(await says()).toBe('given back\n');
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

ours('hosts die with the process that started them, and the next start clears what they left on disk', async () => {
  const before = await legs();
  await using other = await startElsewhere('lost');
  expect(await legs()).toHaveLength(before.length + 1);
  const prefix = `${other.pid}-`;
  expect((await tracesOf(prefix)).join('\n')).toContain('dockerd');
  await other.kill();
  const dead = async () => !(await tracesOf(prefix)).some((trace) => trace.startsWith('process'));
  expect(await waitFor(dead, 10_000)).toBe(true);
  expect(await waitFor(async () => (await legs()).length === before.length, 10_000)).toBe(true);
  expect(await tracesOf(prefix)).not.toEqual([]);
  await using _next = await startHost({ name: 'next' });
  expect(await tracesOf(prefix)).toEqual([]);
});

ours('the switch goes with the last host, while its process runs on', async () => {
  const before = await legs();
  await using other = await startElsewhere('last');
  await other.giveBack();
  expect(await legs()).toEqual(before);
  expect(await tracesOf(`${other.pid}-`)).toEqual([]);
});

ours('nothing is left of a host that was given back, with a container in it', async () => {
  const prefix = `${process.pid}-full-`;
  const runs = async () => (await processTexts()).includes('sleep\x004713\0');
  const host = await startHost({ name: 'full', dataSizeMb: 100 });
  await pullDirectly(host);
  await host.docker('run', '-d', image, 'sleep', '4713');
  expect(await runs()).toBe(true);
  expect((await tracesOf(prefix)).join('\n')).toContain(`slipway-rig-${prefix}`);
  await host[Symbol.asyncDispose]();
  expect(await runs()).toBe(false);
  expect(await tracesOf(prefix)).toEqual([]);
});
