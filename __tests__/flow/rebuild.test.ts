/** A rebuild from the schedule to the hosts: what is done when nothing has changed, and what is not. */
import { describe, expect, test } from '@jest/globals';
import { greenDeploys } from './deploys.ts';
import type { Answers } from './fake-world.ts';
import { built, child, commands, commit, newer, older, type Play, parent, play, repository } from './scenes.ts';

const { inputs } = greenDeploys['push to main, and deploy to two hosts'] as Play;
const config = { Env: ['PATH=/bin'], Cmd: ['node', 'server.js'], Labels: { 'io.slipway.run': 'x' } };
const answers: Answers = {
  'git rev-parse --verify HEAD': { stdout: `${commit}\n` },
  'git tag --points-at': { stdout: 'v1.4.2\nv1\n' },
  'docker create': {},
  'docker export': {},
  'docker container inspect slipway-0a1b2c-': { stdout: JSON.stringify([{ Config: config }]) },
};

/** A rebuild leaves the tag of the commit to clean-ups. */
const moving = ['1.4.2', '1.4', '1', 'latest'].map((tag) => `ghcr.io/acme/app:${tag}`);
const release = Object.fromEntries(moving.map((tag) => [tag, older]));
const runsRelease = { runs: { digest: older, revision: commit } };

/** The release is published and runs, and it is checked out; the schedule is of another commit. */
const published: Play = {
  event: 'schedule',
  env: { GITHUB_SHA: child },
  inputs: { ...inputs, rebuild: 'true' },
  hosts: [runsRelease, runsRelease],
  answers,
  registry: release,
  images: { [older]: { revision: commit, version: '1.4.2' } },
};

/** Looking at a host's engine touches nothing. */
const mutations =
  /^\$ (?:docker push|\[host\d\] docker (?!info |container (?:ls|inspect) )|docker buildx imagetools create)/;

test('nothing has changed: nothing is pushed, no host is touched, and the outputs are the published image', async () => {
  const { world, report, failed, diary } = await play(published);
  expect(failed).toBe(false);
  expect(diary).toContain('Rebuild of v1.4.2 (8c1f0d3), which is checked out');
  expect(diary).toContain('Nothing changed since the last build');
  expect(diary).toContain('Left app1 as it is: it has this build already');
  expect(world.diary.filter((line) => mutations.test(line))).toEqual([]);
  expect(world.registry.tags()).toEqual(release);
  expect(report.outputs).toMatchObject({ digest: older, changed: 'false', image: `ghcr.io/acme/app@${older}` });
  expect(JSON.parse(report.outputs['deployed'] ?? '')).toMatchObject([{ state: 'unchanged' }, { state: 'unchanged' }]);
  expect(world.store.names()).toEqual({});
});

/** The engine's answers where these labels are others in what was built. */
function labelled(labels: Readonly<Record<string, readonly [published: string, built: string]>>): Answers {
  const { 'docker container inspect slipway-0a1b2c-': _, ...others } = answers;
  const shown = (side: 0 | 1) => {
    const own = Object.fromEntries(Object.entries(labels).map(([key, values]) => [key, values[side]]));
    return { stdout: JSON.stringify([{ Config: { ...config, Labels: own } }]) };
  };
  return {
    ...others,
    'docker container inspect slipway-0a1b2c-published-0': shown(0),
    'docker container inspect slipway-0a1b2c-rebuilt-0': shown(1),
  };
}

test.each([
  ['io.example.team', 'Changed since the last build'],
  ['org.opencontainers.image.version', 'Changed since the last build'],
  ['org.opencontainers.image.description', 'Nothing changed since the last build'],
])('the label %s has changed: %s', async (label, line) => {
  const { diary } = await play({ ...published, answers: labelled({ [label]: ['was', 'is'] }) });
  expect(diary).toContain(line);
});

