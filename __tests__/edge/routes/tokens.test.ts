/** A registry that changes logins for tokens of a short life: a push that outlives its token gets another, or ends. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Engine, startExtraEngine } from '../../../script/rig/engine.ts';
import { waitFor } from '../../../script/rig/processes.ts';
import type { Fault, Registry } from '../../../script/rig/registry.ts';
import { type Job, makeProject, openRegistry, runJob } from '../stand.ts';
import { containerSettings } from './routes.ts';

type Route = 'the engine' | 'a builder';

/** Engines ask a token service as any other site, so this one has to trust the rig's authority as a machine does. */
let engine: Engine & AsyncDisposable;
beforeAll(async () => {
  engine = await startExtraEngine({ name: 'tokens', store: 'containerd', reachesRegistries: true });
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
});

const upload: Fault['match'] = { method: 'PUT', path: /\/acme\/app\/blobs\/uploads\// };
/** When the next request for a token is the push's. */
const pushBegins: Record<Route, RegExp> = { 'the engine': /^. Push /, 'a builder': /^. Build/ };

interface Ran extends Job {
  readonly registry: Registry;
}

interface Wish {
  readonly before?: (registry: Registry) => void;
  /** Injected into the token service when the push begins. */
  readonly fault?: Fault;
  readonly inputs?: Readonly<Record<string, string>>;
}

/** The image is one file: the base images of the rig are in the other engine. */
async function publish(
  route: Route,
  { before, fault, inputs }: Wish,
  look: (ran: Ran) => Promise<void>,
): Promise<void> {
  await using registry = await openRegistry({ tokenSeconds: 2 });
  const word = randomBytes(8).toString('hex');
  await using project = await makeProject({ Dockerfile: 'FROM scratch\nCOPY word /\nCMD ["/word"]\n', word });
  const chosen = route === 'a builder' ? await containerSettings(engine, registry) : {};
  before?.(registry);
  const onLine = (line: string) => {
    if (fault !== undefined && pushBegins[route].test(line)) registry.tokens?.inject(fault);
  };
  const where = { workspace: project.path, registry, engineEnv: engine.env, onLine };
  await look({ ...(await runJob({ ...where, inputs: { cache: 'none', ...chosen, ...inputs } })), registry });
}

async function expectTags({ main, registry }: Ran): Promise<void> {
  expect(main.annotations).toEqual([]);
  expect(main.outcome).toBe('success');
  for (const tag of ['main', 'sha-8c1f0d3'])
    expect(await registry.digestOf('acme/app', tag)).toBe(main.outputs['digest']);
}

describe.each<Route>(['the engine', 'a builder'])('by %s', (route) => {
  test('a push that outlives its token gets another: every tag is there', async () => {
    const late: Fault = { match: upload, action: { kind: 'delay', ms: 2500 }, times: 1 };
    await publish(route, { before: (registry) => registry.inject(late) }, async (ran) => {
      await expectTags(ran);
      const refused = ran.registry.requests.filter(
        ({ method, status, hadCredentials }) => method === 'PUT' && status === 401 && hadCredentials,
      );
      expect(refused).toHaveLength(1);
    });
  });

  test('a push that gets no second token: the run fails and names the login, and no tag is there', async () => {
    const before = (registry: Registry) => {
      const outlived = async () => {
        await waitFor(async () => registry.requests.some(({ method }) => method === 'PUT'), 60_000);
        registry.tokens?.inject({ match: {}, action: { kind: 'status', status: 401 } });
        await sleep(2500);
      };
      registry.inject({ match: upload, action: { kind: 'hold', until: outlived() }, times: 1 });
    };
    // Engine and BuildKit wait for ever then.
    await publish(route, { before, inputs: { 'publish-timeout': '6s' } }, async ({ main, registry }) => {
      expect(main.outcome).toBe('failure');
      expect(main.annotations[0]?.message).toMatch(
        /^Push of .*\/acme\/app\S* failed: it did not end in time; the registry does not accept the login\nCheck `username` and `password`, which may have expired/,
      );
      expect(await registry.tags('acme/app')).toEqual([]);
    });
  });

  test.each<[string, Omit<Fault, 'match'>]>([
    ['429', { action: { kind: 'status', status: 429, headers: { 'Retry-After': '2' } }, times: 1 }],
    ['500, three times', { action: { kind: 'status', status: 500 }, times: 3 }],
    ['a connection that ends', { action: { kind: 'reset' }, times: 1 }],
  ])('%s from the token service passes: every tag is there', async (_, fault) => {
    await publish(route, { fault: { match: {}, ...fault } }, expectTags);
  });

  test('403 from the token service: the run fails, and no tag is there', async () => {
    const fault: Fault = { match: {}, action: { kind: 'status', status: 403 } };
    await publish(route, { fault }, async ({ main, registry }) => {
      expect(main.annotations[0]?.message).toMatch(/^(?:Push of|Build failed: ).*the registry refuses access/);
      expect(await registry.tags('acme/app')).toEqual([]);
      expect(main.log).not.toContain('trying again');
    });
  });
});

test('a wrong password gets no token', async () => {
  await publish('the engine', { inputs: { password: 'wrong' } }, async ({ main, registry }) => {
    expect(main.annotations[0]?.message).toMatch(/^Login to .* failed: the registry does not accept the login\n/);
    expect(registry.tokens?.requests.filter(({ status }) => status === 200)).toEqual([]);
  });
});
