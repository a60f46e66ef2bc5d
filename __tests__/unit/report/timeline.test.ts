/** The picture of a build: what is in it, and that no name of a stage or an instruction can break it. */
import { describe, expect, test } from '@jest/globals';
import type { BuildStep } from '../../../src/model/outcome.ts';
import { readProgress } from '../../../src/read/progress.ts';
import { timeline } from '../../../src/report/timeline.ts';
import { BuildProgress } from '../../../src/stages/build-progress.ts';
import { readGantt as read } from './gantt.ts';

const step = (wish: Partial<BuildStep> = {}): BuildStep => {
  return { start: 0, stage: 'build', position: '1/1', instruction: 'RUN make', state: 'done', seconds: 2, ...wish };
};

describe('what is drawn', () => {
  test('sections and bars in the order of their starts', () => {
    const steps = [
      step({ stage: 'test', instruction: 'RUN npm test', start: 4.25, seconds: 9.5 }),
      step({ stage: 'deps', instruction: `FROM node:24@sha256:${'a'.repeat(64)}`, start: 0.1, seconds: 1 }),
      step({ stage: '', position: '', instruction: 'exporting to image', start: 4.3, seconds: 3 }),
      step({ stage: '', instruction: 'COPY . .', start: 1.1, seconds: 0.5 }),
      step({ stage: 'deps', instruction: 'RUN npm ci', start: 1.2, seconds: 3 }),
    ];
    expect(read(timeline(steps))).toEqual([
      { section: 'deps', name: '1.0 s FROM node∶24', from: 100, to: 1100 },
      { section: 'deps', name: '3.0 s RUN npm ci', from: 1200, to: 4200 },
      { section: 'image', name: '0.5 s COPY . .', from: 1100, to: 1600 },
      { section: 'test', name: '9.5 s RUN npm test', from: 4250, to: 13750 },
      { section: 'BuildKit', name: '3.0 s exporting to image', from: 4300, to: 7300 },
    ]);
  });

  test.each<[string, readonly BuildStep[]]>([
    ['no step', []],
    ['one step', [step()]],
    ['one slow step', [step(), step({ seconds: 0.49 })]],
    ['one step that was executed', [step(), step({ state: 'cached' }), step({ state: 'canceled' })]],
  ])('nothing for %s', (_, steps) => expect(timeline(steps)).toBe(''));

  test('the twelve slowest of many', () => {
    const steps = Array.from({ length: 500 }, (_, index) => step({ start: index, seconds: 1 + (index % 50) }));
    const bars = read(timeline(steps));
    expect(bars).toHaveLength(12);
    expect(Math.min(...bars.map(({ from, to }) => to - from))).toBe(49_000);
  });

  test.each([
    [0.6, '1second'],
    [9.9, '1second'],
    [10.1, '2second'],
    [95, '10second'],
    [3000, '300second'],
    [50_000, '7200second'],
  ])('a build of %d s has a tick every %s', (seconds, tick) => {
    expect(timeline([step({ seconds }), step({ seconds: 0.5 })])).toContain(`tickInterval ${tick}\n`);
  });
});

const awkward = [
  'RUN a: b; c, d # e',
  'RUN echo "100%%" %% comment',
  'RUN x :crit, done, 0, 99999',
  'RUN x\n  section evil\n  evil :0, 1',
  'RUN ```\n\n# evil',
  'RUN `id` \'id\' "id" ${id} $(id) \\ | tee & <b> {x} [y](z) *a* @octocat',
  '%%{init: {"securityLevel": "loose"}}%%',
  'click evil href "javascript:alert(1)"',
  'title evil',
  'section evil',
  '2026-01-01',
  '---',
  '#35;#quot;&amp;',
  '\u202eRUN \u001b[31mred \u2028 \u0000 \r\n',
  'RUN 猫 naïve ☃ 🚀',
  `RUN ${'x;'.repeat(500)}`,
  '',
];

test.each(awkward)('an awkward name breaks nothing: %j', (text) => {
  for (const wish of [{ instruction: `RUN ${text}` }, { instruction: text || '.' }, { stage: text }]) {
    const bars = read(timeline([step(wish), step({ ...wish, start: 1 })]));
    expect(bars).toHaveLength(2);
    for (const { name } of bars) expect(name.length).toBeLessThan(70);
  }
});

test('what an awkward instruction says can still be read', () => {
  const [bar] = read(timeline([step({ instruction: 'RUN npm ci && echo "a:b;c" #1 100%' }), step()]));
  expect(bar?.name).toBe('2.0 s RUN npm ci ＆＆ echo ”a∶b⸵c” ＃1 100％');
});

test("names of BuildKit's own stream", () => {
  const progress = new BuildProgress({
    severalTargets: false,
    severalPlatforms: false,
    dockerfile: undefined,
    onStep: () => undefined,
  });
  for (const [index, text] of awkward.entries()) {
    const [started, completed] = [index, index + 1].map((second) => new Date(second * 1000).toISOString());
    const name = `[${text.slice(0, 20)} 1/1] ${text}`;
    const vertex = JSON.stringify({ vertexes: [{ digest: `sha256:${index}`, name, started, completed }] });
    for (const update of readProgress(vertex)) progress.take(update);
  }
  expect(read(timeline(progress.steps()))).toHaveLength(12);
});