test.each([
  "type=raw,value=nightly-{{date 'YYYYMMDD'}}",
  "type=raw,value={{date 'dddd'}}",
  "type=semver,pattern={{major}},suffix=-{{date 'HHmm'}}",
])('nothing has changed, and %s gives a tag that is of the time: nothing is published', async (rule) => {
  const tags = `type=semver,pattern={{version}}\n${rule}`;
  const { world, report, failed } = await play({ ...published, inputs: { ...published.inputs, tags } });
  expect(failed).toBe(false);
  expect(report.outputs['changed']).toBe('false');
  expect(world.diary.filter((line) => mutations.test(line))).toEqual([]);
  expect(world.registry.tags()).toEqual(release);
});

test('the main tag is of the time: what is published is what a tag that lasts shows', async () => {
  const tags = "type=raw,value={{date 'YYYYMMDD'}},priority=1000\ntype=semver,pattern={{version}}";
  const { world, report, failed } = await play({ ...published, inputs: { ...published.inputs, tags } });
  expect(failed).toBe(false);
  expect(report.outputs).toMatchObject({ digest: older, changed: 'false' });
  expect(world.diary.filter((line) => mutations.test(line))).toEqual([]);
  expect(world.registry.tags()).toEqual(release);
});

test.each([
  ['the label is the main tag', '', 'Nothing changed since the last build'],
  ['a line of labels gives the day', "{label}={{date 'YYYYMMDD'}}", 'Nothing changed since the last build'],
  ['a line of labels leaves it to the Dockerfile', '{label}=', 'Changed since the last build'],
  ['a line of labels gives what lasts', '{label}=20261121', 'Changed since the last build'],
])('the main tag is of the time, and %s: what is another from day to day is no change', async (_, line, said) => {
  const tags = "type=raw,value={{date 'YYYYMMDD'}},priority=1000\ntype=semver,pattern={{version}}";
  const both = ['org.opencontainers.image.version', 'org.opencontainers.image.ref.name'];
  const labels = both.map((label) => line.replace('{label}', label)).join('\n');
  const { diary } = await play({
    ...published,
    inputs: { ...published.inputs, tags, labels },
    answers: labelled(Object.fromEntries(both.map((label) => [label, ['20261120', '20261121']]))),
  });
  expect(diary).toContain(said);
});

test('the main tag is of the time, and a push was cut: what is told is the tag that was compared', async () => {
  const tags =
    "type=raw,value={{date 'YYYYMMDD'}},priority=1000\ntype=semver,pattern={{version}}\ntype=semver,pattern={{major}}";
  const registry = { 'ghcr.io/acme/app:1.4.2': older, 'ghcr.io/acme/app:1': newer };
  const images = { ...published.images, [newer]: { revision: parent, version: '1.4.1' } };
  const { world, diary } = await play({ ...published, registry, images, inputs: { ...published.inputs, tags } });
  expect(diary).toContain('Published again: ghcr.io/acme/app:1 does not show what 1.4.2 shows');
  expect(world.registry.tags()['ghcr.io/acme/app:1']).toBe(built);
});

test('the registry is in trouble when it is to be compared: nothing is published, and an issue says so', async () => {
  const meanwhile = [
    { after: `$ ${commands.build}`, registryDown: true },
    { after: '> Push', registryDown: false },
  ];
  const { failed, world, diary } = await play({ ...published, meanwhile });
  expect(failed).toBe(true);
  expect(diary).toContain('error: Not published: the registry did not say what ghcr.io/acme/app:1.4.2 shows: ');
  expect(world.diary.filter((line) => mutations.test(line))).toEqual([]);
  expect(world.registry.tags()).toEqual(release);
  expect(diary).toContain('"title":"Slipway: rebuild of ghcr.io/acme/app fails"');
});

test('it is built without the cache, on bases that are pulled', async () => {
  const { world } = await play({ ...published, inputs: { ...inputs, rebuild: 'true', 'dry-run': 'true' } });
  const diary = (await play({ ...published, inputs: { ...inputs, rebuild: 'true', 'dry-run': 'true' } })).report.lines;
  const definition = diary.find((line) => line.startsWith('Its definition')) ?? '';
  expect(definition).toContain('"no-cache":true');
  expect(definition).toContain('"pull":true');
  expect(world.diary.some((line) => line.startsWith('! GitHub'))).toBe(false);
});

