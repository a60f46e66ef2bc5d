/** A clean-up on a machine that reaches its registry through a proxy alone, as the environment says. */
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { startGitHub } from '../../../script/github-api/server.ts';
import { event, goodDockerfile, makeProject, openRegistry, privateEngine, runJob, type Wish } from '../stand.ts';

/** Its authority can be trusted only where the engine is ours; a registry on `localhost` is asked past every proxy. */
const ours = privateEngine ? test : test.skip;

/** A proxy that opens tunnels and nothing else, and tells where to. */
async function openTunnels(): Promise<AsyncDisposable & { readonly url: string; readonly targets: readonly string[] }> {
  const targets: string[] = [];
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on('connect', ({ url = '' }, client) => {
    targets.push(url);
    const [host = '', port] = url.split(':');
    const there = connect(Number(port), host, () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
    there.pipe(client).pipe(there);
    // Whichever end goes first, and however: a server does not close while the other is open.
    for (const end of [there, client])
      for (const over of ['error', 'end', 'close'])
        end.on(over, () => void [there, client].map((one) => one.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, targets, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

ours('every request of it goes through the proxy, but for those of hosts that are to be asked directly', async () => {
  await using tunnels = await openTunnels();
  await using registry = await openRegistry();
  await using project = await makeProject({ Dockerfile: goodDockerfile() });
  const opened = await event('pull-request-own');
  const { head } = (opened.payload as { pull_request: { head: { sha: string } } }).pull_request;
  await using github = await startGitHub({
    name: 'acme/app',
    branches: {},
    pulls: { 41: head.sha },
    closed: [41],
  });
  const closed = { ...opened, apiUrl: github.url, payload: { ...(opened.payload as object), action: 'closed' } };
  const build = () =>
    runJob({ workspace: project.path, registry, event: { ...opened, apiUrl: github.url }, inputs: { cache: 'none' } });
  const cleanUp = (env: NonNullable<Wish['env']>) =>
    runJob({ workspace: project.path, registry, event: closed, inputs: { stage: 'cleanup' }, env });

  expect((await build()).main.outcome).toBe('success');
  expect(await registry.tags('acme/app')).toContain('pr-41');
  registry.clear();
  const { main } = await cleanUp({ HTTPS_PROXY: tunnels.url });
  expect(main.annotations).toEqual([]);
  expect(await registry.tags('acme/app')).toEqual([]);
  expect(registry.requests.length).toBeGreaterThan(3);
  expect(tunnels.targets).toEqual(registry.requests.map(() => registry.host));

  const sofar = tunnels.targets.length;
  expect((await build()).main.outcome).toBe('success');
  const direct = await cleanUp({ https_proxy: tunnels.url, no_proxy: 'localhost,registry.test' });
  expect(direct.main.outcome).toBe('success');
  expect(await registry.tags('acme/app')).toEqual([]);
  expect(tunnels.targets).toHaveLength(sofar);
});
