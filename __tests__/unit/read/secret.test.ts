/** A secret cannot be printed by accident. */
import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { sealed } from '../../../src/read/secret.ts';

const value = 'hunter2';
const secret = sealed(value);

test.each<[string, () => string]>([
  ['String', () => String(secret)],
  ['template literal', () => `${secret}`],
  ['concatenation', () => ['', secret].join('')],
  ['JSON', () => JSON.stringify(secret)],
  ['JSON, inside', () => JSON.stringify({ logins: [{ password: secret }] })],
  ['inspect', () => inspect(secret)],
  ['inspect, inside and with everything shown', () => inspect({ a: [secret] }, { showHidden: true, depth: 9 })],
  ['error message', () => new Error(`login with ${secret} failed`).message],
  ['error cause', () => inspect(new Error('x', { cause: secret }))],
  ['keys', () => JSON.stringify([Object.keys(secret), Object.getOwnPropertyNames(secret), { ...secret }])],
])('%s does not show it', (_, print) => {
  expect(print()).not.toContain(value);
});

test('the prints say that something is there', () => {
  expect([String(secret), JSON.stringify(secret), inspect(secret)]).toEqual(['***', '"***"', '***']);
});

test('only reveal gives the value', () => expect(secret.reveal()).toBe(value));
