/** Reads what act prints with `--json` into jobs, their steps and what they gave. */

export type Result = 'success' | 'failure' | 'skipped';

export interface WorkflowStep {
  /** Its `id`, or its place in the job, from `0`. */
  readonly id: string;
  readonly name: string;
  readonly stage: 'pre' | 'main' | 'post';
  /** Steps that were skipped are in no list. */
  readonly result: Result;
  readonly outputs: Readonly<Record<string, string>>;
  /** What it wrote to GITHUB_STEP_SUMMARY. */
  readonly summary: string;
  /** What it printed, workflow commands included, masked. */
  readonly log: readonly string[];
}

export interface WorkflowJob {
  /** Its key in the workflow; behind those of the calling jobs when its workflow was called: `pipeline/build`. */
  readonly id: string;
  /** Undefined where there is no matrix. */
  readonly matrix: Readonly<Record<string, unknown>> | undefined;
  readonly result: Result;
  /** In the order of running; none for a job that calls a workflow. */
  readonly steps: readonly WorkflowStep[];
  /** As `needs` shows them: of all jobs of a matrix together, without those that are empty. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Of all its steps and of act about it. */
  readonly log: readonly string[];
}

/** One line of act; which fields there are depends on what it tells. */
interface Entry {
  readonly msg?: string;
  readonly job?: string;
  readonly jobID?: string;
  readonly matrix?: Readonly<Record<string, unknown>> | null;
  readonly stepID?: readonly string[];
  readonly step?: string;
  readonly stage?: string;
  readonly stepResult?: string;
  readonly jobResult?: string;
  readonly raw_output?: boolean;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
  readonly content?: string;
  readonly endedJob?: string;
  readonly jobOutputs?: Readonly<Record<string, string>> | null;
}

export interface ActLog {
  readonly jobs: readonly WorkflowJob[];
  /** All messages, masked, in the order of printing. Beside them act prints what it was told to mask. */
  readonly text: string;
}

/** Lines that are not of act's form are messages. */
export function readActLog(printed: string): ActLog {
  const entries = printed.split('\n').map(parsed);
  const ended = new Map(entries.flatMap((entry) => (entry.endedJob === undefined ? [] : [[entry.endedJob, entry]])));
  const ran = Map.groupBy(
    entries.filter(({ jobID }) => jobID !== undefined),
    ({ jobID, job, matrix }) =>
      JSON.stringify([jobID, matrix && Object.keys(matrix).length > 0 ? [job, matrix] : null]),
  );
  const jobs = [...ran.values()].map((own) => jobOf(own, ended.get(own[0]?.jobID ?? '')));
  const known = new Set(jobs.map(({ id }) => id));
  const calls = [...ended].filter(([id]) => !known.has(id)).map(([, entry]) => callOf(entry));
  return { jobs: [...jobs, ...calls], text: entries.map(({ msg = '' }) => msg.trimEnd()).join('\n') };
}

function parsed(line: string): Entry {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return { msg: line };
  }
}

function jobOf(entries: readonly Entry[], ended: Entry | undefined): WorkflowJob {
  const { jobID = '', matrix } = entries[0] ?? {};
  const told = entries.findLast(({ jobResult }) => jobResult !== undefined)?.jobResult;
  const steps = Map.groupBy(
    entries.filter(({ stepID, stage }) => stepID !== undefined && stage !== undefined),
    ({ stepID, stage }) => JSON.stringify([stepID, stage]),
  );
  return {
    id: jobID,
    matrix: matrix && Object.keys(matrix).length > 0 ? matrix : undefined,
    result: (told ?? ended?.jobResult ?? 'failure') as Result,
    steps: [...steps.values()].flatMap(stepOf),
    outputs: ended?.jobOutputs ?? {},
    log: entries.map(lineOf),
  };
}

function callOf({ endedJob = '', jobResult, jobOutputs }: Entry): WorkflowJob {
  return {
    id: endedJob,
    matrix: undefined,
    // A job behind one that is not there any more never gets a result.
    result: (jobResult || 'skipped') as Result,
    steps: [],
    outputs: jobOutputs ?? {},
    log: [],
  };
}

/** A step that never began has no result. */
function stepOf(entries: readonly Entry[]): WorkflowStep[] {
  const { stepID = [], step = '', stage = '' } = entries[0] ?? {};
  const result = entries.find(({ stepResult }) => stepResult !== undefined)?.stepResult;
  if (result === undefined) return [];
  const outputs = entries.filter(({ command }) => command === 'set-output');
  const printed = entries.filter(({ raw_output: raw, command }) => raw === true || command !== undefined);
  return [
    {
      id: stepID.join('/'),
      name: step,
      stage: stage.toLowerCase() as WorkflowStep['stage'],
      result: result as Result,
      outputs: Object.fromEntries(outputs.map(({ name = '', arg = '' }) => [name, arg])),
      summary: entries.map(({ content = '' }) => content).join(''),
      log: printed.filter(({ command }) => !ofFiles.has(command ?? '')).map(lineOf),
    },
  ];
}

/** What act tells about command files; the step printed nothing of it. */
const ofFiles: ReadonlySet<string> = new Set(['set-output', 'set-env', 'add-path', 'summary']);

/** Without the sign that act puts before what it understands. */
function lineOf({ msg = '' }: Entry): string {
  return msg.replace(/^ {2}\P{ASCII}+ {1,2}/u, '').replace(/[\r\n]+$/, '');
}
