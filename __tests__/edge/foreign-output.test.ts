/** What a build prints is foreign text: nothing of it is obeyed, and its end is never lost. */
import { expect, test } from '@jest/globals';
import { readGantt } from '../unit/report/gantt.ts';
import { dockerfile, event, makeProject, openRegistry, runJob } from './stand.ts';

const commands = [
  '::error file=a.c,line=1::planted',
  '  ::warning::planted',
  '::set-output name=digest::planted',
  '::save-state name=candidate::planted',
  '::add-mask::*',
  '::stop-commands::planted',
  '##[error]planted',
  'text ##[add-mask]planted',
  'progress\\r::set-output name=digest::planted',
  '\\033[31mred\\033[0m \\033]0;title\\007',
  '\\302\\205::error::planted',
];

test('log commands and terminal codes of a test stage: shown, not obeyed', async () => {
  const print = `printf '${commands.join('\\n')}\\n'`;
  await using project = await makeProject({
    Dockerfile: dockerfile(['FROM base AS test', `RUN ${print}; ${print} >&2; exit 1`, 'FROM base']),
  });
  const { main } = await runJob({ workspace: project.path, inputs: { push: 'false' } });
  const obeyed = main.commands.filter((command) =>
    JSON.stringify(command.data + JSON.stringify(command.properties)).includes('planted'),
  );
  // The one error is ours; it quotes the instruction, which holds the words.
  expect(obeyed.filter((command) => command.name !== 'error')).toEqual([]);
  expect(main.annotations).toHaveLength(1);
  expect(main.annotations[0]?.message.startsWith('Test stage failed: ')).toBe(true);
  expect(main.commands.map((command) => command.name)).not.toContain('stop-commands');
  expect(main.outputs['digest']).toBeUndefined();
  expect(main.masks).not.toContain('*');
  expect(main.log).toContain('  | ::error file=a.c,line=1::planted');
  expect(main.log).toContain('  | red');
  expect(main.raw).not.toContain('\u001b');
});

test('10 MB of output: the end is there, and memory stays under 150 MB', async () => {
  const line = '0123456789'.repeat(10);
  const print = `yes ${line} | head -n 105000; echo THE-VERY-END; exit 3`;
  await using project = await makeProject({
    Dockerfile: dockerfile(['FROM base AS test', `RUN ${print}`, 'FROM base']),
  });
  const { main } = await runJob({ workspace: project.path, inputs: { push: 'false' } });
  expect(main.exitCode).toBe(1);
  expect(main.log).toContain('  | THE-VERY-END');
  expect(main.summary).toContain('THE-VERY-END');
  expect(main.summary.length).toBeLessThan(20_000);
  expect(main.peakMemoryBytes).toBeGreaterThan(10e6);
  expect(main.peakMemoryBytes).toBeLessThan(150e6);
});

test('one line of 150 kB: the summary is still taken, with the line cut', async () => {
  const print = "yes '<<<<' | head -c 150000 | tr -d '\\n'; exit 3";
  await using project = await makeProject({
    Dockerfile: dockerfile(['FROM base AS test', `RUN ${print}`, 'FROM base']),
  });
  const { main } = await runJob({ workspace: project.path, inputs: { push: 'false' } });
  expect(main.summary).toContain('Test stage failed');
  expect(main.summary).toContain('more characters)');
  expect(main.summary.length).toBeLessThan(20_000);
});

test('instructions that look like Mermaid: the picture of the build says what they say and nothing else', async () => {
  const lines = [
    'FROM base AS section',
    `RUN sleep 0.7; : 'a:b, #1 %% "q" \`\`\` \${x} :crit, 0, 99999'`,
    'FROM base AS click-evil',
    'RUN sleep 0.7 \\',
    '  ; : %%{init} section evil \\',
    '  ; true',
    'RUN <<EOF',
    'sleep 0.7',
    '# ``` href "javascript:alert(1)"',
    'EOF',
    'FROM base',
    'COPY --from=section /etc/passwd /1',
    'COPY --from=click-evil /etc/passwd /2',
  ];
  await using project = await makeProject({ Dockerfile: dockerfile(lines) });
  const { main } = await runJob({ workspace: project.path, inputs: { push: 'false' } });
  expect(main.outcome).toBe('success');
  expect(main.outputs['cached-percent']).toBe('0');
  const [fence = ''] = /^```mermaid\n[\s\S]*?\n```$/m.exec(main.summary) ?? [];
  const bars = readGantt(fence).filter(({ section }) => section !== 'BuildKit');
  const begins = bars.map(({ section, name }) => [section, ...name.split(' ').slice(2, 4)].join(' '));
  expect(begins.toSorted()).toEqual(['click-evil RUN sleep', 'click-evil RUN ‹‹EOF', 'section RUN sleep']);
  for (const { from, to } of bars) expect(to - from).toBeGreaterThanOrEqual(700);
});

const branches: readonly (readonly [branch: string, tag: string | undefined])[] = [
  ['feature/ä b', 'feature-b'],
  ['$(id)', 'id-'],
  ['`id`', 'id-'],
  ['--push', 'push'],
  ['<img src=x>', 'img-src-x-'],
  ['::error::x', 'error-x'],
  ['x'.repeat(300), undefined],
];

test.each(branches)(
  'branch %s: a legal tag in the registry; nothing executed, nothing rendered',
  async (branch, tag) => {
    await using registry = await openRegistry();
    await using project = await makeProject({ Dockerfile: dockerfile([], 'the-same') });
    const push = await event('push-branch', { ref: `refs/heads/${branch}`, refName: branch });
    const { main } = await runJob({
      workspace: project.path,
      registry,
      event: push,
      inputs: { tags: 'type=ref,event=branch', cache: 'none' },
    });
    expect(main.outcome).toBe('success');
    expect(main.annotations).toEqual([]);
    const [only = '', ...others] = await registry.tags('acme/app');
    expect(others).toEqual([]);
    if (tag === undefined) expect(only).toMatch(/^x{100,}-[0-9a-f]{11}$/);
    else expect(only).toBe(tag);
    expect(only.length).toBeLessThanOrEqual(128);
    expect(main.summary).not.toContain('<img');
    expect(main.log).not.toContain('uid=');
  },
);

test('a branch name with nothing to make a tag of is refused by name', async () => {
  await using project = await makeProject({ Dockerfile: dockerfile([], 'the-same') });
  const push = await event('push-branch', { ref: 'refs/heads/---', refName: '---' });
  const { main } = await runJob({
    workspace: project.path,
    event: push,
    inputs: { push: 'false', tags: 'type=ref,event=branch' },
  });
  expect(main.annotations[0]?.message).toContain('"---" leaves no letter or digit for a tag');
});
