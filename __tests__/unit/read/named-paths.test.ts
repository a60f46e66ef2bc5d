/** Which words of the inputs are paths that must exist. */
import { expect, test } from '@jest/globals';
import { namedPaths } from '../../../src/read/named-paths.ts';
import { contextOf } from '../events.ts';
import { inputsOf } from '../plans.ts';

test.each<[string, Record<string, string>, [string, string][]]>([
  ['nothing', {}, []],
  ['a folder', { 'build-contexts': 'lib=../lib' }, [['build-contexts', '../lib']]],
  ['an image', { 'build-contexts': 'alpine=docker-image://alpine:3' }, []],
  ['a URL', { 'build-contexts': 'src=https://github.com/a/b.git' }, []],
  ['a repository by ssh', { 'build-contexts': 'src=git@github.com:a/b.git' }, []],
  ['a target', { 'build-contexts': 'base=target:base' }, []],
  ['an OCI layout', { 'build-contexts': 'base=oci-layout:///tmp/x' }, []],
  [
    'secret files',
    { 'secret-files': 'npmrc=./.npmrc\nkey=/etc/key' },
    [
      ['secret-files', './.npmrc'],
      ['secret-files', '/etc/key'],
    ],
  ],
  ['secret values are none', { secrets: 'a=/etc/passwd' }, []],
  ['the agent', { ssh: 'default' }, []],
  ['keys', { ssh: 'deploy=/k1,default' }, [['ssh', '/k1']]],
])('%s', async (_, words, paths) => {
  const inputs = await inputsOf(words, contextOf('push-branch'));
  expect(namedPaths(inputs)).toEqual(paths.map(([input, path]) => ({ input, path })));
});