describe('nothing has changed, but', () => {
  test('the deploy of the night before failed on a host: it gets what is published', async () => {
    const runsBefore = { runs: { digest: newer, revision: commit } };
    const { report, failed, world } = await play({ ...published, hosts: [runsRelease, runsBefore] });
    expect(failed).toBe(false);
    expect(world.hosts.map((host) => host.running())).toEqual(Array(2).fill([`app ghcr.io/acme/app@${older}`]));
    const states = JSON.parse(report.outputs['deployed'] ?? '');
    expect(states).toMatchObject([{ state: 'unchanged' }, { state: 'deployed', from: newer, to: older }]);
    expect(report.outputs['changed']).toBe('false');
  });

  test('a host went back to an older release: it stays there', async () => {
    const runsOlder = { runs: { digest: newer, revision: parent } };
    const { failed, world, diary } = await play({ ...published, hosts: [runsRelease, runsOlder] });
    expect(failed).toBe(false);
    expect(diary).toContain('Left app2 as it is: it runs 1d2e3f4');
    expect(diary).toContain('Nothing to deploy: no host runs an earlier build of this commit');
    expect(world.diary.filter((line) => mutations.test(line))).toEqual([]);
  });

  test.each([
    ['shows an older release', { 'ghcr.io/acme/app:latest': newer }],
    ['is not there', { 'ghcr.io/acme/app:latest': undefined }],
  ])('a push ended between two tags, and latest %s: all tags show one image', async (_, cut) => {
    const registry = { ...release, ...cut } as Record<string, string>;
    const images = { ...published.images, [newer]: { revision: parent, version: '1.4.1' } };
    const { failed, world, diary, report } = await play({ ...published, registry, images });
    expect(failed).toBe(false);
    expect(diary).toContain('Published again: ghcr.io/acme/app:latest does not show what 1.4.2 shows');
    for (const tag of moving) expect(world.registry.tags()[tag]).toBe(built);
    expect(report.outputs['changed']).toBe('true');
  });

  test.each(['false', 'true'])(
    'latest is of a newer release: it stays there, and nothing is published, overwrite %s',
    async (overwrite) => {
      const registry = { ...release, 'ghcr.io/acme/app:latest': newer };
      const images = { ...published.images, [newer]: { revision: child, version: '1.5.0' } };
      const { failed, world } = await play({
        ...published,
        inputs: { ...published.inputs, overwrite },
        registry,
        images,
      });
      expect(failed).toBe(false);
      expect(world.registry.tags()).toEqual(registry);
      expect(world.diary.filter((line) => mutations.test(line))).toEqual([]);
    },
  );
});

describe('a look at the base images, which are the same', () => {
  const labels = { 'org.opencontainers.image.revision': commit };
  const shown = JSON.stringify({ manifest: { digest: older }, image: { config: { Labels: labels } } });
  const question =
    'docker buildx imagetools inspect --format {"manifest":{{json .Manifest}},"image":{{json .Image}},"prov';
  const looked: Play = {
    ...published,
    inputs: { ...inputs, rebuild: 'when-base-changed' },
    answers: { ...answers, [question]: { stdout: shown } },
  };
  const builds = (world: Awaited<ReturnType<typeof play>>['world']) =>
    world.commands.filter((words) => words.startsWith(commands.build)).length;

  test('nothing is built, and no host is touched', async () => {
    const { failed, world, diary } = await play(looked);
    expect(failed).toBe(false);
    expect(diary).toContain('Nothing to rebuild: it is built on no other image');
    expect(builds(world)).toBe(0);
    expect(world.diary.filter((line) => mutations.test(line))).toEqual([]);
  });

  test('a deploy that is owed is made up for without a build', async () => {
    const runsBefore = { runs: { digest: newer, revision: commit } };
    const { failed, world } = await play({ ...looked, hosts: [runsBefore, runsRelease] });
    expect(failed).toBe(false);
    expect(builds(world)).toBe(0);
    expect(world.hosts.map((host) => host.running())).toEqual(Array(2).fill([`app ghcr.io/acme/app@${older}`]));
  });

  test('a push that was cut is ended, which needs a build', async () => {
    const images = { ...published.images, [newer]: { revision: parent, version: '1.4.1' } };
    const registry = { ...release, 'ghcr.io/acme/app:latest': newer };
    const { failed, world, diary } = await play({ ...looked, registry, images });
    expect(failed).toBe(false);
    expect(diary).toContain('Built again: ghcr.io/acme/app:latest does not show what 1.4.2 shows');
    for (const tag of moving) expect(world.registry.tags()[tag]).toBe(built);
  });
});

