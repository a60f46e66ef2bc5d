/** The event fixtures as a step of GitHub's runner meets them: environment and payload. */
import { readdirSync, readFileSync } from 'node:fs';
import { githubContext } from '../../script/runner/contexts.ts';
import type { RunEvent } from '../../script/runner/driver.ts';
import type { Context } from '../../src/model/event.ts';
import { type Payload, readContext } from '../../src/read/context.ts';

const folder = new URL('../fixtures/events/', import.meta.url);

export type EventName = string;

export const eventNames: readonly EventName[] = readdirSync(folder).map((file) => file.replace('.json', ''));

export interface Happened {
  readonly env: Readonly<Record<string, string>>;
  readonly payload: Payload;
}

/** `changes` go over the facts of the fixture, for example another `ref`. */
export function happened(name: EventName, changes: Partial<RunEvent> = {}): Happened {
  const event = { ...(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as RunEvent), ...changes };
  const visible = Object.entries(githubContext(event, '/work/app')).filter(([key]) => key !== 'token');
  return {
    env: Object.fromEntries(visible.map(([key, value]) => [`GITHUB_${key.toUpperCase()}`, value])),
    payload: event.payload as Payload,
  };
}

export function contextOf(name: EventName, changes: Partial<RunEvent> = {}): Context {
  const { env, payload } = happened(name, changes);
  return readContext(env, payload);
}

/** A push to a branch of any name. */
export function pushTo(branch: string): Context {
  return contextOf('push-branch', { ref: `refs/heads/${branch}` });
}

/** A push of a tag of any name. */
export function pushOfTag(tag: string): Context {
  return contextOf('push-tag', { ref: `refs/tags/${tag}` });
}
