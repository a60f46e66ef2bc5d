/** What is typed arrives as it was typed, and no shell reads it on the way. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { must } from '../../../script/rig/command.ts';
import type { Host } from '../../../script/rig/hosts/host.ts';
import { makeProject } from '../stand.ts';
import { refused } from './access.ts';
import { deployed, openYard, type Version, word, type Yard } from './yard.ts';

let yard: Yard;
let host: Host;
let version: Version;

beforeAll(async () => {
  yard = await openYard(2);
  [host] = yard.hosts as [Host];
  version = await yard.build();
});

afterAll(async () => {
  await yard[Symbol.asyncDispose]();
});

const quick = { 'deploy-watch': '0s', 'deploy-health-successes': '1', 'deploy-parallel': '100%' } as const;

/** Each would make a file, were it read by a shell. */
const pwned = '/tmp/slipway-pwned';
const awkward: Readonly<Record<string, string>> = {
  QUOTES: `it's "quoted"`,
  SPACES: '  two  spaces  ',
  HOME_DIR: '$HOME ${PATH} %PATH% ~',
  SEMICOLON: `a; touch ${pwned}`,
  BACKTICKS: `\`touch ${pwned}\` $(touch ${pwned})`,
  LINES: `first\ntouch ${pwned}\n`,
  DASHES: '--privileged',
  DASH: '-v',
  PIPES: `| touch ${pwned} & > ${pwned} < /dev/null #no *?[a]`,
  BACKSLASH: '\\ \\\\ \\n',
  EMPTY: '',
};