describe('in a job of its own', () => {
  const deploying = { ...inputs, rebuild: 'true', stage: 'deploy', image: `ghcr.io/acme/app@${older}` };

  test('the deploy brings what was rebuilt to hosts that run the same commit, and to no other', async () => {
    const runsBefore = { runs: { digest: newer, revision: commit } };
    const runsOlder = { runs: { digest: newer, revision: parent } };
    const { failed, world, diary } = await play({
      ...published,
      inputs: { ...deploying, 'deploy-environment': 'production' },
      hosts: [runsBefore, runsOlder],
    });
    expect(diary).toContain('Left app2 as it is: it runs 1d2e3f4');
    expect(world.hosts.map((host) => host.running())).toEqual([
      [`app ghcr.io/acme/app@${older}`],
      [`app ghcr.io/acme/app@${newer}`],
    ]);
    expect(failed).toBe(false);
    // Of the release, not of the schedule.
    expect(diary).toContain(`! GitHub: POST /repos/acme/app/deployments {"ref":"${commit}"`);
    // The clean-up goes by it, and what app2 runs is replaced for GitHub.
    expect(diary).toContain(`"image":"ghcr.io/acme/app@${older}","others":["ghcr.io/acme/app@${newer}"]`);
    expect(diary).toContain(`"description":"Deploy ghcr.io/acme/app@${older}"`);
  });

  test('a deploy that is started again after a later night: hosts keep the later build', async () => {
    const later = { runs: { digest: newer, revision: commit, created: '2026-11-21T03:17:00Z' } };
    const earlier = { runs: { digest: newer, revision: commit, created: '2026-11-19T03:17:00Z' } };
    const images = { ...published.images, [older]: { revision: commit, created: '2026-11-20T03:17:00Z' } };
    const { failed, world, diary } = await play({ ...published, images, inputs: deploying, hosts: [later, earlier] });
    expect(failed).toBe(false);
    expect(diary).toContain('Left app1 as it is: it runs a later build');
    expect(world.hosts.map((host) => host.running())).toEqual([
      [`app ghcr.io/acme/app@${newer}`],
      [`app ghcr.io/acme/app@${older}`],
    ]);
  });

  test('another run deploys while this one waits for the lock: nothing is recorded in the place of that one', async () => {
    const runsBefore = { runs: { digest: newer, revision: commit } };
    const meanwhile = [
      { after: '! GitHub: POST /repos/acme/app/deployments ', deployed: { digest: built, revision: child } },
    ];
    const { failed, world, diary } = await play({
      ...published,
      inputs: { ...deploying, 'deploy-environment': 'production' },
      hosts: [runsBefore, runsBefore],
      meanwhile,
    });
    expect(failed).toBe(false);
    expect(world.hosts.map((host) => host.running())).toEqual(Array(2).fill([`app ghcr.io/acme/app@${built}`]));
    expect(diary).toContain('"state":"error","description":"The hosts have changed meanwhile');
    expect(diary).not.toContain('"state":"success"');
  });

  test('a run was lost before it had switched a host: its lock goes, and the host gets the build', async () => {
    const lost = { runs: { digest: newer, revision: commit }, lost: older };
    const { failed, world, diary } = await play({ ...published, inputs: deploying, hosts: [lost, runsRelease] });
    expect(failed).toBe(false);
    expect(diary).toContain('Took over the lock of app1');
    expect(world.hosts.map((host) => host.running())).toEqual(Array(2).fill([`app ghcr.io/acme/app@${older}`]));
    expect(world.hosts.flatMap((host) => host.names()).filter((name) => /next|lock/.test(name))).toEqual([]);
  });

  test('the registry is in trouble: nobody knows whose build it is, and the run is red', async () => {
    const runsBefore = { runs: { digest: newer, revision: commit } };
    const meanwhile = [{ after: 'Connected to', registryDown: true }];
    const { failed, diary } = await play({
      ...published,
      inputs: deploying,
      hosts: [runsBefore, runsBefore],
      meanwhile,
    });
    expect(failed).toBe(true);
    expect(diary).toContain('error: Not deployed: the registry did not say of which commit ghcr.io/acme/app@');
    expect(diary).toContain('"title":"Slipway: rebuild of ghcr.io/acme/app fails"');
  });

  test('the image has a word that is no commit: it proves nothing, and no host is touched', async () => {
    const runsBefore = { runs: { digest: newer, revision: 'main' } };
    const images = { [older]: { revision: 'main', version: '1.4.2' } };
    const { failed, world, diary } = await play({ ...published, inputs: deploying, images, hosts: [runsBefore, {}] });
    expect(failed).toBe(false);
    expect(diary).toContain('Left app1 as it is: the image to deploy names no commit');
    expect(world.hosts[0]?.running()).toEqual([`app ghcr.io/acme/app@${newer}`]);
  });

  test('a deploy that fails has its issue', async () => {
    const runsBefore = { runs: { digest: newer, revision: commit }, broken: older };
    const wish = { ...deploying, 'deploy-health-timeout': '2' };
    const { failed, diary } = await play({ ...published, inputs: wish, hosts: [runsBefore, runsBefore] });
    expect(failed).toBe(true);
    expect(diary).toContain('"title":"Slipway: rebuild of ghcr.io/acme/app fails"');
  });
});

