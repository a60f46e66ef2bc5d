/** The action in a job of one step, as the runner starts it. */
import { repository } from '../../rig/paths.ts';
import { type RunEvent, Step, type StepResult } from '../../runner/driver.ts';
import type { History } from './history.ts';
import { PhaseClock, type Phases } from './phases.ts';
import type { Place } from './place.ts';

/** What is built in one run, by either side. */
export interface Job {
  readonly workspace: string;
  /** The image's name without a tag. */
  readonly image: string;
  /** A builder that is there before the run and stays; without one, the route's own way. */
  readonly builder: string | undefined;
}

/** Runs main and post, and tells where the time went. Throws when the job fails. */
export async function runAction(job: Job, place: Place): Promise<Phases> {
  const clock = new PhaseClock();
  await using step = stepOf(job, place, {}, (line) => clock.read(line));
  passed(await step.main());
  clock.mainEnded();
  await step.post();
  return clock.phases();
}

/** The plan that the action makes for the job: its outputs and its log. */
export async function dryRun(job: Job, place: Place): Promise<StepResult> {
  await using step = stepOf(job, place, { 'dry-run': 'true' });
  return passed(await step.main());
}

function stepOf(job: Job, place: Place, more: Readonly<Record<string, string>>, onLine = (_line: string) => {}): Step {
  const { registry, env } = place;
  return new Step({
    actionDirectory: repository,
    workspace: job.workspace,
    event: push(place.history),
    inputs: {
      images: job.image,
      username: registry.username,
      password: registry.password,
      // Raw commands start no container of the image either.
      'smoke-test': 'false',
      ...builderInputs(job, place),
      ...more,
    },
    env: { ...env, PATH: env['PATH'] ?? '' },
    onLine,
  });
}

function builderInputs({ builder }: Job, { route, driverOptions }: Place): Record<string, string> {
  if (route === 'image-store') return {};
  if (builder !== undefined) return { builder };
  return { driver: 'docker-container', 'driver-opts': driverOptions.join('\n') };
}

function push({ name, apiUrl, commit }: History): RunEvent {
  const payload = { repository: { full_name: name, private: false, default_branch: 'main' } };
  return { name: 'push', ref: 'refs/heads/main', sha: commit(), repository: name, actor: 'you', payload, apiUrl };
}

function passed(result: StepResult): StepResult {
  if (result.outcome !== 'success') throw new Error(result.log);
  return result;
}
