/** docs/tags.md says what happens: each of its examples is read as a user's input and planned for each event. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { eventOf, namesOf, planOf } from './tag-plans.ts';

const page = readFileSync(new URL('../../../../docs/tags.md', import.meta.url), 'utf8');
const [rules = '', differences = ''] = page.split('## Moving from docker/metadata-action');

/** The words of the page for an event, and those of `eventOf`. */
const events: Readonly<Record<string, string>> = {
  'push to `main`': 'push main',
  'push to `feature/login`': 'push feature/login',
  'pull request 41': 'pr',
  'merge queue of pull request 41': 'queue',
  'git tag `v1.4.2`': 'tag v1.4.2',
  'git tag `v2.0.0-rc.1`': 'tag v2.0.0-rc.1',
  schedule: 'schedule',
};

interface Example {
  readonly yaml: string;
  /** Tags by the page's words for the event. */
  readonly rows: readonly (readonly [string, readonly string[]])[];
}

function spans(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text ?? '');
}

function examples(): Example[] {
  const found = [...rules.matchAll(/```yaml\n(.*?)```\n\n\| event +\| tags +\|\n\| -+ \| -+ \|\n((?:\|[^\n]*\n)+)/gs)];
  return found.map(([, yaml = '', table = '']) => ({
    yaml,
    rows: table
      .trim()
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map(([, event = '', tags = '']) => [event, spans(tags)] as const),
  }));
}

test('every rule type has its example, and every example a row for each event', () => {
  for (const type of ['ref', 'semver', 'pep440', 'match', 'edge', 'schedule', 'raw', 'sha']) {
    expect(rules).toMatch(new RegExp(`### type=${type}\\n(?:(?!###).)*\`\`\`yaml`, 's'));
  }
  expect(examples()).toHaveLength(rules.match(/```yaml/g)?.length ?? 0);
  for (const { rows } of examples()) expect(rows.map(([event]) => event)).toEqual(Object.keys(events));
});

describe.each(examples())('$yaml', ({ yaml, rows }) => {
  test.each(rows)('%s', async (event, tags) => {
    const inputs = (parse(yaml) ?? {}) as { tags?: string; flavor?: string };
    const context = eventOf(events[event] ?? event);
    const gitTags = context.event.kind === 'tag' ? ['v1.4.1', 'v1.4.2', 'v2.0.0-rc.1'] : undefined;
    const plan = await planOf({ context, ...inputs, gitTags });
    expect(plan.problems).toEqual([]);
    expect(namesOf(plan)).toEqual(tags);
  });
});

describe('what differs from docker/metadata-action', () => {
  const table = differences.split('\n').filter((line) => line.startsWith('| '));
  const rows = table.slice(2).map((line) => {
    const [, peer = '', here = '', , example = '', gives = ''] = line.split('|').map((cell) => cell.trim());
    return { peer, here, example, gives };
  });

  test('the table has its rows', () => expect(rows.length).toBeGreaterThanOrEqual(15));

  test.each(rows)('$peer: $here', async ({ example, gives }) => {
    const [left = '', right = ''] = example.split(' on ');
    const [lines = '', flavor = ''] = left.split(', flavor ');
    const context = eventOf(spans(right)[0] ?? '');
    const all = ['v2.3.0', 'v1.9.3', 'v1.9.4', 'v1.2.3', 'v0.1.2', 'v1.2'];
    const gitTags = context.event.kind === 'tag' ? all : undefined;
    const wish = { context, tags: spans(lines).join('\n'), flavor: spans(flavor)[0] ?? '', gitTags };
    const plan = await planOf(wish);
    expect(plan.problems.length > 0).toBe(gives === 'refused');
    if (gives !== 'refused') expect(namesOf(plan)).toEqual(gives === 'none' ? [] : spans(gives));
  });
});