test('nothing is published yet: it is published under all tags and one with the day, and deployed', async () => {
  const { report, failed, world, diary } = await play({ ...published, registry: {}, hosts: [{}, {}] });
  expect(failed).toBe(false);
  expect(diary).toContain('Not compared with what is published: ghcr.io/acme/app:1.4.2 is not there yet');
  const tags = ['1', '1.4', '1.4.2', '1.4.2-20261121', 'latest', 'sha-8c1f0d3'];
  expect(world.registry.tags()).toEqual(Object.fromEntries(tags.map((tag) => [`ghcr.io/acme/app:${tag}`, built])));
  expect(report.outputs['changed']).toBe('true');
  expect(JSON.parse(report.outputs['deployed'] ?? '')).toMatchObject([{ state: 'deployed' }, { state: 'deployed' }]);
});

describe('what is checked out', () => {
  test('an older release: a warning', async () => {
    const tags = { ...repository.tags, 'v1.5.0': child };
    const { diary } = await play({ ...published, repository: { ...repository, tags } });
    expect(diary).toContain('warning: v1.4.2 is checked out and rebuilt, but v1.5.0 is the newest release');
  });

  test('no release: a push to the default branch', async () => {
    const untagged = { ...answers, 'git tag --points-at': {}, 'git ls-remote': {} };
    const { diary, report } = await play({ ...published, registry: {}, answers: untagged });
    expect(diary).toContain('Rebuild of main (8c1f0d3), which is checked out');
    expect(report.outputs['tag-names']).toBe('main\nsha-8c1f0d3\nmain-20261121');
  });

  test('the default branch, whose head is the release: the branch is rebuilt, and a warning', async () => {
    const ofMain = { ...answers, 'git symbolic-ref --quiet HEAD': { stdout: 'refs/heads/main\n' } };
    const registry = { ...release, 'ghcr.io/acme/app:main': older };
    const { diary, report, world } = await play({ ...published, registry, answers: ofMain });
    expect(diary).toContain('Rebuild of main (8c1f0d3), which is checked out');
    expect(diary).toContain(
      'warning: 8c1f0d3 is checked out and rebuilt as a push to main, but v1.4.2 is the newest release: write ref: refs/tags/v1.4.2 for actions/checkout',
    );
    expect(report.outputs).toMatchObject({ digest: older, changed: 'false', 'tag-names': 'main' });
    expect(world.commands.filter((words) => /^git (?:tag|ls-remote)/.test(words))).toEqual([]);
  });

  test('another branch, whose head is the release: the release', async () => {
    const ofLine = { ...answers, 'git symbolic-ref --quiet HEAD': { stdout: 'refs/heads/release/1.4\n' } };
    const { diary } = await play({ ...published, answers: ofLine });
    expect(diary).toContain('Rebuild of v1.4.2 (8c1f0d3), which is checked out');
    expect(diary).not.toContain('newest release');
  });

  test.each(['v1', 'v1.4', 'stable', 'v1.4.2-rc.1'])(
    'the tag %s of the release, the only one in the clone: the release, which the server knows',
    async (own) => {
      const refs = `${commit}\trefs/tags/${own}\n${commit}\trefs/tags/v1.4.2\n${child}\trefs/tags/v1.5.0\n`;
      const moved = { ...answers, 'git tag --points-at': { stdout: `${own}\n` }, 'git ls-remote': { stdout: refs } };
      const { diary } = await play({ ...published, answers: moved });
      expect(diary).toContain('Rebuild of v1.4.2 (8c1f0d3), which is checked out');
    },
  );

  test('a tag that moves, and the server does not answer: what the clone says', async () => {
    const silent = { ...answers, 'git tag --points-at': { stdout: 'v1.4\n' }, 'git ls-remote': { exitCode: 128 } };
    expect((await play({ ...published, answers: silent })).diary).toContain('Rebuild of v1.4 (8c1f0d3)');
  });

  test('the tag of the release: the server is not asked for others', async () => {
    const { world } = await play(published);
    expect(world.commands.filter((words) => words.startsWith('git ls-remote'))).toEqual([]);
  });

  test('a clone of one commit, whose annotated tag the server knows', async () => {
    const refs = `${child}\trefs/tags/v1.4.2\n${commit}\trefs/tags/v1.4.2^{}\n${child}\trefs/tags/v1.5.0\n`;
    const bare = { ...answers, 'git tag --points-at': {}, 'git ls-remote': { stdout: refs } };
    expect((await play({ ...published, answers: bare })).diary).toContain('Rebuild of v1.4.2 (8c1f0d3)');
  });
});

