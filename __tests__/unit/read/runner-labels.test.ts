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
    'a=',
  ];
  expect(readRunners(text.join('\n'))).toEqual({
    runners: [
      { platform: 'linux/arm64', labels: ['ubuntu-24.04-arm'] },
      { platform: 'linux/s390x', labels: ['self-hosted', 's390x'] },
    ],
    wrong: ['arm', '=x', 'a='],
  });
});
