/** The `github` and `runner` contexts of a run, from the facts of its event. */
import { join } from 'node:path';
import type { RunEvent, StepRequest } from './model.ts';

type Context = Record<string, string>;

/** The `github` context as strings, without `event`. */
export function githubContext(event: RunEvent, workspace: string): Context {
  return {
    action: '__self',
    action_ref: '',
    action_repository: '',
    event_name: event.name,
    job: event.job ?? 'build',
    retention_days: '90',
    sha: event.sha,
    token: event.token ?? '',
    workspace,
    ...people(event),
    ...refs(event),
    ...repository(event),
    ...run(event),
    ...servers(event),
  };
}

function people(event: RunEvent): Context {
  const actor = event.actor ?? 'octocat';
  return { actor, actor_id: idOf(event.payload, 'sender'), triggering_actor: event.triggeringActor ?? actor };
}

function refs(event: RunEvent): Context {
  return {
    base_ref: event.baseRef ?? '',
    head_ref: event.headRef ?? '',
    ref: event.ref,
    ref_name: event.refName ?? event.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_protected: String(event.refProtected ?? false),
    ref_type: event.refType ?? (event.ref.startsWith('refs/tags/') ? 'tag' : 'branch'),
  };
}

function repository(event: RunEvent): Context {
  const [owner = ''] = event.repository.split('/');
  return {
    repository: event.repository,
    repository_id: idOf(event.payload, 'repository'),
    repository_owner: owner,
    repository_owner_id: idOf(event.payload, 'repository', 'owner'),
  };
}

function run(event: RunEvent): Context {
  return {
    run_attempt: event.runAttempt ?? '1',
    run_id: event.runId ?? '4711000001',
    run_number: event.runNumber ?? '42',
    workflow: event.workflow ?? 'CI',
    workflow_ref: event.workflowRef ?? `${event.repository}/.github/workflows/ci.yml@${event.ref}`,
    workflow_sha: event.workflowSha ?? event.sha,
  };
}

function servers(event: RunEvent): Context {
  return {
    api_url: event.apiUrl ?? 'https://api.github.com',
    graphql_url: event.graphqlUrl ?? 'https://api.github.com/graphql',
    server_url: event.serverUrl ?? 'https://github.com',
  };
}

function idOf(payload: unknown, ...names: readonly string[]): string {
  const id = [...names, 'id'].reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined),
    payload,
  );
  return id === undefined ? '' : String(id);
}

/** The `runner` context as strings. */
export function runnerContext(request: StepRequest, temp: string): Context {
  const systems: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };
  const architectures: Readonly<Record<string, string>> = { x64: 'X64', arm64: 'ARM64', arm: 'ARM', ia32: 'X86' };
  return {
    arch: architectures[process.arch] ?? process.arch.toUpperCase(),
    environment: request.environment ?? 'github-hosted',
    name: request.runnerName ?? 'GitHub Actions 1',
    os: systems[process.platform] ?? process.platform,
    temp,
    tool_cache: request.toolCache ?? join(temp, '_tool'),
    workspace: join(request.workspace, '..'),
    ...(request.debug === true ? { debug: '1' } : {}),
  };
}