describe('one image of several', () => {
  const tags =
    'type=semver,pattern={{version}},match=^api-v(.+)$\ntype=semver,pattern={{major}}.{{minor}},match=^api-v(.+)$';
  const ofApi = { ...inputs, rebuild: 'true', tags };
  const families = { 'api-v1.4.2': commit, 'api-v1.4.1': parent, 'base-v2.0.0': commit, 'v3.0.0': child };
  const several: Play = {
    ...published,
    inputs: ofApi,
    hosts: [{}, {}],
    registry: {},
    repository: { ...repository, tags: families },
    answers: { ...answers, 'git tag --points-at': { stdout: 'api-v1.4.2\nbase-v2.0.0\n' } },
  };
  const planned = async (words: Play['inputs'], gitTags: typeof repository.tags) => {
    const wish = { stage: 'plan', rebuild: 'true', ...words };
    const asked = { ...repository, ...(gitTags !== undefined && { tags: gitTags }) };
    const { report } = await play({ event: 'schedule', inputs: wish, repository: asked });
    return JSON.parse(report.outputs['plan'] ?? '{}').ref;
  };

  test('the plan names its newest release, and never that of another', async () => {
    expect(await planned({ tags }, families)).toBe('refs/tags/api-v1.4.2');
    expect(await planned({ tags: tags.replaceAll('api', 'base') }, families)).toBe('refs/tags/base-v2.0.0');
    expect(await planned({ tags: tags.replaceAll('api', 'web') }, families)).toBe('refs/heads/main');
    expect(await planned({}, families)).toBe('refs/tags/v3.0.0');
  });

  test('it is the push of its tag, and one with the day', async () => {
    const { failed, diary, report } = await play(several);
    expect(failed).toBe(false);
    expect(diary).toContain('Rebuild of api-v1.4.2 (8c1f0d3), which is checked out');
    expect(diary).not.toContain('newest release');
    expect(report.outputs['tag-names']).toBe('1.4.2\n1.4\nlatest\n1.4.2-20261121');
  });

  test('its older release is checked out: only its own tags, and a warning', async () => {
    const newer = { ...families, 'api-v1.5.0': child };
    const { diary, report } = await play({ ...several, repository: { ...repository, tags: newer } });
    expect(report.outputs['tag-names']).toBe('1.4.2\n1.4\n1.4.2-20261121');
    expect(diary).toContain('warning: api-v1.4.2 is checked out and rebuilt, but api-v1.5.0 is the newest release');
  });

  test('its commit is checked out by the release of another image: it is the push of its own', async () => {
    const refs = `${commit}\trefs/tags/api-v1.4.2\n${commit}\trefs/tags/base-v2.0.0\n`;
    const other = { 'git tag --points-at': { stdout: 'base-v2.0.0\n' }, 'git ls-remote': { stdout: refs } };
    const { diary, report } = await play({ ...several, answers: { ...answers, ...other } });
    expect(diary).toContain('Rebuild of api-v1.4.2 (8c1f0d3), which is checked out');
    expect(report.outputs['tag-names']).toBe('1.4.2\n1.4\nlatest\n1.4.2-20261121');
  });

  test('the release of another image is checked out: no version, and a warning', async () => {
    const other = { ...several.answers, 'git tag --points-at': { stdout: 'base-v2.0.0\n' } };
    const { diary } = await play({
      ...several,
      answers: other,
      inputs: { ...ofApi, tags: `${tags}\ntype=ref,event=branch` },
    });
    expect(diary).toContain('Rebuild of main (8c1f0d3), which is checked out');
    expect(diary).toContain(
      'warning: 8c1f0d3 is checked out and rebuilt as a push to main, but api-v1.4.2 is the newest release',
    );
  });

  test.each(['plan', 'all'])('a match that nobody can run is refused: stage %s', async (stage) => {
    const wrong = tags.replaceAll('.+', '.{1001}');
    const { failed, diary } = await play({ ...several, inputs: { stage, rebuild: 'true', tags: wrong } });
    expect(failed).toBe(true);
    expect(diary).toContain('match=^api-v(.{1001})$');
    expect(diary).toContain('is not a regular expression of RE2');
  });
});

