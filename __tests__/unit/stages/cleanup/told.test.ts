/** Which deployments may run still, by what GitHub says of them. */
import { expect, test } from '@jest/globals';
import { type Asking, isActive, readDeployments } from '../../../../src/stages/cleanup/told.ts';

/** Oldest first, with the number in the list as id: environment, image and newest state. */
type Row = readonly [environment: string, image: string, state: string];

/** The ids of those that are in use. */
async function inUse(rows: readonly Row[]): Promise<readonly number[]> {
  const entries = rows.map(([environment, image], at) => {
    const digest = `sha256:${String(at).repeat(64)}`;
    return { id: at + 1, environment, payload: { digest, ...(image && { image: `${image}@${digest}` }) } };
  });
  const askGitHub = async (path: string) => {
    const id = /\/deployments\/(\d+)\/statuses/.exec(path)?.[1];
    const body = id === undefined ? entries.toReversed() : [{ state: rows[Number(id) - 1]?.[2] }];
    return { kind: 'answer', body } as const;
  };
  const asking = { context: { repository: 'acme/app' }, token: undefined, world: { askGitHub } } as unknown as Asking;
  const all = await readDeployments(asking);
  const active = await Promise.all(all.map(async (one) => ((await isActive(one, all, asking)) ? [one.id] : [])));
  return active.flat().toSorted();
}

const [api, web] = ['ghcr.io/acme/api', 'ghcr.io/acme/web'];

test.each<[string, readonly Row[], readonly number[]]>([
  ['one that has only begun', [['production', api, 'in_progress']], [1]],
  [
    'the one before',
    [
      ['production', api, 'inactive'],
      ['production', api, 'success'],
    ],
    [2],
  ],
  [
    'another image of the same environment, which makes it inactive at GitHub',
    [
      ['production', api, 'inactive'],
      ['production', web, 'success'],
    ],
    [1, 2],
  ],
  [
    'the same, and its own next one failed and was put back',
    [
      ['production', api, 'inactive'],
      ['production', api, 'failure'],
      ['production', web, 'success'],
    ],
    [1, 3],
  ],
  ...['in_progress', 'queued', ''].map((state): [string, readonly Row[], readonly number[]] => [
    `the same, and its own next one has only begun (${state || 'no status'})`,
    [
      ['production', api, 'inactive'],
      ['production', web, 'success'],
      ['production', api, state],
    ],
    [1, 2, 3],
  ]),
  [
    'the same, and its own next one is there',
    [
      ['production', api, 'inactive'],
      ['production', api, 'inactive'],
      ['production', web, 'success'],
    ],
    [2, 3],
  ],
  [
    'one that somebody has ended',
    [
      ['review', api, 'inactive'],
      ['production', web, 'success'],
    ],
    [2],
  ],
  [
    'those that name a digest and no image',
    [
      ['production', '', 'inactive'],
      ['production', '', 'success'],
    ],
    [2],
  ],
])('%s', async (_, rows, ids) => {
  expect(await inUse(rows)).toEqual(ids);
});
