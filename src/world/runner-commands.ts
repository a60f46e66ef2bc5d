/**
 * The parts of @actions/core that a run uses, each from its own file: the package's entry brings an HTTP client along,
 * which is nine tenths of its size and made a dry run start at 3.5 times the cost of bare Node, against 2.0 without it.
 * The version is pinned; the runner's tests drive every one of these.
 */
import { issue, issueCommand } from '../../node_modules/@actions/core/lib/command.js';
import { issueFileCommand, prepareKeyValueMessage } from '../../node_modules/@actions/core/lib/file-command.js';
import { summary } from '../../node_modules/@actions/core/lib/summary.js';

type Env = Readonly<Record<string, string | undefined>>;

/** `value` is never shown again by the runner; of several lines, none is. */
export function setSecret(value: string): void {
  issueCommand('add-mask', {}, value);
}

export function startGroup(title: string): void {
  issue('group', title);
}

export function endGroup(): void {
  issue('endgroup');
}

export function debug(text: string): void {
  issueCommand('debug', {}, text);
}

/** An annotation; `file` is relative to the workspace, `line` counts from 1. */
export function annotate(level: 'error' | 'warning', message: string, place: { file?: string; line?: number }): void {
  issueCommand(level, place, message);
}

/** Sets an output of the step; outside of a runner there is nobody to take it. */
export function setOutput(env: Env, name: string, value: string): void {
  if (env['GITHUB_OUTPUT']) issueFileCommand('OUTPUT', prepareKeyValueMessage(name, value));
}

/** Sets an environment variable for the later steps of the job. */
export function exportVariable(env: Env, name: string, value: string): void {
  if (env['GITHUB_ENV']) issueFileCommand('ENV', prepareKeyValueMessage(name, value));
}

/** Keeps a value for the post step, where it is `STATE_name`. */
export function saveState(env: Env, name: string, value: string): void {
  if (env['GITHUB_STATE']) issueFileCommand('STATE', prepareKeyValueMessage(name, value));
}

/** Adds Markdown to the job summary; GitHub Enterprise Server before 3.6 has none. */
export async function addSummary(env: Env, markdown: string): Promise<void> {
  if (env['GITHUB_STEP_SUMMARY']) await summary.addRaw(markdown).write();
}
