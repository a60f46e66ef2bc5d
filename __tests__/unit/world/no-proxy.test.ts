/** NO_PROXY as docker's tools read it. */
import { expect, test } from '@jest/globals';
import { goesPastProxy } from '../../../src/world/no-proxy.ts';

test.each<[string, string, boolean]>([
  ['*', 'registry.example.com', true],
  ['registry.example.com', 'registry.example.com', true],
  ['Registry.Example.com', 'registry.example.com', true],
  ['example.com', 'registry.example.com', true],
  ['example.com', 'notexample.com', false],
  ['.example.com', 'registry.example.com', true],
  ['.example.com', 'example.com', false],
  ['*.example.com', 'registry.example.com', true],
  ['a.b, example.com', 'registry.example.com', true],
  ['example.com:5000', 'registry.example.com:5000', true],
  ['example.com:5000', 'registry.example.com', false],
  ['example.com:443', 'registry.example.com', true],
  ['10.1.2.3', '10.1.2.3', true],
  ['2.3', '10.1.2.3', false],
  ['10.0.0.0/8', '10.1.2.3:5000', true],
  ['10.0.0.0/8', '11.1.2.3', false],
  ['10.0.0.0/99', '10.1.2.3', false],
  ['10.0.0.0/', '10.1.2.3', false],
  ['fd00::/8', '[fd12::1]:5000', true],
  ['[fd12::1]:5000', '[fd12::1]:5000', true],
  ['fd12::1', '[fd12::1]', true],
  ['10.0.0.0/8', 'registry.example.com', false],
  ['', 'registry.example.com', false],
  [',', 'registry.example.com', false],
])('%s for %s: %s', (noProxy, host, past) => {
  expect(goesPastProxy(new URL(`https://${host}/v2/`), noProxy)).toBe(past);
});
