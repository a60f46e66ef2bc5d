/** One step of a job: its pre, main and post scripts, each a process of its own with fresh command files. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ActionFile, readActionFile, type StepInputs, stepInputs } from './action-file.ts';
import { createCommandFiles } from './command-files.ts';
import { githubContext, runnerContext } from './contexts.ts';
import { type Folders, stepEnvironment } from './environment.ts';
import { evaluateCondition, evaluateTemplate } from './expressions.ts';
import { Interpreter } from './interpreter.ts';
import { StepLog } from './log.ts';
import { Masks } from './masks.ts';
import type { Outcome, StepRequest, StepResult } from './model.ts';
import { type ProcessResult, runNode } from './node-process.ts';
import { readStepFiles, type Told } from './step-files.ts';

/** What the steps of one job share. */
export class Job {
  readonly masks = new Masks();
  readonly env: Record<string, string> = {};
  path: readonly string[] = [];
  status: Outcome = 'success';
}

/** One step of a job. Dispose of it to remove the temporary folder it made for itself. */
export class Step implements AsyncDisposable {
  readonly #request: StepRequest;
  readonly #job: Job;
  readonly #state: Record<string, string> = {};
  #temp: string | undefined;
  #started = false;

  constructor(request: StepRequest, job: Job = new Job()) {
    this.#request = request;
    this.#job = job;
    for (const secret of request.secrets ?? []) job.masks.add(secret);
    const { token } = request.event;
    if (token) for (const form of [token, `x-access-token:${token}`]) job.masks.add(form);
  }

  /** The `pre` script; undefined when action.yml has none. */
  pre(): Promise<StepResult | undefined> {
    return this.#stage('pre');
  }

  async main(): Promise<StepResult> {
    const result = await this.#stage('main');
    if (result === undefined) throw new Error('action.yml names no main script.');
    return result;
  }

  /** The `post` script; undefined when action.yml has none, its condition says no, or main never began. */
  async post(): Promise<StepResult | undefined> {
    return this.#started ? this.#stage('post') : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#temp !== undefined) await rm(this.#temp, { recursive: true, force: true });
  }

  async #stage(stage: StepResult['stage']): Promise<StepResult | undefined> {
    const action = await readActionFile(this.#request.actionDirectory);
    const script = action.scripts[stage];
    const condition = { pre: action.preIf, main: 'always()', post: action.postIf }[stage];
    if (script === undefined || !evaluateCondition(condition, this.#job.status)) return undefined;
    this.#started = true;
    const result = await this.#run(stage, action, script);
    if (result.outcome !== 'success' && this.#request.continueOnError !== true) this.#job.status = result.outcome;
    return result;
  }

  async #run(stage: StepResult['stage'], action: ActionFile, script: string): Promise<StepResult> {
    const request = this.#request;
    const { masks } = this.#job;
    const folders = await this.#folders();
    const files = await createCommandFiles(folders.temp);
    const seen: string[] = [];
    const log = new StepLog({
      masks,
      workspace: request.workspace,
      debug: request.debug === true,
      onLine: (line) => {
        seen.push(line);
        request.onLine?.(line);
      },
    });
    const interpreter = new Interpreter(log, masks, request.debug === true);
    const inputs = this.#inputs(action, folders);
    for (const warning of inputs.warnings) log.annotate('warning', warning);
    const inherited = { env: this.#job.env, path: this.#job.path, state: this.#state };
    const ended = await runNode({
      node: request.node ?? process.execPath,
      script,
      cwd: request.workspace,
      env: stepEnvironment(request, inputs.values, inherited, folders, files),
      onLine: (line) => {
        interpreter.read(line);
        // A splice takes each log line once, however many a command wrote.
        const signals = seen.splice(0).map((shown) => request.cancelAfter?.(shown));
        return signals.find((signal) => signal !== undefined);
      },
    });
    const told = await readStepFiles(files, log, interpreter, masks);
    this.#share(told);
    return { stage, ...told, ...fromProcess(ended, interpreter), ...fromLog(log, masks) };
  }

  #inputs(action: ActionFile, folders: Folders): StepInputs {
    const { event, workspace, inputs } = this.#request;
    const contexts = {
      github: { ...githubContext(event, workspace), event_path: folders.eventFile, event: event.payload },
      runner: runnerContext(this.#request, folders.temp),
    };
    return stepInputs(action, inputs ?? {}, (text) => evaluateTemplate(text, contexts));
  }

  async #folders(): Promise<Folders> {
    const { event, toolCache } = this.#request;
    this.#temp ??= this.#request.temp === undefined ? await mkdtemp(join(tmpdir(), 'runner-')) : undefined;
    const temp = this.#request.temp ?? this.#temp ?? tmpdir();
    const eventFile = join(temp, '_github_workflow', 'event.json');
    await mkdir(join(temp, '_github_workflow'), { recursive: true });
    await mkdir(toolCache ?? join(temp, '_tool'), { recursive: true });
    await writeFile(eventFile, JSON.stringify(event.payload, null, 2));
    return { temp, eventFile };
  }

  #share(told: Told): void {
    const job = this.#job;
    Object.assign(job.env, told.env);
    Object.assign(this.#state, told.state);
    job.path = [...job.path.filter((folder) => !told.path.includes(folder)), ...told.path];
  }
}

function fromProcess(ended: ProcessResult, interpreter: Interpreter) {
  const { cancelled, ...facts } = ended;
  const broken = ended.exitCode !== 0 || interpreter.failed;
  const outcome: Outcome = cancelled ? 'cancelled' : broken ? 'failure' : 'success';
  return { ...facts, outcome, commands: interpreter.commands };
}

function fromLog(log: StepLog, masks: Masks) {
  return { log: log.text, annotations: log.annotations, masks: masks.values };
}
