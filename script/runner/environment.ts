/** Builds the environment of a step from its request; nothing is inherited but PATH and HOME. */
import { randomUUID } from 'node:crypto';
import { delimiter } from 'node:path';
import type { CommandFiles } from './command-files.ts';
import { githubContext, runnerContext } from './contexts.ts';
import type { StepRequest } from './model.ts';

export type Environment = Record<string, string>;

export interface Folders {
  readonly temp: string;
  readonly eventFile: string;
}

/** What earlier steps of the job left for later ones. */
export interface Inherited {
  readonly env: Readonly<Environment>;
  /** In the order of adding; the last one is found first. */
  readonly path: readonly string[];
  readonly state: Readonly<Environment>;
}

/**
 * The order is the runner's (ActionRunner.cs, NodeScriptActionHandler.cs): `env:` first, then state and inputs,
 * and the GITHUB_* and RUNNER_* contexts last, so that no `env:` can forge them.
 */
export function stepEnvironment(
  request: StepRequest,
  inputs: Readonly<Record<string, string>>,
  inherited: Inherited,
  folders: Folders,
  files: CommandFiles,
): Environment {
  const named = (prefix: string, values: Readonly<Environment>, rename: (name: string) => string) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${rename(name)}`, value]));
  const env: Environment = {
    ...machine(),
    ...inherited.env,
    ...request.env,
    ...named('STATE_', inherited.state, (name) => name),
    ...named('INPUT_', inputs, (name) => name.replaceAll(' ', '_').toUpperCase()),
    GITHUB_ACTIONS: 'true',
    ...prefixed('GITHUB_', githubContext(request.event, request.workspace)),
    ...prefixed('RUNNER_', runnerContext(request, folders.temp)),
    RUNNER_TRACKING_ID: `github_${randomUUID()}`,
    GITHUB_EVENT_PATH: folders.eventFile,
    GITHUB_OUTPUT: files.output,
    GITHUB_ENV: files.env,
    GITHUB_PATH: files.path,
    GITHUB_STATE: files.state,
    GITHUB_STEP_SUMMARY: files.summary,
  };
  return { ...env, PATH: [...inherited.path.toReversed(), env['PATH'] ?? ''].join(delimiter) };
}

function machine(): Environment {
  const { PATH, HOME } = process.env;
  return { PATH: PATH ?? '', ...(HOME === undefined ? {} : { HOME }), LANG: 'C.UTF-8', CI: 'true' };
}

function prefixed(prefix: string, context: Readonly<Environment>): Environment {
  // Secrets stay in the context: the token reaches a step only through an input.
  const visible = Object.entries(context).filter(([name]) => name !== 'token');
  return Object.fromEntries(visible.map(([name, value]) => [`${prefix}${name.toUpperCase()}`, value]));
}