/** As somebody careful types it: everything in single quotes. */
function single(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** And in double ones, with a backslash where POSIX wants one. */
function double(text: string): string {
  return `"${text.replace(/[$`"\\]/g, '\\$&')}"`;
}

interface Inspected {
  readonly Path: string;
  readonly Args: readonly string[];
  readonly Config: { readonly Env: readonly string[]; readonly Labels: Readonly<Record<string, string>> };
  readonly HostConfig: { readonly Privileged: boolean };
}

async function inspected(one: Host): Promise<Inspected> {
  return (JSON.parse(await one.docker('inspect', 'web')) as [Inspected])[0];
}

async function nothingPwned(): Promise<void> {
  await expect(access(pwned)).rejects.toThrow('ENOENT');
  for (const one of yard.hosts) {
    expect(await one.files()).toEqual([]);
    await expect(one.docker('exec', 'web', 'ls', pwned)).rejects.toThrow('No such file');
  }
}

test('values of `deploy-run` and words of `deploy-command` arrive letter by letter', async () => {
  const options = Object.entries(awkward).flatMap(([name, value], index) => [
    `--env ${single(`${name}=${value}`)}`,
    `-e${double(`D_${name}=${value}`)}`,
    index % 2 === 0 ? `--label=${single(`l.${name}=${value}`)}` : `-l ${double(`l.${name}=${value}`)}`,
  ]);
  const words = ['sh', '-c', 'exec httpd -f -p 8080 -h /www', '--rm'];
  const command = [...words, ...Object.values(awkward)];
  const { main } = await yard.deploy(version, {
    ...quick,
    'deploy-run': options.join('\n'),
    'deploy-command': command.map((text, index) => (index % 2 === 0 ? single(text) : double(text))).join(' '),
  });
  if (main.exitCode !== 0) throw new Error(main.log);
  for (const one of yard.hosts) {
    const { Path, Args, Config, HostConfig } = await inspected(one);
    expect([Path, ...Args]).toEqual(command);
    expect(HostConfig.Privileged).toBe(false);
    for (const [name, value] of Object.entries(awkward)) {
      expect(Config.Env).toContain(`${name}=${value}`);
      expect(Config.Env).toContain(`D_${name}=${value}`);
      expect(Config.Labels).toMatchObject({ [`l.${name}`]: value });
    }
  }
  await nothingPwned();
});

test('what a deploy decides itself is refused by name, and nobody is asked', async () => {
  const owned = ['--name mine', '--rm', '-d', '-it', '--pull always', '--platform linux/arm64', '--cidfile /tmp/id'];
  const run = [...owned, '--label io.slipway.deploy.owner=me', '--unheard-of 1', 'nginx:latest'].join(' ');
  const { lines, log } = await refused(yard, { 'deploy-run': run }, yard.hosts);
  expect(lines[0]).toMatch(/^\d+ inputs need a change before anything can run$/);
  const named = [
    '--name mine',
    '--rm',
    '-d',
    '-i',
    '-t',
    '--pull always',
    '--platform linux/arm64',
    '--cidfile /tmp/id',
  ];
  for (const option of [...named, '--unheard-of', 'nginx:latest']) expect(log).toContain(`deploy-run: "${option}" `);
  expect(log).toContain("is one of Slipway's own labels");
});

test('the migration runs once, on the first host, with environment and secrets, and leaves no container', async () => {
  const inputs = {
    ...quick,
    'deploy-env': 'COLOUR=blue',
    'deploy-secrets': 'TOKEN=migrate-secret-1',
    'deploy-run': '--volume moves:/moves --publish 8080',
    'deploy-migrate': `echo "$COLOUR ${'${TOKEN#migrate-}'} moved" | tee -a /moves/log; echo '; touch ${pwned}'`,
  };
  const { main } = await yard.deploy(version, inputs);
  if (main.exitCode !== 0) throw new Error(main.log);
  expect(main.log).toContain('  | blue secret-1 moved');
  expect(main.log).toMatch(/^Migrated: `echo .*` passed on h1, \d+\.\d s$/m);
  const moved = (one: Host) => one.docker('exec', 'web', 'sh', '-c', 'cat /moves/log 2>/dev/null || echo none');
  expect(await Promise.all(yard.hosts.map(moved))).toEqual(['blue secret-1 moved\n', 'none\n']);
  for (const one of yard.hosts)
    expect(await one.docker('ps', '--all', '--quiet', '--filter', 'label=io.slipway.deploy.role=migration')).toBe('');
  await nothingPwned();
});

test('a migration that fails switches nothing, and says what it printed', async () => {
  const next = await yard.build();
  const before = await Promise.all(yard.hosts.map(inspected));
  const inputs = { ...quick, 'deploy-migrate': 'echo table users is locked >&2; exit 3' };
  const { main } = await yard.deploy(next, inputs);
  expect(main.exitCode).toBe(1);
  expect(main.annotations[0]?.message.split('\n')).toEqual([
    'Migration failed on h1: `echo table users is locked >&2; exit 3` exited with 3',
    expect.stringMatching(
      /^Nothing was switched; mend the migration and deploy again\. Every host runs [0-9a-f]{12}, as before/,
    ),
  ]);
  expect(main.log.match(/ \| table users is locked/g)).toHaveLength(2);
  expect(deployed(main)).toMatchObject({ h1: { state: 'untouched' }, h2: { state: 'untouched' } });
  expect(await Promise.all(yard.hosts.map(inspected))).toEqual(before);
  for (const one of yard.hosts) {
    expect(await one.docker('ps', '--all', '--quiet', '--filter', 'label=io.slipway.deploy.role=migration')).toBe('');
    expect(await one.docker('image', 'ls', '--quiet', '--digests', '--no-trunc')).not.toContain(next.digest);
  }
});

test('a file of the workspace gives the environment, and its change is a change', async () => {
  await using project = await makeProject({ 'deploy.env': 'FROM_FILE=one' });
  const inputs = { ...quick, 'deploy-run': '--env-file deploy.env' };
  const deploy = async () => deployed((await yard.deploy(version, inputs, { workspace: project.path })).main);
  expect(await deploy()).toMatchObject({ h1: { state: 'deployed' }, h2: { state: 'deployed' } });
  expect((await inspected(host)).Config.Env).toContain('FROM_FILE=one');
  expect(await deploy()).toMatchObject({ h1: { state: 'unchanged' }, h2: { state: 'unchanged' } });
  await must(['sh', '-c', 'cat > "$0"', join(project.path, 'deploy.env')], { input: 'FROM_FILE=two\n' });
  expect(await deploy()).toMatchObject({ h1: { state: 'deployed' }, h2: { state: 'deployed' } });
  for (const one of yard.hosts) {
    expect((await inspected(one)).Config.Env).toContain('FROM_FILE=two');
    expect(await word(one)).toBe(version.word);
  }
});

test('on the network of the host it is asked there, and has the port after the one before', async () => {
  const shared = { ...quick, 'deploy-run': '--network host', 'deploy-command': 'httpd -f -p 8097 -h /www' };
  const asked = { ...shared, 'deploy-health-path': '/cgi-bin/healthz', 'deploy-health-port': '8097' };
  for (const colour of ['blue', 'green']) {
    const { main } = await yard.deploy(version, { ...asked, 'deploy-env': `COLOUR=${colour}` });
    if (main.exitCode !== 0) throw new Error(main.log);
    for (const one of yard.hosts) expect((await inspected(one)).Config.Env).toContain(`COLOUR=${colour}`);
  }
});
