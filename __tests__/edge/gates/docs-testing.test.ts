/** Every example of docs/testing.md, run as it stands there: its files, its inputs, and the line that it promises. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { ensureBases } from '../../../script/rig/bases.ts';
import { docker, engine, makeProject, openRegistry, runJob } from '../stand.ts';
import { everything } from './arena.ts';

interface Example {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, string>>;
  readonly says: string;
}

/** A section with a promised line is an example; its blocks are named by the word behind their language. */
function readExamples(): Example[] {
  const text = readFileSync(new URL('../../../docs/testing.md', import.meta.url), 'utf8');
  return text.split(/^(?=##+ )/m).flatMap((section) => {
    const says = /^> (.+)$/m.exec(section)?.[1];
    if (says === undefined) return [];
    const blocks = [...section.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)].map(
      ([, name, body]) => [name ?? '', body ?? ''] as const,
    );
    const given = parse(blocks.find(([name]) => name === 'with')?.[1] ?? '{}') as Record<string, unknown>;
    return {
      title: /^#+ (.*)$/m.exec(section)?.[1] ?? '',
      files: Object.fromEntries(blocks.filter(([name]) => name !== 'with')),
      inputs: Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)])),
      says,
    };
  });
}

const examples = readExamples();

test('there is an example for each gate', () => {
  expect(examples.map(({ title }) => title)).toEqual([
    'A test stage',
    'Its reports, when it fails too',
    'A test command',
    'Services',
    'The service sut',
    'The smoke test',
    'Lint',
  ]);
});

const official = 'node:24-slim';
let node = '';

beforeAll(async () => {
  ({ node } = await ensureBases(engine, () => undefined));
});

test.each(examples)('$title', async ({ files, inputs, says }) => {
  await using registry = await openRegistry();
  await using project = await makeProject({ 'server.mjs': '', ...files });
  // A compose file names its images for the engine itself, which cannot pull here.
  const lent = engine.kind === 'private' && JSON.stringify([files, inputs]).includes(`GREETER=${official}`);
  if (lent) await docker('tag', node, official);
  try {
    const before = await everything();
    const stand = engine.kind === 'private' ? { 'build-contexts': `${official}=docker-image://${node}` } : {};
    const { main } = await runJob({
      workspace: project.path,
      registry,
      inputs: { cache: 'none', ...stand, ...inputs },
    });
    expect(main.log).toContain(says);
    expect(main.outcome).toBe(/ failed: /.test(says) ? 'failure' : 'success');
    expect(await registry.tags('acme/app')).toHaveLength(main.outcome === 'success' ? 2 : 0);
    expect(await everything()).toEqual(before);
  } finally {
    if (lent) await docker('rmi', official);
  }
});
