/** .github/workflows/release.yml: what starts it, in which order its jobs come, and who of them may write. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { repository } from '../../../script/rig/paths.ts';
import type { RunEvent } from '../../../script/runner/model.ts';
import { isTriggered } from '../../../script/workflows/triggers.ts';

interface Step {
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly needs?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly with?: object;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly on: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

function read(name: string): Workflow {
  return parse(readFileSync(join(repository, '.github', 'workflows', name), 'utf8')) as Workflow;
}

const { on, jobs } = read('release.yml');
const event = (ref: string): RunEvent => ({
  name: 'push',
  ref,
  sha: '0'.repeat(40),
  repository: 'slipway-ci/slipway',
  actor: 'ada',
  payload: {},
});

test.each([
  ['refs/tags/v1.2.3', true],
  ['refs/tags/v10.20.30', true],
  ['refs/tags/v1.3.0-rc.1', true],
  ['refs/tags/v1', false],
  ['refs/tags/v1.2', false],
  ['refs/tags/1.2.3', false],
  ['refs/heads/main', false],
  ['refs/heads/v1.2.3', false],
])('%s: %s', (ref, starts) => expect(isTriggered(on, event(ref))).toBe(starts));

test('nothing is told before everything has passed', () => {
  const chain = Object.entries(jobs).map(([name, { needs }]) => [name, needs]);
  expect(chain).toEqual([
    ['check', undefined],
    ['test', 'check'],
    ['example', 'test'],
    ['attest', 'example'],
    ['release', 'attest'],
  ]);
});

test('who may write runs no code of others', () => {
  const writing = Object.values(jobs).filter(
    ({ permissions, steps }) => steps && JSON.stringify(permissions).includes('write'),
  );
  expect(writing).toHaveLength(2);
  const commands = writing.flatMap(({ steps = [] }) => steps.flatMap(({ run }) => run ?? []));
  expect(commands).toEqual(['publish', 'move'].map((step) => `node script/release.ts ${step} "$GITHUB_REF_NAME"`));
  const actions = writing.flatMap(({ steps = [] }) => steps.flatMap(({ uses }) => uses ?? []));
  expect(actions.filter((uses) => !/^actions\/[\w-]+@[0-9a-f]{40}$/.test(uses))).toEqual([]);
});

test('the example is what CI has built of every commit', () => {
  expect(jobs['example']?.with).toEqual(read('ci.yml').jobs['example']?.with);
});

test('only the move has a token that may bring workflow files, and the one of the job where there is none', () => {
  const steps = jobs['release']?.steps ?? [];
  const app = steps.filter((step) => JSON.stringify(step).includes('secrets.'));
  expect(app).toMatchObject([{ id: 'app', if: "vars.RELEASE_APP_ID != ''" }]);
  expect(Object.keys(app[0]?.with ?? {}).filter((name) => name.startsWith('permission-'))).toEqual([
    'permission-contents',
    'permission-workflows',
  ]);
  expect(steps.flatMap(({ env }) => env?.['GH_TOKEN'] ?? [])).toEqual([
    '${{ github.token }}',
    '${{ steps.app.outputs.token || github.token }}',
  ]);
});
