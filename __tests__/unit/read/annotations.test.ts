/** The `annotations` input, right and wrong. */
import { expect, test } from '@jest/globals';
import type { AnnotationInput } from '../../../src/model/inputs.ts';
import { readAnnotations } from '../../../src/read/annotations.ts';

const manifest = { type: 'manifest' } as const;
const index = { type: 'index' } as const;
const levels = 'manifest, index, manifest-descriptor, index-descriptor';
const shape = 'is not KEY=VALUE or LEVEL:KEY=VALUE';

test.each<[string, readonly AnnotationInput[]]>([
  ['', []],
  ['# nothing\n\n', []],
  ['k=v', [{ levels: [], key: 'k', value: 'v' }]],
  ['k=', [{ levels: [], key: 'k', value: '' }]],
  ['k=http://a:1/b=c', [{ levels: [], key: 'k', value: 'http://a:1/b=c' }]],
  ['com.acme:k=v', [{ levels: [], key: 'com.acme:k', value: 'v' }]],
  ['manifest:k=v', [{ levels: [manifest], key: 'k', value: 'v' }]],
  ['manifest:com.acme:k=v', [{ levels: [manifest], key: 'com.acme:k', value: 'v' }]],
  ['index: k =v', [{ levels: [index], key: 'k', value: 'v' }]],
  ['manifest,index:k=a,b', [{ levels: [manifest, index], key: 'k', value: 'a,b' }]],
  [
    'manifest[linux/arm64],index-descriptor:k=v\nmanifest-descriptor[linux/arm/v7]:l=w',
    [
      { levels: [{ type: 'manifest', platform: 'linux/arm64' }, { type: 'index-descriptor' }], key: 'k', value: 'v' },
      { levels: [{ type: 'manifest-descriptor', platform: 'linux/arm/v7' }], key: 'l', value: 'w' },
    ],
  ],
  ['"manifest,index:k=a, ""b""\nc"', [{ levels: [manifest, index], key: 'k', value: 'a, "b"\nc' }]],
])('%j', (text, value) => expect(readAnnotations(text)).toEqual({ value, problems: [] }));

const wrongs: readonly (readonly [text: string, wrong: string, cure?: string])[] = [
  ['k', shape, 'write an empty value as `KEY=`'],
  ['=v', shape, 'write an empty value as `KEY=`'],
  ['manifest:=v', shape],
  ['manifst:k=v', `has the level manifst, which is not one of ${levels}`, 'did you mean manifest?'],
  [
    'index,manifest-desciptor:k=v',
    `has the level manifest-desciptor, which is not one of ${levels}`,
    'did you mean manifest-descriptor?',
  ],
  ['everything:k=v', `has the level everything, which is not one of ${levels}`],
  ['manifest[arm64]:k=v', 'has manifest[arm64], where a platform such as linux/arm64 is wanted between the brackets'],
  ['manifest[]:k=v', 'has manifest[], where a platform such as linux/arm64 is wanted between the brackets'],
  ['a b=v', 'has a key with a space in it, which BuildKit cannot write'],
  ['index:a b=v', 'has a key with a space in it, which BuildKit cannot write'],
];

test.each(wrongs.map(([text, wrong, cure]) => ({ text, wrong, cure })))('$text', ({ text, wrong, cure }) => {
  expect(readAnnotations(`${text}\nok=1`)).toEqual({
    value: [{ levels: [], key: 'ok', value: '1' }],
    problems: [{ input: 'annotations', value: text, wrong, ...(cure !== undefined && { cure }) }],
  });
});

test('a quote that is not closed', () => {
  expect(readAnnotations('"k=v').problems).toEqual([
    expect.objectContaining({ input: 'annotations', wrong: 'has a quote that is not closed' }),
  ]);
});
