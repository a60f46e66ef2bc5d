/** What tests of whole workflows stand on: a repository that uses Slipway, a registry, and GitHub's API as a double. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Repository } from '../../script/github-api/repository.ts';
import { type GitHubDouble, startGitHub } from '../../script/github-api/server.ts';
import type { Credentials } from '../../script/rig/passwords.ts';
import type { Registry } from '../../script/rig/registry.ts';
import type { RunEvent } from '../../script/runner/driver.ts';
import { type Caller, eventAt, openCaller } from '../../script/workflows/caller.ts';
import { runWorkflow, type WorkflowRun, type WorkflowWish } from '../../script/workflows/run.ts';
import { packagesOf } from '../edge/cleanup/packages.ts';
import { engine, event, openRegistry } from '../edge/stand.ts';

export interface Ground extends AsyncDisposable {
  readonly caller: Caller;
  readonly registry: Registry;
  readonly github: GitHubDouble;
  /** Runs the workflow at the newest commit, with the secret `REGISTRY_PASSWORD` and the variable `REGISTRY`. */
  run(workflow: string, event: RunEvent, more?: Partial<WorkflowWish>): Promise<WorkflowRun>;
}

export interface GroundWish {
  readonly files: Readonly<Record<string, string>>;
  /** What the double knows beside the newest commit and `main`. */
  readonly repository?: Partial<Repository>;
  /** Whether the registry is called ghcr.io, for workflows that name none. It takes this login, or the token of the run. */
  readonly githubs?: boolean | Credentials;
  /** Whether its packages are public. */
  readonly open?: boolean;
  /** A folder whose programs come before those of this machine. */
  readonly programs?: string;
}

/** As GitHub gives one to each job. */
export const token = 'ghs_tokenOfThisRun0123456789';

/** Whose runs the events of the fixtures are. */
const actor = 'ada-acme';

export const passwordName = 'REGISTRY_PASSWORD';

/** The image of the tests in the registry. */
export const app = 'acme/app';

export async function openGround({ files, repository, githubs, open = false, programs }: GroundWish): Promise<Ground> {
  const caller = await openCaller(files);
  const auth = typeof githubs === 'object' ? githubs : { username: actor, password: token };
  const registry = await openRegistry(githubs ? { name: 'ghcr.io', auth, open } : {});
  const packages = packagesOf(registry, { kind: 'org', name: 'acme' });
  const known = { name: app, commits: { [caller.head]: {} }, branches: { main: caller.head }, packages, ...repository };
  const github = await startGitHub(known, { token });
  // The plugins of a found engine may lie in the user's folder, and the home of a run is an empty one.
  const DOCKER_CONFIG = join(homedir(), '.docker');
  const PATH = [...(programs === undefined ? [] : [programs]), engine.env['PATH'] ?? process.env['PATH']].join(':');
  const env = {
    DOCKER_CONFIG,
    ...engine.env,
    PATH,
    SSL_CERT_FILE: registry.caFile,
    NODE_EXTRA_CA_CERTS: registry.caFile,
  };
  return {
    caller,
    registry,
    github,
    run: (workflow, of, more) =>
      runWorkflow({
        caller,
        workflow,
        event: { ...eventAt(of, caller.head), apiUrl: github.url, token },
        secrets: { [passwordName]: registry.password },
        vars: { REGISTRY: registry.host },
        env,
        ...more,
      }),
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]();
      await registry.stop();
      await caller[Symbol.asyncDispose]();
    },
  };
}

/** The event of a fixture. */
export { event };
