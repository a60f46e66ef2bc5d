/** The `images` input, bare names and docker/metadata-action's long form. */
import { expect, test } from '@jest/globals';
import { readImages } from '../../../src/read/images.ts';

const ghcr = { registry: 'ghcr.io', repository: 'acme/app' };
const hub = { registry: 'docker.io', repository: 'acme/app' };

test.each<[string, readonly object[]]>([
  ['', [ghcr]],
  ['acme/app', [hub]],
  ['acme/app, ghcr.io/Acme/App', [hub, ghcr]],
  ['acme/app\nname=ghcr.io/acme/app', [hub, ghcr]],
  ['name=acme/app,enable=true\nname=ghcr.io/acme/app,enable=false', [hub]],
  ['Name = acme/app , ENABLE=true', [hub]],
  ['acme/app,enable=false', []],
  ['enable=false,name=acme/app', []],
])('%j', (text, value) => expect(readImages(text, 'Acme/App')).toEqual({ value, problems: [] }));

const known = 'is not one of name=NAME, enable=true|false';

const wrongs: readonly (readonly [text: string, value: string | undefined, wrong: string, cure?: string])[] = [
  ['name=', 'name=', 'has no name', 'write name=HOST/NAMESPACE/NAME'],
  ['enable=true', 'enable=true', 'has no name', 'write name=HOST/NAMESPACE/NAME'],
  ['name=b,enable=yes', 'enable=yes', 'is not enable=true or enable=false'],
  ['name=b,enable=', 'enable=', 'is not enable=true or enable=false'],
  ['name=b,enabel=true', 'enabel=true', known, 'did you mean enable?'],
  ['type=raw', 'type=raw', known],
  ['=b', '=b', known],
  ['name=b c,enable=false', 'b c', 'is not an image name', 'write HOST/NAMESPACE/NAME, for example ghcr.io/acme/app'],
  ['"b', undefined, 'has a quote that is not closed', 'close it, or write a quote inside a quoted item twice'],
];

test.each(wrongs.map(([text, value, wrong, cure]) => ({ text, value, wrong, cure })))('$text', (row) => {
  const { text, value, wrong, cure } = row;
  expect(readImages(text, 'acme/app')).toEqual({
    value: [],
    problems: [{ input: 'images', wrong, ...(value !== undefined && { value }), ...(cure !== undefined && { cure }) }],
  });
});

test('the other lines are still read', () => {
  const { value, problems } = readImages('acme/app\nname=\na b,ghcr.io/acme/app', 'x/y');
  expect(value).toEqual([hub, ghcr]);
  expect(problems).toHaveLength(2);
});
