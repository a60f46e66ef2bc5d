/** What the outside is told: summaries, annotations and outputs of whole runs. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { CancelError, InputError, ToolError } from '../../../src/errors.ts';
import type { BuildWarning, Outcome } from '../../../src/model/outcome.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { noHosts } from '../../../src/plan/deploy/deploy.ts';
import { fromBuildKit } from '../../../src/plan/lint.ts';
import { TestTally } from '../../../src/read/test-reports/tally.ts';
import { bakeFiles } from '../../../src/report/bake-files.ts';
import { reportCleanup } from '../../../src/report/cleanup.ts';
import type { ProofOutput } from '../../../src/report/proof.ts';
import { reportError, reportJobs, reportOutcome, reportPlan } from '../../../src/report/report.ts';
import { contextOf } from '../events.ts';
import { planned, token, type Wish, withStages } from '../plans.ts';

const digest = `sha256:61bd33f0a2c4${'0'.repeat(52)}`;
const evil = '<img src=x onerror=alert(1)> | `id` @octocat ##[error] \u202e[x](http://y)';

const warning: BuildWarning = {
  message: "FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 9)",
  place: { file: 'Dockerfile', line: 9 },
  url: 'https://docs.docker.com/go/dockerfile/rule/from-as-casing/',
};

function outcomeOf(plan: Plan, wish: Partial<Outcome> = {}): Outcome {
  const tags = plan.publish.run ? plan.publish.tags : [];
  const older = `sha256:5c0e91d2ab77${'0'.repeat(52)}`;
  const step = (stage: string, instruction: string, state: 'cached' | 'done', time: number) => {
    return { start: 1, stage, position: '1/1', instruction, state, seconds: time };
  };
  return {
    plan,
    deploy: { run: false, because: noHosts },
    build: {
      built: {
        id: digest,
        digest,
        bytes: 84_123_456,
        platform: 'linux/amd64',
        user: 'node',
        healthCheck: true,
        layers: 7,
        metadata: '{}',
      },
      steps: [
        step('deps', 'FROM docker.io/library/node:24', 'done', 9),
        step('deps', 'RUN npm ci', 'cached', 0),
        step('build', 'RUN npm run build', 'done', 6.2),
        step('test', 'RUN npm test | tee log', 'done', 9.8),
        step('stage-3', 'COPY --from=build /app /app', 'done', 0.02),
      ],
      imported: { from: ['ghcr.io/acme/app:buildcache-1'], bytes: 12_000_000, seconds: 0.8 },
      warnings: [],
      seconds: 12.4,
    },
    findings: [],
    tests: undefined,
    artifacts: [],
    cacheMounts: undefined,
    gates: [
      plan.test.run
        ? { gate: 'test stage', state: 'passed', detail: `${plan.test.target} was built with the image`, seconds: 12.4 }
        : { gate: 'test stage', state: 'skipped', because: plan.test.because },
      { gate: 'services', state: 'passed', detail: 'db healthy', seconds: 2.1 },
      { gate: 'test command', state: 'passed', detail: '`npm test` exited with 0', seconds: 9 },
      { gate: 'service tests', state: 'skipped', because: 'there is no service named sut' },
      {
        gate: 'smoke test',
        state: 'passed',
        detail: 'GET / on port 80 answered 2 times, healthy after 0.4 s',
        seconds: 0.9,
      },
    ],
    publish: plan.publish.run
      ? {
          run: true,
          content: [],
          seconds: 2,
          heldBack: plan.heldBack,
          platforms: [],
          tags: tags.map((tag, index) => ({
            tag,
            change: index === 0 ? { kind: 'moved', from: older } : { kind: 'created' },
          })),
        }
      : plan.publish,
    cache: plan.cacheWrite.run
      ? { state: 'saved', to: plan.cacheWrite.to, bytes: 34_000_000, seconds: 1 }
      : { state: 'skipped', because: plan.cacheWrite.because },
    seconds: 31.8,
    ...wish,
  };
}

const reportOf = async (wish: Wish, change: Partial<Outcome> = {}) => {
  return reportOutcome(outcomeOf((await planned(wish)).plan, change));
};

describe('summaries', () => {
  test('pushed', async () => expect((await reportOf({})).summary).toMatchSnapshot());
  test('not pushed', async () => {
    expect((await reportOf({ context: contextOf('pull-request-fork') })).summary).toMatchSnapshot();
  });
  test('nothing tested', async () =>
    expect(
      (
        await reportOf(
          { facts: withStages('build') },
          { gates: [{ gate: 'test stage', state: 'skipped', because: 'x' }] },
        )
      ).summary,
    ).toMatchSnapshot());
  test('findings of BuildKit, and a cache that was not saved', async () => {
    const { plan } = await planned();
    const outcome = outcomeOf(plan);
    const findings = [warning, { message: evil, place: undefined, url: undefined }].map(fromBuildKit);
    const report = reportOutcome({ ...outcome, findings, cache: { state: 'failed', to: 'x:y', message: evil } });
    expect(report.summary).toMatchSnapshot();
    expect(report.annotations).toMatchSnapshot();
  });
  test('two registries', async () => {
    const words = {
      ...token,
      images: 'ghcr.io/acme/app\nacme/app',
      username: 'b',
      password: 'p',
      registry: 'docker.io',
      tags: 'edge',
    };
    expect((await reportOf({ words })).summary).toMatchSnapshot();
  });
  test('dry run', async () => expect(reportPlan((await planned()).plan, []).summary).toMatchSnapshot());
  test('dry run of a fork', async () => {
    expect(reportPlan((await planned({ context: contextOf('pull-request-fork') })).plan, []).summary).toMatchSnapshot();
  });
  test('a failing test', () => {
    const error = new ToolError('Test stage failed: `npm test` exited with 1 (Dockerfile:23)', {
      cure: 'Nothing was pushed or tagged. Run it yourself: docker buildx build --target test .',
      tail: ['ok 1', '\u001b[31mnot ok 2\u001b[0m', evil, '</pre><h1>'],
    });
    expect(reportError(error).summary).toMatchSnapshot();
  });
  test('problems', () => {
    const error = new InputError([
      { input: 'images', value: evil, wrong: 'is not an image name', cure: 'write HOST/NAMESPACE/NAME' },
      { input: 'build-arg', wrong: 'there is no such input', cure: 'did you mean build-args?' },
      { input: 'push', value: '', wrong: 'is not one of auto, true, false' },
    ]);
    expect(reportError(error).summary).toMatchSnapshot();
  });
});

describe('nothing foreign is rendered', () => {
  test('not a step, a label, a user or a platform of the image', async () => {
    const outcome = outcomeOf((await planned({ words: { ...token, target: 'deps' } })).plan);
    const built = { ...outcome.build.built, user: evil, platform: evil };
    const step = { start: 0, stage: evil, position: '1/1', instruction: evil, state: 'done', seconds: 5 } as const;
    const imported = { from: [evil], bytes: 1, seconds: 1 };
    const { summary } = reportOutcome({
      ...outcome,
      build: { ...outcome.build, built, imported, steps: [step, step] },
      cache: { state: 'saved', to: evil, bytes: 1, seconds: 1 },
    });
    for (const text of ['<img', '`id`', '@octocat', '##[', '\u202e', '[x](']) expect(summary).not.toContain(text);
    const drawn = [...summary.matchAll(/^```mermaid\n([\s\S]*?)\n```$/gm)].map(([, text = '']) => text);
    expect(drawn).toHaveLength(1);
    expect(drawn[0]).not.toMatch(/[`<>|#]/);
    for (const row of summary.split('\n').filter((line) => line.startsWith('| ')))
      expect((row.match(/\|/g) ?? []).length).toBeLessThanOrEqual(4);
  });

  test('not the words of a tool, not the value of an input', () => {
    const errors = [
      new ToolError(evil, { cure: evil, tail: [evil] }),
      new InputError([{ input: evil, value: evil, wrong: evil, cure: evil }]),
    ];
    for (const error of [...errors, new Error(evil)]) {
      const { summary, annotations, lines } = reportError(error);
      for (const text of ['##[', '\u202e']) expect(JSON.stringify([annotations, lines])).not.toContain(text);
      for (const text of ['<img', '##[', '\u202e']) expect(summary).not.toContain(text);
    }
  });
});

describe('annotations', () => {
  test('one error, whose first line is the whole story, at its place', () => {
    const place = { file: 'Dockerfile', line: 23 };
    const failure = {
      target: undefined,
      stage: 'test',
      instruction: 'RUN x',
      exitCode: 1,
      place,
      message: '',
      tail: [],
    };
    const report = reportError(new ToolError('It failed', { cure: 'do this', tail: ['a', 'b'], failure }));
    expect(report.annotations).toEqual([{ level: 'error', message: 'It failed\nDo this', place }]);
    expect(report.lines).toEqual(['Last lines of the output:', '  | a', '  | b']);
  });

  test('at most 30 last lines', () => {
    const report = reportError(
      new ToolError('x', { tail: Array.from({ length: 100 }, (_, index) => `line ${index}`) }),
    );
    expect(report.lines).toHaveLength(31);
    expect(report.lines.at(-1)).toBe('  | line 99');
  });

  test('all problems in one', () => {
    const problems = [
      { input: 'a', value: '1', wrong: 'is wrong', cure: 'right it' },
      { input: 'b', wrong: 'is missing' },
    ];
    expect(reportError(new InputError(problems)).annotations).toEqual([
      {
        level: 'error',
        message: '2 inputs need a change before anything can run\n  a: "1" is wrong; right it\n  b: is missing',
      },
    ]);
    expect(reportError(new InputError(problems.slice(1))).annotations[0]?.message).toMatch(/^1 input needs a change/);
  });

  test('a cancel is no error of the user', () => {
    expect(reportError(new CancelError('SIGTERM'))).toMatchObject({
      annotations: [],
      lines: ['Cancelled by SIGTERM; nothing of this run is left on this machine'],
    });
  });

  test('anything else is our fault, and says where to tell it', () => {
    const report = reportError(new TypeError('x is not a function'));
    expect(report.annotations).toEqual([{ level: 'error', message: 'Slipway has a fault: x is not a function' }]);
    expect(report.lines[0]).toContain('https://github.com/slipway-ci/slipway/issues');
    expect(report.lines[1]).toMatch(/^ {2}\| TypeError: x is not a function/);
    expect(reportError('a word').annotations[0]?.message).toBe('Slipway has a fault: a word');
  });

  test('of many findings, the first eight', async () => {
    const outcome = outcomeOf((await planned()).plan);
    const findings = Array.from({ length: 20 }, () => fromBuildKit(warning));
    expect(reportOutcome({ ...outcome, findings }).annotations).toHaveLength(8);
  });
});

describe('outputs', () => {
  test('pushed', async () => {
    const { outputs } = await reportOf({});
    expect(outputs).toMatchObject({
      digest,
      imageid: digest,
      image: `ghcr.io/acme/app@${digest}`,
      tags: 'ghcr.io/acme/app:main\nghcr.io/acme/app:sha-8c1f0d3',
      version: 'main',
      pushed: 'true',
      'cached-percent': '25',
      metadata: '{}',
    });
    expect(JSON.parse(outputs['json'] ?? '')).toMatchObject({ 'tag-names': ['main', 'sha-8c1f0d3'] });
  });

  test('tags that were held back are not in them', async () => {
    const { plan } = await planned();
    const [main, sha] = plan.tags;
    if (main === undefined || sha === undefined) throw new Error('The plan has two tags');
    const heldBack = [{ tag: main, because: `it shows ${evil}` }];
    const some = {
      run: true,
      content: [],
      seconds: 2,
      platforms: [],
      tags: [{ tag: sha, change: { kind: 'created' } }],
      heldBack,
    } as const;
    const { outputs, summary } = reportOutcome(outcomeOf(plan, { publish: some }));
    expect(outputs).toMatchObject({ tags: sha.reference, 'tag-names': sha.name, pushed: 'true' });
    expect(JSON.parse(outputs['json'] ?? '')).toMatchObject({ tags: [sha.reference] });
    expect(summary).toContain('held back: it shows &#60;img');
    expect(summary).not.toContain('<img');
    const none = reportOutcome(outcomeOf(plan, { publish: { ...some, tags: [] } }));
    expect(none.outputs).toMatchObject({ tags: '', image: digest, digest, pushed: 'false' });
    expect(none.summary).toContain('## Built and tested, not pushed');
    expect(none.lines).toEqual(['Done in 31.8 s.']);
  });

  test('not pushed: the image is its ID', async () => {
    const { outputs } = await reportOf({ context: contextOf('pull-request-fork') });
    expect(outputs).toMatchObject({ image: digest, pushed: 'false', version: 'pr-42' });
  });

  test('a dry run has what is known before', async () => {
    const { outputs } = reportPlan((await planned()).plan, []);
    const known = ['annotations', 'json', 'labels', 'pushed', 'tag-names', 'tags', 'version'];
    expect(Object.keys(outputs).toSorted()).toEqual(known);
    expect(outputs['pushed']).toBe('false');
  });

  test('are all those of action.yml', async () => {
    const action = parse(readFileSync(new URL('../../../action.yml', import.meta.url), 'utf8')) as { outputs: object };
    const tests = { ...new TestTally().results(), failures: [] };
    const { plan } = await planned();
    const artifact = {
      stage: 'build',
      path: '/out',
      folder: 'dist',
      archive: '',
      from: '',
      to: '/work/app/dist',
      workspace: '/work/app',
      platforms: [],
    };
    const artifacts = [{ artifact, files: [] }];
    const access = { hosts: [] };
    const deploy = {
      run: true,
      plan: { action: 'deploy', access },
      hosts: [],
      images: [],
      unsure: [],
      notes: [],
      seconds: 1,
    } as unknown as Outcome['deploy'];
    const rebuilt: Outcome['rebuilt'] = { kind: 'changed', platforms: [] };
    const ofRun = Object.keys(reportOutcome(outcomeOf(plan, { tests, artifacts, deploy, rebuilt })).outputs);
    // The bake files are written for `stage: metadata` alone.
    const ofMetadata = Object.keys(bakeFiles((await planned()).plan));
    // As is the proof, for `stage: build`.
    const ofBuild: readonly ProofOutput[] = ['proof', 'proof-file'];
    // As is the plan of the jobs, for `stage: plan`.
    const ofPlan = Object.keys(reportJobs({ version: 1, builds: [], joins: false, deploy: { run: true } }).outputs);
    const ofCleanup = Object.keys(reportCleanup({ run: false, because: '' }).outputs);
    const known = [...ofRun, ...ofMetadata, ...ofBuild, ...ofPlan, ...ofCleanup];
    expect(known.toSorted()).toEqual(Object.keys(action.outputs).toSorted());
  });
});

test('of several platforms the summary has the digest of each', async () => {
  const { plan } = await planned();
  const platforms = [
    { platform: 'linux/amd64', digest: `sha256:${'a'.repeat(64)}` },
    { platform: 'linux/arm64', digest: `sha256:${'b'.repeat(64)}` },
  ];
  const [main] = plan.tags;
  if (main === undefined) throw new Error('The plan has a tag');
  const tags = [{ tag: main, change: { kind: 'created' } }] as const;
  const publish = { run: true, content: [], seconds: 2, tags, heldBack: [], platforms } as const;
  const { summary } = reportOutcome(outcomeOf(plan, { publish }));
  for (const { platform, digest } of platforms)
    expect(summary).toContain(`| ${platform} | <code>${digest.replace(':', '&#58;')}</code> |`);
});