test('a build that fails: one issue, and the run is red', async () => {
  const broken = { ...answers, [commands.build]: { exitCode: 1, lines: [] } };
  const { world, failed, diary } = await play({ ...published, answers: broken });
  expect(failed).toBe(true);
  expect(diary).toContain(
    '! GitHub: POST /repos/acme/app/issues {"title":"Slipway: rebuild of ghcr.io/acme/app fails"',
  );
  expect(world.registry.tags()).toEqual(release);
});

test('a run that is no rebuild asks GitHub for no issue', async () => {
  const { world } = await play({ event: 'push-branch' });
  expect(world.diary.filter((line) => line.includes('/issues'))).toEqual([]);
});

test('a deploy that fails: the tags have moved, and the issue does not say otherwise', async () => {
  const broken = { ...inputs, rebuild: 'true', 'deploy-health-timeout': '2' };
  const { world, failed, diary } = await play({
    ...published,
    registry: {},
    hosts: [{}, { broken: built }],
    inputs: broken,
  });
  expect(failed).toBe(true);
  expect(world.registry.tags()).toMatchObject({ 'ghcr.io/acme/app:1.4.2': built });
  expect(diary).toContain('"title":"Slipway: rebuild of ghcr.io/acme/app fails"');
  expect(diary).toContain('what is published or what runs may lack the newest fixes');
});
