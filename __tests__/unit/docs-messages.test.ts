/** Messages that the documents explain are messages that there are. */
import { readFileSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { repository } from '../../script/rig/paths.ts';

/** What GitHub says, not we. */
const foreign = /^(?:The workflow is requesting|You cannot delete the last tagged version)/;

/** The sources without their comments, with `…` for what is filled in, and what runs have said. */
let words = '';

beforeAll(async () => {
  const texts: string[] = [];
  for await (const file of glob(['src/**/*.ts', '__tests__/flow/__snapshots__/*.snap'], { cwd: repository }))
    texts.push(await readFile(join(repository, file), 'utf8'));
  words = texts
    .join('\n')
    .replaceAll(/^ *(?:\/\*\*|\*|\/\/).*$/gm, '')
    .replaceAll(/\$\{[^}]*\}/g, '…')
    .replaceAll('\\`', '`');
});

function messages(document: string): string[] {
  const text = readFileSync(join(repository, 'docs', document), 'utf8');
  const tables = text.split(/^\| message .*\n\| -.*\n/m).slice(1);
  return tables.flatMap((table) => {
    const rows = table.split('\n').slice(
      0,
      table.split('\n').findIndex((line) => !line.startsWith('|')),
    );
    return rows.map((row) => (row.split('|')[1] ?? '').trim().replaceAll('`', ''));
  });
}

const cases = ['troubleshooting.md', 'deploy.md', 'cleanup.md', 'forks-and-rights.md'].flatMap((document) =>
  messages(document).map((message) => [document, message] as const),
);

test('there are tables', () => expect(cases.length).toBeGreaterThan(60));

test.each(cases.filter(([, message]) => !foreign.test(message)))('%s: %s', (_, message) => {
  // A commit, a port or a name is an example of what is filled in.
  const parts = message.split(/[…;:,]|\b(?:[0-9a-f]{7}|[45]\d\d|80|1)\b|\?$/).map((part) => part.trim());
  const known = words.replaceAll('`', '');
  for (const part of parts.filter((one) => one.length > 3)) expect(known).toContain(part);
});
