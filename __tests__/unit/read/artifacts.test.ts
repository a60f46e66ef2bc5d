/** The grammar of `artifacts`. */
import { describe, expect, test } from '@jest/globals';
import { readArtifacts } from '../../../src/read/artifacts.ts';

const good: readonly (readonly [line: string, stage: string, path: string, folder: string])[] = [
  ['build:/out/libparcel.so=dist', 'build', '/out/libparcel.so', 'dist'],
  ['build:/out/=dist/', 'build', '/out', 'dist'],
  ['export:/=./dist', 'export', '/', 'dist'],
  ['Build:/a=a', 'build', '/a', 'a'],
  ['0:/a=a', '0', '/a', 'a'],
  ['build-1.x:/out/*.so = dist/lib_1.2', 'build-1.x', '/out/*.so', 'dist/lib_1.2'],
  ['build:/a=b/c d.txt=e', 'build', '/a=b/c d.txt', 'e'],
  ['build:/a=.out', 'build', '/a', '.out'],
];

describe('is read', () => {
  test.each(good)('%s', (line, stage, path, folder) => {
    const { value, problems } = readArtifacts([line]);
    expect(problems).toEqual([]);
    expect(value).toEqual([{ stage, path, folder }]);
  });
});

const form = 'is not STAGE:/PATH=FOLDER, for example build:/out/libparcel.so=dist';
const outside = 'leads out of the workspace';
const none = 'names no folder';

describe('is refused', () => {
  test.each([
    ['', form],
    ['dist', form],
    ['build:/out', form],
    ['/out=dist', form],
    ['build:out=dist', form],
    ['build stage:/out=dist', form],
    ['build:/$OUT=dist', form],
    ['build:/a"b=dist', form],
    ['build:/a\\b=dist', form],
    ['build:/a\tb=dist', form],
    ['build:/out/../etc=dist', 'has a path with `..`'],
    ['build:/out=/tmp/dist', outside],
    ['build:/out=../dist', outside],
    ['build:/out=dist/../..', outside],
    ['build:/out=', none],
    ['build:/out=.', none],
    ['build:/out=/', none],
    ['build:/out=a//b', none],
    ['build:/out=a/./b', none],
    ['build:/out=.git', none],
    ['build:/out=.git/hooks', none],
    ['build:/out=~/dist', none],
    ['build:/out=dist/*', none],
    ['build:/out=!dist', none],
    ['build:/out=-dist', none],
  ])('%s', (line, wrong) => {
    const { value, problems } = readArtifacts([line]);
    expect(value).toEqual([]);
    expect(problems).toMatchObject([{ input: 'artifacts', value: line, wrong }]);
  });

  test.each([
    ['dist', 'dist/', 'names a folder of another line'],
    ['dist', 'dist/lib', 'and the folder dist of another line overlap'],
    ['dist/lib', 'dist', 'and the folder dist/lib of another line overlap'],
  ])('two lines to %s and %s', (one, other, wrong) => {
    const { value, problems } = readArtifacts([`build:/a=${one}`, `build:/b=${other}`]);
    expect(value).toHaveLength(1);
    expect(problems).toMatchObject([{ value: `build:/b=${other}`, wrong }]);
  });

  test('but not two that only begin alike', () => {
    expect(readArtifacts(['build:/a=dist', 'build:/a=dist2']).problems).toEqual([]);
  });
});
