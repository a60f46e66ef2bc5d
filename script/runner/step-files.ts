/** Takes in what a finished step wrote to its command files, with the runner's complaints about what it cannot read. */
import { stat } from 'node:fs/promises';
import { type CommandFiles, pairs, paths, readCommandFile, SUMMARY_LIMIT } from './command-files.ts';
import type { Interpreter } from './interpreter.ts';
import type { StepLog } from './log.ts';
import type { Masks } from './masks.ts';

export interface Told {
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly path: readonly string[];
  readonly summary: string;
}

/** Keeps the runner's order; a file that cannot be read fails the step but not the other files. */
export async function readStepFiles(
  files: CommandFiles,
  log: StepLog,
  interpreter: Interpreter,
  masks: Masks,
): Promise<Told> {
  // Outputs and state may already hold what the old stdout commands said.
  const told = { outputs: interpreter.outputs, state: interpreter.state, env: {}, path: [] as string[], summary: '' };
  const takes: Readonly<Record<string, () => Promise<void>>> = {
    path: async () => {
      told.path = paths(await readCommandFile(files.path));
    },
    env: async () => takePairs(await readCommandFile(files.env), exportTo(told.env, log)),
    step_summary: async () => {
      told.summary = await readSummary(files.summary, log, masks);
    },
    state: async () => takePairs(await readCommandFile(files.state), assignTo(told.state)),
    output: async () => takePairs(await readCommandFile(files.output), assignTo(told.outputs)),
  };
  for (const [name, take] of Object.entries(takes)) {
    try {
      await take();
    } catch (error) {
      log.annotate('error', `Unable to process file command '${name}' successfully.`);
      log.annotate('error', error instanceof Error ? error.message : String(error));
      interpreter.failed = true;
    }
  }
  return told;
}

function takePairs(text: string, take: (name: string, value: string) => void): void {
  for (const [name, value] of pairs(text)) take(name, value);
}

function assignTo(target: Record<string, string>): (name: string, value: string) => void {
  return (name, value) => {
    target[name] = value;
  };
}

/** NODE_OPTIONS would put code into every later action, so the runner refuses it. */
function exportTo(target: Record<string, string>, log: StepLog): (name: string, value: string) => void {
  return (name, value) => {
    if (name.toUpperCase() === 'NODE_OPTIONS') {
      log.annotate('error', "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
    } else {
      target[name] = value;
    }
  };
}

async function readSummary(file: string, log: StepLog, masks: Masks): Promise<string> {
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  if (size <= SUMMARY_LIMIT) return masks.apply(await readCommandFile(file));
  const [limit, got] = [SUMMARY_LIMIT, size].map((bytes) => Math.floor(bytes / 1024));
  log.annotate(
    'error',
    `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${limit}k, got ${got}k. For more information see: https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-markdown-summary`,
  );
  return '';
}
