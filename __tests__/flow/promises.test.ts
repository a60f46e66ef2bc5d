/** The promises that a whole run must keep, whatever its log looks like. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { greenDeploys } from './deploys.ts';
import { green, red, refusals } from './plays.ts';
import {
  built,
  candidate,
  child,
  commands,
  facts,
  foreign,
  newer,
  older,
  type Play,
  parent,
  play,
  token,
} from './scenes.ts';

const rows = (plays: Readonly<Record<string, Play>>) => Object.entries(plays).map(([name, what]) => ({ name, what }));
const tag = (name: string) => `ghcr.io/acme/app:${name}`;

describe('prove, then tag', () => {
  const unproven = [
    'failing test',
    'failing test, the image stopped half-way',
    'base image that is not there',
  ] as const;
  test.each(unproven)('%s: nothing is pushed, and no cache is written', async (name) => {
    const { world } = await play({ ...red[name], registry: { [tag('main')]: older } });
    expect(world.registry.tags()).toEqual({ [tag('main')]: older });
    expect(world.commands.filter((words) => words.startsWith('docker push'))).toEqual([]);
    const saves = world.commands.filter(
      (words) => words.startsWith(commands.save) && !words.startsWith(commands.build),
    );
    expect(saves).toEqual([]);
  });

  test('no tag is given before the test stage has passed', async () => {
    const { world } = await play(green['push to main, all good']);
    const tested = world.diary.indexOf('Tested: stage "test" passed');
    expect(tested).toBeGreaterThan(0);
    expect(world.diary.findIndex((line) => /^\$ docker (?:push|image tag)/.test(line))).toBeGreaterThan(tested);
  });

  test('a wrong password is told before anything is built', async () => {
    const { world } = await play(red['wrong password']);
    expect(world.commands.some((words) => words.startsWith('docker buildx bake'))).toBe(false);
  });
});

describe('same bytes', () => {
  test.each(['push to main, all good', 'push to main, over an older image'] as const)(
    '%s: every tag shows the tested digest, which is the output',
    async (name) => {
      const { world, report } = await play(green[name]);
      expect(world.registry.tags()).toEqual({ [tag('main')]: built, [tag('sha-8c1f0d3')]: built });
      expect(report.outputs['digest']).toBe(built);
    },
  );

  test.each([
    'image changed in the store after the build',
    'image gone from the store after the build',
    'store holds another image than BuildKit made',
  ] as const)('%s: nothing is pushed', async (name) => {
    expect((await play(red[name])).world.registry.tags()).toEqual({});
  });

  test('the image gets its names by the tested digest, never by a name', async () => {
    const { world } = await play(green['push to main, all good']);
    const sources = world.commands
      .filter((words) => words.startsWith('docker image tag'))
      .map((words) => words.split(' ')[3]);
    expect(new Set(sources)).toEqual(new Set([built]));
  });
});

describe('tags never go backwards', () => {
  const sha = { [tag('sha-8c1f0d3')]: built };

  test.each([
    ['an older commit finishes late', newer, 'it shows c41d000, which is newer than this commit'],
    ['another run moves the tag during the build', newer, 'it shows c41d000, which is newer than this commit'],
    [
      'another line of history, and the branch is elsewhere',
      foreign,
      'it shows 51b1000, which is not an ancestor of this commit',
    ],
    [
      'the registry does not say what the tags show',
      older,
      'the registry did not say what it shows: the registry does not answer',
    ],
  ] as const)('%s: main stays, the commit has its own tag, the run is green and says why', async (name, stays, why) => {
    const { world, failed, report } = await play(green[name]);
    expect(failed).toBe(false);
    expect(world.registry.tags()).toEqual({ [tag('main')]: stays, ...sha });
    expect(world.diary).toContain(`Held back ${tag('main')}: ${why}`);
    expect(report.outputs).toMatchObject({ tags: tag('sha-8c1f0d3'), pushed: 'true' });
  });

  test.each([
    ['the branch was set back', 'it showed c41d000, which is newer than this commit: its branch points'],
    [
      'the branch was pushed with force',
      'it showed 51b1000, which is not an ancestor of this commit: its branch points',
    ],
    ['nobody knows the history', 'nobody could tell whether it showed an older commit: GitHub did not answer'],
    ['the image of the tag names no commit', 'nobody could tell whether it showed an older commit: the image'],
  ] as const)('%s: main moves, and the run says why', async (name, why) => {
    const { world, failed } = await play(green[name]);
    expect(failed).toBe(false);
    expect(world.registry.tags()).toEqual({ [tag('main')]: built, ...sha });
    const notes = world.diary.filter((line) => line.startsWith('Moved '));
    expect(notes).toEqual([expect.stringContaining(`Moved ${tag('main')} although ${why}`)]);
  });

  test.each([
    'a rerun of the same commit',
    'push to main, over an older image',
    'a tag is deleted during the build',
  ] as const)('%s: every tag is this image, and there is nothing to add', async (name) => {
    const { world } = await play(green[name]);
    expect(world.registry.tags()).toEqual({ [tag('main')]: built, ...sha });
    expect(world.diary.filter((line) => /^(?:Moved|Held back) /.test(line))).toEqual([]);
  });

  test('everything is held back: nothing is pushed, the image stays for later steps, the run is green', async () => {
    const { world, failed, report } = await play(green['everything is held back']);
    expect(failed).toBe(false);
    expect(world.registry.tags()).toEqual({ [tag('main')]: newer });
    expect(world.commands.filter((words) => words.startsWith('docker push'))).toEqual([]);
    expect(report.outputs).toMatchObject({ tags: '', pushed: 'false', image: built, digest: built });
    expect(world.store.names()).toEqual({ [candidate]: built });
    expect(world.diary).not.toContain('[remember candidate: ]');
  });

  test('a higher version that was faster keeps its tags', async () => {
    const { world, failed } = await play(green['a higher version was faster']);
    expect(failed).toBe(false);
    expect(world.registry.tags()).toMatchObject({
      [tag('1.4')]: newer,
      [tag('1')]: built,
      [tag('1.4.2')]: built,
      [tag('latest')]: built,
    });
    expect(world.diary).toContain(`Held back ${tag('1.4')}: it shows 1.4.3, which is higher than 1.4.2`);
  });

  test.each<[keyof typeof green, string, string]>([
    ['two versions of one commit', 'latest', 'it shows 1.5.0, which is higher than 1.4.2'],
    [
      'a variant with a suffix, and a higher one was faster',
      'latest-alpine',
      'it shows 1.5.0-alpine, which is higher than 1.4.2',
    ],
    ['a prefix, PEP 440, and a higher one was faster', 'latest', 'it shows release-1.5.0, which is higher than 1.4.2'],
    ['a release over the image of a newer branch', 'latest', 'it shows c41d000, which is newer than this commit'],
  ])('%s: %s stays', async (name, held, because) => {
    const { world } = await play(green[name]);
    expect(world.registry.tags()).toMatchObject({ [tag(held)]: foreign });
    expect(world.diary).toContain(`Held back ${tag(held)}: ${because}`);
  });

  test('a release branch takes its own tag back, and not latest', async () => {
    const { world } = await play(green['a release branch that writes latest']);
    expect(world.registry.tags()).toMatchObject({ [tag('latest')]: newer, [tag('release-1.x')]: built });
  });

  test('overwrite moves what would be held back, and says so', async () => {
    const { world } = await play(green['a higher version that was withdrawn, with overwrite']);
    expect(world.registry.tags()).toMatchObject({ [tag('1.4')]: built });
    const because = 'it shows 1.4.3, which is higher than 1.4.2: `overwrite` is true';
    expect(world.diary).toContain(`Moved ${tag('1.4')} although ${because}`);
  });

  test('a version that is taken is refused before anything is built, all of them in one message', async () => {
    const { world, failed, report } = await play(red['a version that is taken']);
    expect(failed).toBe(true);
    expect(world.commands.filter((words) => words.startsWith('docker buildx bake'))).toEqual([]);
    expect(report.annotations[0]?.message).toBe(
      [
        `2 tags belong to other images already: ${tag('1.4.2')} (commit 1d2e3f4, sha256:5c0e91d2ab77), ${tag('sha-8c1f0d3')} (no commit named, sha256:f0f0f0f0f0f0)`,
        'Tag a new version, or write overwrite: true',
      ].join('\n'),
    );
  });

  test('a version that is taken during the build: nothing is pushed', async () => {
    const { world, failed } = await play(red['a version that is taken during the build']);
    expect(failed).toBe(true);
    expect(world.registry.tags()).toEqual({ [tag('1.4.2')]: foreign });
  });

  test('with overwrite a version that is taken is given away, and the run says so', async () => {
    const { world } = await play(green['a version that is taken, with overwrite']);
    expect(world.registry.tags()).toMatchObject({ [tag('1.4.2')]: built });
    expect(world.diary).toContain(
      `Moved ${tag('1.4.2')} although it belongs to another image already (commit 1d2e3f4, sha256:5c0e91d2ab77): \`overwrite\` is true`,
    );
  });
});

describe('no rights', () => {
  const events = [
    'pull-request-fork',
    'pull-request-fork-deleted',
    'pull-request-target-fork',
    'pull-request-dependabot',
    'push-dependabot',
  ];

  test.each(events)(
    '%s logs in nowhere, pushes nothing, writes no cache, and is green with one reason',
    async (event) => {
      const inputs = { push: 'true', username: 'bob', password: 'hunter2', 'cache-to': 'type=registry,ref=a/b:c' };
      const { world, failed, report } = await play({ event, inputs });
      expect(failed).toBe(false);
      expect(world.commands.filter((words) => /^docker (?:login|push|image tag)\b/.test(words))).toEqual([]);
      const saves = world.commands.filter(
        (words) => words.startsWith(commands.save) && !words.startsWith(commands.build),
      );
      expect(saves).toEqual([]);
      expect(world.diary.filter((line) => line.startsWith('? '))).toEqual([]);
      expect(world.diary).toContain("[open the run's folder, drop the user's logins]");
      expect(world.diary.filter((line) => line.startsWith('Not pushed: '))).toHaveLength(1);
      expect(world.diary).toContain('Tested: stage "test" passed');
      expect(report.outputs['pushed']).toBe('false');
      expect(report.annotations).toEqual([]);
    },
  );
});

describe('clean up, and only what is its own', () => {
  const mine = { 'acme/own:1': older, [tag('main')]: older };

  test.each(rows({ ...green, ...red }))('$name: the images of the user stay', async ({ what }) => {
    const { world, failed, report } = await play({ ...what, store: mine });
    const { [candidate]: left, ...names } = world.store.names();
    expect(names).toEqual(mine);
    if (failed) expect(left).toBeUndefined();
    else if (report.outputs['image'] === built) expect(left).toBe(built);
  });

  test.each(rows({ ...green, ...red }).filter(({ name }) => !/^dry run|^stage publish/.test(name)))(
    '$name: the folder of the run is removed last, and the post step is told the candidate first',
    async ({ what }) => {
      const { world, report } = await play(what);
      // Files for later steps of the job are kept in a new one.
      const own = world.diary.filter((line) => !/^\[keep |^\[remember kept-files/.test(line));
      expect(own.at(-1)).toBe("[remove the run's folder]");
      const told = world.diary.indexOf(`[remember candidate: ${candidate}]`);
      // What is refused for its inputs never comes so far.
      const refused = report.annotations.some(({ message }) => /change before anything can run/.test(message));
      expect(told > 0 || refused).toBe(true);
      const before = told > 0 ? world.diary.slice(0, told) : world.diary;
      const starting = before.filter((line) => /^\$ docker (?!compose .* config |buildx inspect )/.test(line));
      expect(starting).toEqual([]);
    },
  );
});

describe('joining what other jobs have built', () => {
  const joins = rows({ ...green, ...red }).filter(({ name }) => name.startsWith('stage publish'));

  test.each(joins)('$name: nothing is asked of an engine, and nothing is left', async ({ what }) => {
    const { world } = await play(what);
    const outside = /^docker (?:login|buildx imagetools) /;
    expect(world.commands.filter((words) => !outside.test(words))).toEqual([]);
    expect(world.diary.filter((line) => line.startsWith('[')).at(-1) ?? "[remove the run's folder]").toBe(
      "[remove the run's folder]",
    );
  });

  test('the tags show an index of exactly what the parts hold', async () => {
    const { world, report } = await play(green['stage publish']);
    const digest = report.outputs['digest'] ?? '';
    expect(world.registry.tags()).toEqual({
      'ghcr.io/acme/app:main': digest,
      'ghcr.io/acme/app:sha-8c1f0d3': digest,
    });
    const held = (text: string) => (JSON.parse(text) as { manifests: object[] }).manifests;
    expect(held(world.registry.raw(digest))).toEqual((green['stage publish'].manifests ?? []).flatMap(held));
  });

  test('in several registries it is everywhere before a tag is anywhere', async () => {
    const { world } = await play(green['stage publish to two registries']);
    const created = world.commands.filter((words) => / create /.test(words) && !words.includes('--dry-run'));
    const incoming = created.map((words) => words.includes(':slipway-incoming '));
    expect(incoming).toEqual([true, true, false, false]);
  });

  test('an index that holds something else is not pushed', async () => {
    const other = { stdout: JSON.stringify({ manifests: [{ digest: older, platform: { os: 'linux' } }] }) };
    const answers = { 'docker buildx imagetools create --prefer-index=false --dry-run': other };
    const { world, failed, report } = await play({ ...green['stage publish'], answers });
    expect(failed).toBe(true);
    expect(report.annotations[0]?.message).toMatch(
      /^The platforms cannot be joined: it does not hold what was tested\n/,
    );
    expect(world.registry.tags()).toEqual({});
  });

  test.each([
    ['linux/amd64', 'two of them are for linux/amd64'],
    ['linux/riscv64', 'they are for linux/amd64 and linux/riscv64, and the proofs say linux/amd64 and linux/arm64'],
  ])('a proof that says another platform than its image, %s, is not believed', async (platform, words) => {
    const [first = '', second = ''] = green['stage publish'].manifests ?? [];
    const [, architecture] = platform.split('/');
    const other = second.replace('"arm64"', `"${architecture}"`);
    const digest = `sha256:${createHash('sha256').update(other).digest('hex')}`;
    const proofs = (green['stage publish'].facts?.proofs ?? []).map((one, index) =>
      one.kind === 'read' && index === 1 ? { ...one, proof: { ...one.proof, digest } } : one,
    );
    const what = { ...green['stage publish'], manifests: [first, other], facts: { ...facts, proofs } };
    const { world, failed, report } = await play(what);
    expect(failed).toBe(true);
    expect(report.annotations[0]?.message).toContain(`The platforms cannot be joined: ${words}`);
    expect(world.registry.tags()).toEqual({});
  });

  test('of two names in one registry both have every part before a tag is in either', async () => {
    const names = 'ghcr.io/acme/app\nghcr.io/acme/two';
    const proofs = (green['stage publish'].facts?.proofs ?? []).map((one) =>
      one.kind === 'read' ? { ...one, proof: { ...one.proof, names: names.split('\n') } } : one,
    );
    const inputs = { ...green['stage publish'].inputs, images: names };
    const { world } = await play({ ...green['stage publish'], inputs, facts: { ...facts, proofs } });
    const read = world.commands.filter((words) => words.includes('inspect --raw'));
    expect(read).toHaveLength(4);
    const created = world.commands.filter((words) => / create /.test(words) && !words.includes('--dry-run'));
    expect(created.map((words) => words.includes(':slipway-incoming '))).toEqual([true, true, false, false]);
  });

  test('a registry that gives other bytes than were asked for is not believed', async () => {
    const answers = { 'docker buildx imagetools inspect --raw': { stdout: '{"manifests":[]}' } };
    const { world, failed, report } = await play({ ...green['stage publish'], answers });
    expect(failed).toBe(true);
    expect(report.annotations[0]?.message).toMatch(
      /^The registry gives something else for ghcr\.io\/acme\/app@sha256:/,
    );
    expect(world.registry.tags()).toEqual({});
  });
});

describe('nothing is started', () => {
  test.each(rows({ ...refusals, 'dry run': green['dry run'], 'dry run of a fork': green['dry run of a fork'] }))(
    '$name: no command, no file, no request',
    async ({ what }) => {
      const { world } = await play(what);
      expect(world.commands).toEqual([]);
      expect(world.diary.filter((line) => /^[[?]/.test(line))).toEqual([]);
    },
  );
});

describe('every failure explains itself', () => {
  test.each(rows({ ...red, ...refusals }))(
    '$name: one error, whose first line is the whole story',
    async ({ name, what }) => {
      const { report } = await play(what);
      const errors = report.annotations.filter(({ level }) => level === 'error');
      // The person who cancelled knows why.
      expect(errors).toHaveLength(name.startsWith('cancelled') ? 0 : 1);
      for (const { message } of errors) {
        expect(message.split('\n')[0]).toMatch(/^\S.{20,}/);
        expect(message).not.toContain('Slipway has a fault');
      }
    },
  );

  test('a cache can only help: when it is not saved, the run is green with a warning', async () => {
    const { failed, report } = await play(green['cache not saved']);
    expect(failed).toBe(false);
    expect(report.annotations.map(({ level }) => level)).toEqual(['warning']);
    expect(report.outputs['pushed']).toBe('true');
  });
});

test('every secret is masked before anything is logged', async () => {
  const what = green['build secrets'];
  const inputs = { ...what.inputs, images: 'acme/app', username: 'bob', password: 'pw-12345' };
  const { world } = await play({ ...what, inputs });
  expect([...new Set(world.masked)].toSorted()).toEqual([token, 'hunter2', 'hunter3', 'pw-12345'].toSorted());
});

describe('a build that meets a registry in trouble', () => {
  const builds = (commandsOf: readonly string[]) => commandsOf.filter((words) => words.startsWith(commands.build));

  test('is tried again', async () => {
    const { world } = await play(red['base image that is not there']);
    expect(builds(world.commands)).toHaveLength(5);
  });

  test.each([{ 'no-cache': 'true' }, { 'no-cache-filters': 'deps' }])(
    '%j: no step is executed once more',
    async (inputs) => {
      const what: Play = red['base image that is not there'];
      const { world } = await play({ ...what, inputs: { ...what.inputs, ...inputs } });
      expect(builds(world.commands)).toHaveLength(1);
    },
  );
});

test('a way back is recorded at GitHub under the commit that runs again, not that of its workflow', async () => {
  const { inputs } = greenDeploys['push to main, and deploy to two hosts'] as Play;
  const runs = { digest: newer, revision: child, before: { digest: older, revision: parent } };
  const wish = { ...inputs, stage: 'rollback', 'deploy-environment': 'production' };
  const { failed, diary, world } = await play({ event: 'push-branch', inputs: wish, hosts: [{ runs }, { runs }] });
  expect(failed).toBe(false);
  expect(world.hosts.flatMap((host) => host.running())).toEqual(Array(2).fill(expect.stringContaining(older)));
  expect(diary).toContain(`! GitHub: POST /repos/acme/app/deployments {"ref":"${parent}","task":"rollback"`);
});
