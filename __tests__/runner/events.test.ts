/** The event fixtures are what GitHub would send: checked against the published webhook schemas. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { RunEvent } from '../../script/runner/driver.ts';

const FOLDER = new URL('../fixtures/events/', import.meta.url);
/** As much of a payload as the tests below read. */
interface Payload {
  readonly ref?: string;
  readonly after?: string;
  readonly number?: number;
  readonly repository: object;
  readonly sender?: { readonly login: string };
  readonly pull_request?: {
    readonly merge_commit_sha: string;
    readonly head: { readonly ref: string; readonly repo: object | null };
    readonly base: { readonly ref: string; readonly sha: string };
  };
  readonly merge_group?: { readonly head_ref: string; readonly head_sha: string };
  readonly release?: { readonly tag_name: string };
  readonly head_commit?: object;
}

const require = createRequire(import.meta.url);

/** The event of the webhook schemas that a workflow event carries; schedule has none. */
const WEBHOOKS: Readonly<Record<string, string>> = {
  push: 'push$event',
  pull_request: 'pull_request_event',
  pull_request_target: 'pull_request_event',
  merge_group: 'merge_group_event',
  workflow_dispatch: 'workflow_dispatch$event',
  release: 'release_event',
};

const schemas = require('@octokit/webhooks-schemas/schema.json') as object;

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(schemas, 'webhooks');

const read = (name: string): RunEvent => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as RunEvent;
const fixtures = readdirSync(FOLDER)
  .toSorted()
  .map((name) => ({ name, event: read(name) }));
const payloadOf = (name: string) => read(`${name}.json`).payload as Payload;

test('there is a fixture for every kind of run', () => {
  expect(fixtures.map(({ name }) => name.replace('.json', '')).toSorted()).toEqual([
    'merge-group',
    'pull-request-dependabot',
    'pull-request-fork',
    'pull-request-fork-deleted',
    'pull-request-own',
    'pull-request-target-fork',
    'push-branch',
    'push-dependabot',
    'push-tag',
    'release',
    'schedule',
    'workflow-call',
    'workflow-dispatch',
  ]);
});

test.each(fixtures.filter(({ event }) => event.name !== 'schedule'))('$name follows the schema', ({ event }) => {
  const validate = ajv.getSchema(`webhooks#/definitions/${WEBHOOKS[event.name]}`);
  expect(validate).toBeDefined();
  validate?.(event.payload);
  expect(validate?.errors ?? []).toEqual([]);
});

test('the schema check can fail', () => {
  const validate = ajv.getSchema('webhooks#/definitions/push$event');
  const { head_commit: _, ...payload } = payloadOf('push-branch');
  expect(validate?.(payload)).toBe(false);
});

test('schedule has no webhook: the cron line, the workflow, and whose repository it is', () => {
  const payload = payloadOf('schedule');
  expect(Object.keys(payload).sort()).toEqual(['organization', 'repository', 'schedule', 'workflow']);
  const repository = ajv.getSchema('webhooks#/definitions/repository');
  repository?.(payload.repository);
  expect(repository?.errors ?? []).toEqual([]);
});

test.each(fixtures)('$name: the run’s facts agree with its payload', ({ event }) => {
  expect(event.repository).toBe('acme/app');
  expect(event.sha).toMatch(/^[0-9a-f]{40}$/);
  const payload = event.payload as Payload;
  expect(payload.repository).toMatchObject({ full_name: 'acme/app', default_branch: 'main', private: false });
  const pull = payload.pull_request;
  expect([event.headRef, event.baseRef]).toEqual([pull?.head.ref, pull?.base.ref]);
  const [ref, sha] =
    {
      push: [payload.ref, payload.after],
      pull_request: [`refs/pull/${payload.number}/merge`, pull?.merge_commit_sha],
      pull_request_target: [`refs/heads/${pull?.base.ref}`, pull?.base.sha],
      merge_group: [payload.merge_group?.head_ref, payload.merge_group?.head_sha],
      release: [`refs/tags/${payload.release?.tag_name}`, event.sha],
      workflow_dispatch: [payload.ref, event.sha],
      schedule: ['refs/heads/main', event.sha],
    }[event.name] ?? [];
  expect([event.ref, event.sha]).toEqual([ref, sha]);
  if (payload.sender) expect(event.actor).toBe(payload.sender.login);
});

test('forks, a deleted fork and Dependabot are told apart by the payload', () => {
  const fork = (name: string) => payloadOf(name).pull_request?.head.repo;
  expect(fork('pull-request-own')).toMatchObject({ full_name: 'acme/app', fork: false });
  expect(fork('pull-request-fork')).toMatchObject({ full_name: 'forker/app', fork: true });
  expect(fork('pull-request-fork-deleted')).toBeNull();
  expect(fork('pull-request-dependabot')).toMatchObject({ full_name: 'acme/app', fork: false });
  expect(read('pull-request-dependabot.json').actor).toBe('dependabot[bot]');
  expect(read('workflow-call.json').workflowRef).toBe('acme/app/.github/workflows/delivery.yml@refs/heads/main');
});
