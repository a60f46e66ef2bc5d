/** Starts a JavaScript action from its action.yml exactly as GitHub's runner does. */
import type { StepRequest, StepResult } from './model.ts';
import { Job, Step } from './step.ts';

export type * from './model.ts';
export { Step } from './step.ts';

/** Runs main alone and removes the temporary folder. */
export async function runStep(request: StepRequest): Promise<StepResult> {
  await using step = new Step(request);
  return await step.main();
}

export interface JobResult {
  /** In the order of the steps; steps after a failed one are skipped and missing here. */
  readonly mains: readonly StepResult[];
  /** In the order of running: the last step's post comes first. */
  readonly posts: readonly StepResult[];
}

/** Runs steps as one job: pre scripts, mains until one fails, then the posts of what began, in reverse. */
export async function runJob(requests: readonly StepRequest[]): Promise<JobResult> {
  await using stack = new AsyncDisposableStack();
  const job = new Job();
  const steps = requests.map((request) => stack.use(new Step(request, job)));
  for (const step of steps) await step.pre();
  const mains: StepResult[] = [];
  for (const step of steps) if (job.status === 'success') mains.push(await step.main());
  const posts: StepResult[] = [];
  for (const step of steps.toReversed()) posts.push(...[await step.post()].filter((post) => post !== undefined));
  return { mains, posts };
}
