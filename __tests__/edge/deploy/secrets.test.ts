/** Secrets of a deploy are in the environment of its containers, and nowhere else: not here, not there, not for a moment. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Host } from '../../../script/rig/hosts/host.ts';
import { deployKey } from '../../../script/rig/hosts/keys.ts';
import { watchCommandLines } from '../command-lines.ts';
import { awkwardPassword, type Job } from '../stand.ts';
import { homeOf } from './access.ts';
import { openYard, type Version, type Yard } from './yard.ts';

let yard: Yard;
let versions: readonly Version[];

beforeAll(async () => {
  yard = await openYard(2);
  versions = [await yard.build(), await yard.build()];
});

afterAll(async () => {
  await yard[Symbol.asyncDispose]();
});

const values = {
  TOKEN: `tok-"en'$HOME\\n|*;& é%0A = ,x`,
  SPACED: '  in front and behind secret-9f3a  ',
  LONG: `${'\u6f22'.repeat(25_000)} long`,
  CERT: 'first line of cert $(touch /tmp/pwned)\nsecond line `id` #no\n\nlast line of cert',
} as const;

/** As `secrets.NAME` stands in a workflow: a line of CSV, which is quoted where it has several lines. */
const typed = Object.entries(values)
  .map(([name, value]) => `"${name}=${value.replaceAll('"', '""')}"`)
  .join('\n');

test('a deploy, the next one and one that fails: secrets are where they are asked for', async () => {
  const { privateKey } = await deployKey();
  const body = privateKey.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));
  const parts = Object.values(values).flatMap((value) => value.split('\n').map((line) => line.trim()));
  const secrets = [awkwardPassword, ...parts.filter((part) => part !== ''), ...body];
  const inputs = {
    'deploy-secrets': typed,
    'deploy-env': 'COLOUR=blue',
    'deploy-migrate': 'echo "$TOKEN" >&2; env | grep SPACED',
    'deploy-watch': '0s',
    'deploy-health-successes': '1',
    'deploy-parallel': '100%',
  };
  await using commands = await watchCommandLines();
  const { engineEnv } = commands;
  const jobs: Job[] = [];
  for (const version of versions) jobs.push(await yard.deploy(version, inputs, { engineEnv }));
  const failing = { 'deploy-health-path': '/cgi-bin/nothing', 'deploy-health-timeout': '5s' };
  jobs.push(await yard.deploy(versions[0], { ...inputs, ...failing }, { engineEnv }));
  const { started, seen } = await commands.stop();
  if (jobs[0]?.main.exitCode !== 0) throw new Error(jobs[0]?.main.log);
  expect(jobs.map(({ main }) => main.exitCode)).toEqual([0, 0, 1]);
  expect(jobs[0]?.main.log).toContain('Migrated: ');
  // The old one is asked what it was always asked.
  for (const { name } of yard.hosts) expect(jobs[2]?.main.log).toContain(`Put back ${name}: it runs `);

  // The processes: that they were written down is shown by three migrations and six containers.
  expect(started.filter((line) => line.startsWith('docker create') && line.includes('--env=CERT'))).toHaveLength(9);
  expect(holding([...started, ...seen], secrets)).toEqual([]);

  // The runner.
  for (const { main, post, leftovers } of jobs) {
    expect(leftovers).toEqual([]);
    const printed = main.raw.split('\n').filter((line) => !line.startsWith('::add-mask::'));
    const { log, summary, outputs, state, annotations } = main;
    const told = [log, post?.log ?? '', summary, ...[outputs, state, annotations].map((one) => JSON.stringify(one))];
    expect(holding([...printed, ...told], secrets)).toEqual([]);
  }
  for (const { files } of jobs)
    expect(
      holding(
        files.map(({ content }) => content),
        secrets,
      ),
    ).toEqual([]);

  // The hosts.
  for (const host of yard.hosts) {
    expect(await host.files()).toEqual([]);
    const ids = (await host.docker('ps', '--all', '--quiet')).trim().split('\n');
    const inspected = JSON.parse(await host.docker('inspect', ...ids)) as Inspected[];
    expect(inspected).toHaveLength(2);
    for (const container of inspected) {
      const { Env } = container.Config;
      for (const [name, value] of Object.entries(values)) expect(Env).toContain(`${name}=${value}`);
      expect(Env).toContain('COLOUR=blue');
      const rest = JSON.stringify({ ...container, Config: { ...container.Config, Env: [] } });
      expect(
        holding(
          [rest],
          secrets.map((secret) => JSON.stringify(secret).slice(1, -1)),
        ),
      ).toEqual([]);
    }
    expect(await grep(host, awkwardPassword)).toEqual([]);
    expect(await grep(host, btoa(`ci:${awkwardPassword}`))).toEqual([]);
    // The same way of looking finds what must be there.
    expect(await grep(host, 'secret-9f3a')).not.toEqual([]);
  }
});

interface Inspected {
  readonly Config: { readonly Env: readonly string[] };
}

/** Those of the texts that have one of the secrets in them, and the secret. */
function holding(texts: readonly string[], secrets: readonly string[]): string[] {
  return texts.flatMap((text) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${text.slice(0, 200)}`),
  );
}

/** Files of the host's engine with this text: images, containers, their logs, and its own log. */
async function grep(host: Host, text: string): Promise<string[]> {
  const home = await homeOf(host);
  const words = ['grep', '-rlF', '-D', 'skip', '-e', text, `${home}/data`, `${home}/dockerd.log`];
  const told = await host.inside(['sh', '-c', '"$@" || test "$?" = 1', 'grep', ...words]);
  return told.split('\n').filter((line) => line !== '');
}
