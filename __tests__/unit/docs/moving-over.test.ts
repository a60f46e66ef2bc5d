/** Somebody who comes from docker's actions finds each of their inputs: as one of ours, or on the page with what to do. */
import { expect, test } from '@jest/globals';
import { inputNames } from '../../../src/read/input-names.ts';
import { pages } from './pages.ts';

/** As of build-push-action 7.3, metadata-action 6.2, setup-buildx-action 4.3 and login-action 4.1. */
const theirs = {
  'build-push-action': [
    ...['add-hosts', 'allow', 'annotations', 'attests', 'build-args', 'build-contexts', 'builder', 'cache-from'],
    ...['cache-to', 'call', 'cgroup-parent', 'context', 'file', 'github-token', 'labels', 'load', 'network'],
    ...['no-cache', 'no-cache-filters', 'outputs', 'platforms', 'provenance', 'pull', 'push', 'sbom', 'secret-envs'],
    ...['secret-files', 'secrets', 'shm-size', 'ssh', 'tags', 'target', 'ulimit'],
  ],
  'metadata-action': [
    ...['annotations', 'bake-target', 'context', 'flavor', 'github-token', 'images', 'labels', 'sep-annotations'],
    ...['sep-labels', 'sep-tags', 'tags'],
  ],
  'setup-buildx-action': [
    ...['append', 'buildkitd-config', 'buildkitd-config-inline', 'buildkitd-flags', 'cache-binary', 'cleanup'],
    ...['driver', 'driver-opts', 'endpoint', 'keep-state', 'name', 'platforms', 'use', 'version'],
  ],
  'login-action': ['ecr', 'logout', 'password', 'registry', 'registry-auth', 'scope', 'username'],
} as const;

const text = pages.find(({ name }) => name === 'docs/moving-over.md')?.text ?? '';

test.each(Object.entries(theirs))('%s', (action, inputs) => {
  const rows = text.split('\n').filter((line) => line.startsWith(`| ${action}:`));
  const told = rows.flatMap((row) => [...row.matchAll(/`([\w-]+)`/g)].map(([, name]) => name));
  const lost = inputs.filter((name) => !told.includes(name));
  expect(lost).toEqual([]);
});

test('what the page calls the same is an input', () => {
  const rows = text.split('\n').filter((line) => /^\| [\w-]+-action:.*\| the same(?:;[^|]*|, [^|]*)? *\|$/.test(line));
  const names = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([\w-]+)`/g)].map(([, name]) => name));
  expect(names.length).toBeGreaterThan(25);
  expect(names.filter((name) => !(inputNames as readonly unknown[]).includes(name) && name !== 'endpoint')).toEqual([]);
});
