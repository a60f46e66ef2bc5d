/** Our PostgreSQL in the place of the official image: what a compose file asks of it. */
import { randomBytes } from 'node:crypto';
import { expect, jest, test } from '@jest/globals';
import { type Ended, run } from '../../script/rig/command.ts';
import { bringUpEngine } from '../../script/rig/engine.ts';
import { ensurePostgres } from '../../script/rig/postgres.ts';
import { waitFor } from '../../script/rig/processes.ts';

jest.setTimeout(60_000);

const engine = await bringUpEngine(() => undefined);
/** On an engine that was found it is the official image itself, which needs no test of ours. */
const ours = engine.kind === 'private' ? test : test.skip;

function docker(...words: string[]): Promise<Ended> {
  return run(['docker', ...words], { env: engine.env });
}

interface Database extends AsyncDisposable {
  readonly container: string;
  /** Asks as an application does: from another container, by name. */
  ask(password: string, question: string): Promise<Ended>;
}

const settings = ['POSTGRES_USER=app', 'POSTGRES_PASSWORD=s3cret word', 'POSTGRES_DB=shop'];

async function openDatabase(...options: string[]): Promise<Database> {
  const image = await ensurePostgres(engine, () => undefined);
  const name = `slipway-rig-${randomBytes(4).toString('hex')}`;
  await docker('network', 'create', name);
  const variables = settings.flatMap((setting) => ['--env', setting]);
  const network = ['--network', name, '--network-alias', 'db'];
  await docker('run', '--detach', '--name', name, ...network, ...variables, ...options, image);
  const psql = ['psql', '--host=db', '--username=app', '--dbname=shop', '--no-align', '--tuples-only'];
  return {
    container: name,
    ask: (password, question) =>
      docker(
        'run',
        '--rm',
        '--network',
        name,
        '--env',
        `PGPASSWORD=${password}`,
        image,
        ...psql,
        '--command',
        question,
      ),
    [Symbol.asyncDispose]: async () => {
      await docker('rm', '--force', '--volumes', name);
      await docker('network', 'rm', name);
    },
  };
}

/** Over the network, as the health check of a compose file does. */
function isReady(container: string): Promise<boolean> {
  return waitFor(async () => (await docker('exec', container, 'pg_isready', '--host=127.0.0.1')).code === 0, 20_000);
}

ours('a container of the network reaches it by name, with the password and not without', async () => {
  await using database = await openDatabase();
  expect(await isReady(database.container)).toBe(true);
  const question = 'create table word as select lower($$É$$) as text; select text, current_user from word';
  expect(await database.ask('s3cret word', question)).toMatchObject({ code: 0, stdout: 'SELECT 1\né|app\n' });
  expect(await database.ask('guess', 'select 1')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('password authentication failed for user "app"'),
  });
});

ours('it runs as an ordinary user on a mounted folder, and stops at once although a client waits', async () => {
  await using database = await openDatabase('--tmpfs', '/var/lib/postgresql/data');
  expect(await isReady(database.container)).toBe(true);
  expect((await docker('exec', database.container, 'stat', '-c', '%U', '/proc/1')).stdout).toBe('postgres\n');
  const client = database.ask('s3cret word', 'select pg_sleep(60)');
  const busy = "select count(*) from pg_stat_activity where query = 'select pg_sleep(60)'";
  const counted = async () =>
    (await docker('exec', database.container, 'psql', '-U', 'app', 'shop', '-Atc', busy)).stdout;
  expect(await waitFor(async () => (await counted()) === '1\n', 20_000)).toBe(true);
  const start = performance.now();
  await docker('stop', database.container);
  // An engine that has to kill does so after ten seconds.
  expect(performance.now() - start).toBeLessThan(5_000);
  const state = await docker('inspect', '--format', '{{.State.ExitCode}}', database.container);
  expect(state.stdout).toBe('0\n');
  expect((await client).stderr).toContain('terminating connection due to administrator command');
});

ours('without a password it refuses to start, and says what to set', async () => {
  const image = await ensurePostgres(engine, () => undefined);
  const refused = await docker('run', '--rm', image);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('set POSTGRES_PASSWORD') });
});
