/** The real kamal-proxy in an image of ours: what a deployment asks of it, as on a host with the official image. */
import { randomBytes } from 'node:crypto';
import { expect, jest, test } from '@jest/globals';
import { ensureBusybox } from '../../script/rig/bases.ts';
import { type Ended, run } from '../../script/rig/command.ts';
import { bringUpEngine } from '../../script/rig/engine.ts';
import { ensureKamalProxy } from '../../script/rig/kamal-proxy.ts';
import { waitFor } from '../../script/rig/processes.ts';

jest.setTimeout(60_000);

const engine = await bringUpEngine(() => undefined);
/** On an engine that was found it is the official image itself, and its address is not always to be reached. */
const ours = engine.kind === 'private' ? test : test.skip;

function docker(...words: string[]): Promise<Ended> {
  return run(['docker', ...words], { env: engine.env });
}

interface Proxy extends AsyncDisposable {
  readonly name: string;
  /** Runs the program in the container. */
  kamal(...words: string[]): Promise<Ended>;
  /** The answer to a plain request: status and text. */
  get(): Promise<{ readonly status: number; readonly text: string }>;
}

async function openProxy(): Promise<Proxy> {
  const name = `slipway-rig-${randomBytes(4).toString('hex')}`;
  const volume = `${name}:/home/kamal-proxy/.config/kamal-proxy`;
  await docker('network', 'create', name);
  const image = await ensureKamalProxy(engine, () => undefined);
  await docker('run', '--detach', '--name', name, '--network', name, '--volume', volume, image);
  const address = async () => {
    const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
    return (await docker('inspect', '--format', format, name)).stdout.trim();
  };
  const get = async () => {
    const answer = await fetch(`http://${await address()}/`);
    return { status: answer.status, text: await answer.text() };
  };
  const answers = () =>
    get().then(
      () => true,
      () => false,
    );
  expect(await waitFor(answers, 10_000)).toBe(true);
  return {
    name,
    kamal: (...words) => docker('exec', name, 'kamal-proxy', ...words),
    get,
    [Symbol.asyncDispose]: async () => {
      await docker('rm', '--force', name, `${name}-blue`, `${name}-green`);
      await docker('network', 'rm', name);
      await docker('volume', 'rm', name);
    },
  };
}

/** A web server beside the proxy whose pages say its color; gives its container's short id. */
async function serve(proxy: Proxy, color: 'blue' | 'green'): Promise<string> {
  const image = await ensureBusybox(engine, () => undefined);
  const command = `mkdir /www && echo ${color} | tee /www/index.html /www/up && exec httpd -f -p 3000 -h /www`;
  const name = `${proxy.name}-${color}`;
  const { stdout } = await docker(
    'run',
    '-d',
    '--init',
    '--name',
    name,
    '--network',
    proxy.name,
    image,
    'sh',
    '-c',
    command,
  );
  return stdout.slice(0, 12);
}

ours('it has the user and the ports of the official image', async () => {
  await using proxy = await openProxy();
  const format = '{{.Config.User}} {{json .Config.ExposedPorts}} {{json .Config.Cmd}} {{json .Config.Entrypoint}}';
  expect((await docker('inspect', '--format', format, proxy.name)).stdout).toBe(
    'kamal-proxy:kamal-proxy {"443/tcp":{},"80/tcp":{}} ["kamal-proxy","run"] null\n',
  );
});

ours('it goes from one container to the next when that one is healthy, and remembers', async () => {
  await using proxy = await openProxy();
  expect(await proxy.get()).toMatchObject({ status: 404 });
  await serve(proxy, 'blue');
  expect(await proxy.kamal('deploy', 'web', `--target=${proxy.name}-blue:3000`)).toMatchObject({ code: 0 });
  expect(await proxy.get()).toEqual({ status: 200, text: 'blue\n' });
  const target = `${await serve(proxy, 'green')}:3000`;
  const sick = await proxy.kamal(
    'deploy',
    'web',
    `--target=${target}`,
    '--health-check-path=/sick',
    '--deploy-timeout=1s',
  );
  expect(sick).toMatchObject({
    code: 1,
    stderr: 'Error: target failed to become healthy within configured timeout (1s)\n',
  });
  expect(await proxy.get()).toEqual({ status: 200, text: 'blue\n' });
  expect(await proxy.kamal('deploy', 'web', `--target=${target}`)).toMatchObject({ code: 0 });
  expect(await proxy.get()).toEqual({ status: 200, text: 'green\n' });
  await docker('restart', proxy.name);
  expect((await proxy.kamal('list')).stdout).toContain(target);
  expect(await proxy.get()).toEqual({ status: 200, text: 'green\n' });
});
