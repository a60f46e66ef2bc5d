/** Who calls the reusable workflow grants what its jobs ask for, since GitHub starts nothing else; and its page says the same. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { repository } from '../../../script/rig/paths.ts';
import { type Page, pages, yamlBlocks } from './pages.ts';

type Rights = Readonly<Record<string, string>>;

interface Job {
  readonly name?: string;
  readonly uses?: string;
  readonly permissions?: Rights;
}

function file(name: string): Page {
  return { name, text: readFileSync(join(repository, name), 'utf8') };
}

function jobsOf({ text }: Page): [string, Job][] {
  const value = parse(text) as { readonly jobs?: Readonly<Record<string, Job>> } | null;
  return typeof value === 'object' ? Object.entries(value?.jobs ?? {}) : [];
}

const levels = ['none', 'read', 'write'];

/** The most of each right that any of its jobs asks for. */
function union(all: readonly Rights[]): Rights {
  const most: Record<string, string> = {};
  for (const [name, level] of all.flatMap((rights) => Object.entries(rights)))
    if (levels.indexOf(level) > levels.indexOf(most[name] ?? 'none')) most[name] = level;
  return most;
}

const called = jobsOf(file(join('.github', 'workflows', 'pipeline.yml')));
const asked = union(called.map(([, { permissions = {} }]) => permissions));

const files = globSync(['.github/workflows/*.yml', 'workflows/*.yml'], { cwd: repository }).map(file);
const callers = [...files, ...pages.flatMap(yamlBlocks)].flatMap((page) =>
  jobsOf(page)
    .filter(([, { uses = '' }]) => uses.includes('/.github/workflows/pipeline.yml'))
    .map(([name, { permissions }]) => [`${page.name}: ${name}`, permissions] as const),
);

test('there are callers', () => expect(callers.length).toBeGreaterThan(8));

test.each(callers)('%s', (_, granted) => expect(granted).toEqual(asked));

test('the page of the workflow says which rights each job has', () => {
  const page = pages.find(({ name }) => name === 'docs/pipeline.md')?.text ?? '';
  const told = called.map(([id]) => {
    const row = new RegExp(`^\\| ${id} +\\|[^|]*\\|([^|]*)\\|`, 'im').exec(page)?.[1] ?? '';
    const rights = [...row.matchAll(/`([\w-]+): (\w+)`/g)].map(([, name = '', level = '']) => [name, level] as const);
    return [id, Object.fromEntries(rights)];
  });
  expect(told).toEqual(called.map(([id, { permissions }]) => [id, permissions]));
});
