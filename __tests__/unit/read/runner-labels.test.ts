/** Labels of runners as people write them. */
import { expect, test } from '@jest/globals';
import { readLabels, readRunners } from '../../../src/read/runner-labels.ts';

test.each<[string, readonly string[] | undefined]>([
  ['ubuntu-latest', ['ubuntu-latest']],
  ['["self-hosted", "arm64"]', ['self-hosted', 'arm64']],
  ['namespace-profile-x;overrides', undefined],
  ['two words', undefined],
  ['', undefined],
  ['[]', undefined],
  ['[1]', undefined],
  ['["a b"]', undefined],
  ['["open', undefined],
  ['["${{ secrets.X }}"]', undefined],
])('%s', (text, labels) => expect(readLabels(text)).toEqual(labels));

test('a runner for each platform, and what is none', () => {
  const text = [
    'linux/arm64 = ubuntu-24.04-arm',
    '# a comment',
    'linux/s390x=["self-hosted","s390x"]',
    'arm',
    '=x',
    'linux/386=',
    'linux/amd46=ubuntu-24.04',
  ];
  const wrong = 'is not PLATFORM=LABEL, for example linux/arm64=ubuntu-24.04-arm';
  expect(readRunners(text.join('\n'))).toEqual({
    value: [
      { platform: 'linux/arm64', labels: ['ubuntu-24.04-arm'] },
      { platform: 'linux/s390x', labels: ['self-hosted', 's390x'] },
    ],
    problems: [
      ...['arm', '=x', 'linux/386='].map((value) => ({ input: 'runners', value, wrong })),
      {
        input: 'runners',
        value: 'linux/amd46',
        wrong: 'is not a platform such as linux/amd64',
        cure: 'did you mean linux/amd64?',
      },
    ],
  });
});

test.each([
  ['linux/arm64', 'linux/arm64', 'linux/arm64'],
  ['linux/arm64', 'linux/arm64/v8', 'linux/arm64'],
  ['linux/arm', 'linux/arm/v7', 'linux/arm/v7'],
])('a platform has one runner: %s and %s', (first, second, platform) => {
  const { value, problems } = readRunners(`${first}=one\n${second}=two`);
  expect(value).toEqual([{ platform, labels: ['one'] }]);
  const wrong = `is a second runner for ${platform}`;
  expect(problems).toEqual([
    { input: 'runners', value: `${second}=two`, wrong, cure: 'leave one line for each platform' },
  ]);
});
