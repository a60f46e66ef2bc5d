/** A run whose tags show already what it would build and test ends at once; everything that may differ makes it build. */
import { describe, expect, test } from '@jest/globals';
import { green } from './plays.ts';
import { again, clean, facts, newer, older, type Play, play } from './scenes.ts';

describe('a run that finds its image published', () => {
  const first: Play = { ...green['push to main, all good'], answers: clean };
  const composeFile = 'docker compose --project-name=slipway-0a1b2c --file=c.yml';
  const builds = (commandsOf: readonly string[]) => commandsOf.some((words) => words.includes(' bake '));

  test('builds nothing, and says the digest that all tags show', async () => {
    const { world, report, failed } = await play(await again(first));
    expect(failed).toBe(false);
    expect(
      world.commands.filter(
        (words) => !/^docker (?:info|login|image inspect)|^git --literal-pathspecs (?:status|ls-files)/.test(words),
      ),
    ).toEqual([]);
    expect(world.diary.join('\n')).toContain('Nothing to build: every tag shows bc5f7c130f1c');
    const { digest, image, pushed, changed } = report.outputs;
    expect({ digest, image, pushed, changed }).toEqual({
      digest: 'sha256:bc5f7c130f1cb46a921673987afe38709f20b4df4ff9cbffa05277af9e825f97',
      image: 'ghcr.io/acme/app@sha256:bc5f7c130f1cb46a921673987afe38709f20b4df4ff9cbffa05277af9e825f97',
      pushed: 'true',
      changed: 'false',
    });
  });

  test('starts no builder', async () => {
    const builder = {
      ...green['a builder in a container'],
      answers: { ...green['a builder in a container'].answers, ...clean },
    };
    const { world } = await play(await again(builder));
    expect(
      world.commands.filter(
        (words) => !/^docker (?:info|login)|^git --literal-pathspecs (?:status|ls-files)/.test(words),
      ),
    ).toEqual([]);
  });

  const changes: Readonly<Record<string, Partial<Play>>> = {
    '`no-cache`': { inputs: { 'no-cache': 'true' } },
    '`pull`': { inputs: { pull: 'true' } },
    'another build argument': { inputs: { 'build-args': 'A=1' } },
    'another gate': { inputs: { 'smoke-test': 'false', 'test-timeout': '3m' } },
    'reports of this run': { inputs: { 'test-reports': 'report.xml' } },
    'a file that git does not know': {
      answers: {
        'git --literal-pathspecs status': { stdout: `${clean['git --literal-pathspecs status']?.stdout}? new.txt\n` },
      },
    },
    'an ignored file': {
      answers: {
        'git --literal-pathspecs status': { stdout: `${clean['git --literal-pathspecs status']?.stdout}! dist/\n` },
      },
    },
    'another commit': { answers: { 'git --literal-pathspecs status': { stdout: `# branch.oid ${'f'.repeat(40)}\n` } } },
    'no clone': {
      answers: { 'git --literal-pathspecs status': { exitCode: 128, stderr: 'fatal: not a git repository' } },
    },
    'a frontend that moved': { registry: { 'docker.io/docker/dockerfile:1': newer } },
    'a frontend that nobody has': { registry: { 'docker.io/docker/dockerfile:1': undefined } },
    'something that only the build can tell': { facts: { ...facts, materials: { kind: 'unknown', because: 'x' } } },
  };
  const frontend: Play = {
    ...first,
    facts: {
      ...facts,
      materials: {
        kind: 'known',
        folders: [],
        images: [
          {
            image: { registry: 'docker.io', repository: 'docker/dockerfile' },
            name: '1',
            reference: 'docker.io/docker/dockerfile:1',
          },
        ],
      },
    },
    registry: { 'docker.io/docker/dockerfile:1': older },
  };

  test('with a frontend that is what it was', async () => {
    expect(builds((await play(await again(frontend))).world.commands)).toBe(false);
  });

  test.each(Object.entries(changes))('%s: it builds', async (_, change) => {
    const before = await again(frontend);
    const { world, failed } = await play({
      ...before,
      ...change,
      answers: { ...clean, ...change.answers, 'docker create': {}, 'docker cp': {} },
      registry: { ...before.registry, ...change.registry },
    });
    expect(builds(world.commands)).toBe(true);
    expect(failed && change.inputs?.['test-reports'] === undefined).toBe(false);
  });

  const told = async (change: Partial<Play>) => {
    const { world } = await play({ ...(await again(first)), ...change });
    return world.diary.find((line) => line.startsWith('Built again although every tag shows this commit: '))?.slice(50);
  };

  const seen = (stdout: string) => ({ answers: { ...clean, 'git --literal-pathspecs ls-files': { stdout } } });

  test.each<[string, Partial<Play>, string]>([
    ['a file that git was told not to look at', seen('h 100644 aa 0\tx\n'), 'git does not look at x'],
    ['a sparse checkout', seen('H 100644 aa 0\ta\nS 100644 aa 0\tdocs/b\n'), 'git does not look at docs/b'],
    [
      'a filter of a folder',
      seen('H 100644 aa 0\tsub/.gitattributes\n'),
      'sub/.gitattributes may have git rewrite files',
    ],
    ['a submodule', seen('H 160000 aa 0\tlib\n'), 'lib is a submodule'],
    ['services', { inputs: { services: 'c.yml' } }, 'nobody compares the images of `services`'],
    ['a schedule', { event: 'schedule' }, 'a schedule builds for what is new outside of the repository'],
  ])('%s: it builds', async (_, change, because) => {
    const answers = { ...clean, [composeFile]: { stdout: '{"services":{}}' } };
    const before = await again({ ...first, ...change, answers: { ...answers, ...change.answers } });
    const { world } = await play(before);
    expect(world.diary.join('\n')).not.toContain('Nothing to build');
    const what = { ...(await again(first)), ...change, answers: { ...answers, ...change.answers } };
    const { diary } = (await play(what)).world;
    // Its tags are others, so nobody expects them to show anything.
    if (change.event !== 'schedule') expect(diary.join('\n')).toContain(`: ${because}`);
  });

  test('an image of another commit, or of one that it does not say, is not believed', async () => {
    const before = await again(first);
    const digest = Object.values(before.registry ?? {})[0] ?? '';
    const said = before.images?.[digest];
    const images = { ...before.images, [digest]: { ...said, revision: '' } };
    const { world } = await play({ ...before, images });
    expect(world.diary.join('\n')).not.toContain('Nothing to build');
  });

  test('it says why it builds what the tags show already', async () => {
    expect(await told({})).toBeUndefined();
    expect(await told({ inputs: { pull: 'true' } })).toBe('`pull` is true');
    expect(await told({ inputs: { 'build-args': 'A=1' } })).toBe(
      'the tags show an image of other inputs or base images',
    );
    const beside = { ...facts, materials: { kind: 'known', images: [], folders: ['../base'] } } as const;
    expect(await told({ facts: beside })).toBe('../base is not in the workspace');
    expect(
      await told({
        answers: { ...clean, 'git --literal-pathspecs status': { stdout: '1 .M N... 1 1 1 a b src/app.ts\n' } },
      }),
    ).toBe('the workspace is not as committed: src/app.ts');
  });

  test.each<[string, string, string, boolean]>([
    ['node_modules/', 'node_modules', '.', true],
    ['node_modules/', '', '.', false],
    ['Dockerfile', 'Dockerfile', '.', false],
    ['.dockerignore', '.dockerignore', '.', false],
    ['app/node_modules/', 'node_modules', 'app', true],
    ['node_modules/', 'node_modules', 'app', false],
  ])('%s beside the commit, left out by %j in %s', async (path, dockerignore, context, harmless) => {
    const stdout = `${clean['git --literal-pathspecs status']?.stdout}! ${path}\n`;
    const what: Play = { ...first, inputs: { context }, facts: { ...facts, dockerignore } };
    const answers = { ...clean, 'git --literal-pathspecs status': { stdout } };
    const { world } = await play({ ...(await again({ ...what, answers: clean })), answers });
    expect(builds(world.commands)).toBe(!harmless);
  });

  test('one tag that shows something else: it builds', async () => {
    const before = await again(first);
    const { world } = await play({ ...before, registry: { ...before.registry, 'ghcr.io/acme/app:main': older } });
    expect(builds(world.commands)).toBe(true);
  });

  test('a build that used another image than was read says nothing of its recipe', async () => {
    const used = { 'pkg:docker/docker/dockerfile@1': newer };
    const { report } = await play({ ...frontend, materials: [used] });
    expect(report.outputs['annotations']).not.toContain('slipway-ci.recipe');
    const same = await play({ ...frontend, materials: [{ 'pkg:docker/docker/dockerfile@1': older }] });
    expect(same.report.outputs['annotations']).toContain('index:io.github.slipway-ci.recipe=sha256:');
  });
});
