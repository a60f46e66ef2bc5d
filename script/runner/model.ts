/** The vocabulary of the runner: what a workflow asks of a step and what the step gave back. */

/** The facts of a workflow run that GitHub hands to every step; the event fixtures have this shape. */
export interface RunEvent {
  /** `GITHUB_EVENT_NAME`, for example `pull_request`. */
  readonly name: string;
  /** The webhook payload, written to `GITHUB_EVENT_PATH`. */
  readonly payload: unknown;
  /** The full ref, for example `refs/heads/main` or `refs/pull/7/merge`. */
  readonly ref: string;
  readonly sha: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly actor?: string;
  readonly triggeringActor?: string;
  readonly headRef?: string;
  readonly baseRef?: string;
  /** Default: the ref without `refs/heads/`, `refs/tags/` or `refs/pull/`. */
  readonly refName?: string;
  readonly refType?: 'branch' | 'tag';
  readonly refProtected?: boolean;
  readonly workflow?: string;
  readonly workflowRef?: string;
  readonly workflowSha?: string;
  readonly job?: string;
  readonly runId?: string;
  readonly runNumber?: string;
  readonly runAttempt?: string;
  readonly serverUrl?: string;
  readonly apiUrl?: string;
  readonly graphqlUrl?: string;
  /** `github.token`; masked from the start, as GitHub does. */
  readonly token?: string;
}

export interface StepRequest {
  /** The folder that holds action.yml. */
  readonly actionDirectory: string;
  /** The `with:` of the step. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** `GITHUB_WORKSPACE`, and the working directory of the process. */
  readonly workspace: string;
  readonly event: RunEvent;
  /** The `env:` of the step; GITHUB_* and RUNNER_* names lose against the runner's own, as on GitHub. */
  readonly env?: Readonly<Record<string, string>>;
  /** Values masked from the start, as GitHub does with `secrets.*`. */
  readonly secrets?: readonly string[];
  /** The Node.js that runs the action; default: the one that runs this. */
  readonly node?: string;
  /** `RUNNER_TEMP`; default: a fresh folder, removed when the step is disposed of. */
  readonly temp?: string;
  readonly toolCache?: string;
  readonly runnerName?: string;
  readonly environment?: 'github-hosted' | 'self-hosted';
  /** "Enable debug logging": `RUNNER_DEBUG=1`, debug lines shown, obeyed commands echoed. */
  readonly debug?: boolean;
  /** In a job: the next steps run although this one failed. */
  readonly continueOnError?: boolean;
  /** Called with every line of the log as the user sees it, while the step runs. */
  readonly onLine?: (line: string) => void;
  /** Sees every log line; a signal it returns cancels the step: sent to the action's process alone, then escalated. */
  readonly cancelAfter?: (line: string) => NodeJS.Signals | undefined;
}

export type AnnotationLevel = 'error' | 'warning' | 'notice';

export interface Annotation {
  readonly level: AnnotationLevel;
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
  readonly endColumn?: number;
}

/** A workflow command that the runner acted upon, whoever wrote it. */
export interface ObeyedCommand {
  /** The command's name; `resume-commands` (ours) for the token that ends `stop-commands`. */
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
  /** The line as the process printed it. */
  readonly line: string;
  /** Why the runner refused it, when it did. */
  readonly refused?: string;
}

export type Outcome = 'success' | 'failure' | 'cancelled';

export interface StepResult {
  readonly stage: 'pre' | 'main' | 'post';
  /** 128 + the signal's number when a signal ended the process, as a shell counts. */
  readonly exitCode: number;
  readonly signal?: NodeJS.Signals;
  /** What GitHub would conclude: a refused command fails a step whose process exits with 0. */
  readonly outcome: Outcome;
  /** As GitHub shows it: commands interpreted, masks applied. */
  readonly log: string;
  /** What the process printed on both streams, in the order of arrival. */
  readonly raw: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  readonly state: Readonly<Record<string, string>>;
  /** Variables exported to later steps. */
  readonly env: Readonly<Record<string, string>>;
  /** Paths added for later steps, in the order of adding. */
  readonly path: readonly string[];
  readonly masks: readonly string[];
  readonly commands: readonly ObeyedCommand[];
  readonly milliseconds: number;
  /** The process's resident high-water mark (Linux; 0 elsewhere). */
  readonly peakMemoryBytes: number;
}
