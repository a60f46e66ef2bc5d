/** Starts the image exactly as it was built, and waits until it is healthy. */
import { ToolError } from '../../errors.ts';
import type { GatesPlan, Probe, SmokePlan } from '../../model/plan.ts';
import type { World } from '../../world/ports.ts';
import { containerLogs, createContainer, labelOf, startContainer } from '../container.ts';
import { type Cures, type HealthVerdict, type Question, untilHealthy } from '../health.ts';
import type { StoredImage } from '../image-store.ts';

/** How often it is looked at. */
const pauseMilliseconds = 100;
const goodInARow = 2;
/** The image's own interval is made for months of running; here somebody waits. */
const healthInterval = ['--health-interval=300ms', '--health-start-period=1ms'];

export interface SmokeRun {
  readonly plan: SmokePlan;
  readonly gates: GatesPlan;
  readonly image: StoredImage;
  readonly networks: readonly string[];
  readonly platform: string | undefined;
}

/** Why there is nothing to ask the image; undefined when there is, or when somebody insists. */
export function notAsked({ probe, optional }: SmokePlan, { health }: StoredImage): string | undefined {
  return probe.kind === 'own' && optional && health === undefined ? noHealthCheck : undefined;
}

const noHealthCheck = 'the image has no HEALTHCHECK';

/** Gives what to say of it. Rejects with a ToolError that says what the container answered last, and what it printed. */
export async function runSmokeTest(run: SmokeRun, world: World): Promise<string> {
  const { plan, gates, image, networks, platform } = run;
  const { probe } = plan;
  if (probe.kind === 'own' && image.health === undefined)
    throw new ToolError(noHealthCheck, { cure: 'add one to the Dockerfile, or set `smoke-path` or `smoke-command`' });
  const question = questionOf(probe, image);
  const environment = { values: plan.env, secrets: [] };
  const options = probe.kind === 'own' ? healthInterval : [];
  const { owner, folder } = gates;
  await createContainer(
    {
      name: plan.container,
      image: image.id,
      platform,
      labels: [labelOf(owner)],
      environment,
      networks,
      folder,
      options,
    },
    world,
  );
  await startContainer(plan.container, world);
  return untilGood(question, plan, image, world);
}

function questionOf(probe: Probe, image: StoredImage): Question {
  switch (probe.kind) {
    case 'own':
      return { kind: 'own', text: 'HEALTHCHECK' };
    case 'http': {
      const port = probe.port ?? onlyPort(image);
      return { kind: 'http', text: `GET ${probe.path} on port ${port}`, path: probe.path, port };
    }
    case 'command':
      return {
        kind: 'command',
        text: `\`${probe.command.text}\``,
        words: probe.command.words,
      };
  }
}

function onlyPort({ ports }: StoredImage): number {
  const [port] = ports;
  if (port !== undefined && ports.length === 1) return port;
  const why = ports.length === 0 ? 'the image exposes no port' : `the image exposes the ports ${ports.join(', ')}`;
  throw new ToolError(why, { cure: 'set `smoke-port`' });
}

async function untilGood(question: Question, plan: SmokePlan, image: StoredImage, world: World): Promise<string> {
  const { container, timeoutSeconds } = plan;
  const needed = question.kind === 'command' ? 1 : goodInARow;
  const { health } = image;
  const wish = { container, question, needed, timeoutSeconds, pauseMilliseconds, health, cures };
  const verdict = await untilHealthy(wish, world);
  if (!verdict.healthy) throw await unhealthy(verdict, plan, world);
  const after = `healthy after ${verdict.seconds.toFixed(1)} s`;
  const { kind, text } = question;
  return kind === 'http' ? `${text} answered ${goodInARow} times, ${after}` : `${text} passed, ${after}`;
}

/** What to do about each way not to be healthy. */
const cures: Cures = {
  dead: 'give it what it needs with `smoke-env` and `services`',
  silent:
    'check `smoke-port`, and that the server listens on all addresses; `smoke-env` and `services` give it what it needs',
  status: 'see its answer below, or ask another `smoke-path`',
  own: 'see what its check said below; `smoke-env` and `services` give it what it needs',
  command: 'see what it said below',
  absent: 'take a command that the image has, or `smoke-path`',
};

type Unhealthy = Extract<HealthVerdict, { healthy: false }>;

async function unhealthy({ message, cure, body }: Unhealthy, plan: SmokePlan, world: World): Promise<ToolError> {
  const printed = await containerLogs(plan.container, world);
  const answer =
    body === undefined || body === '' ? [] : ['Last answer:', ...body.split('\n'), 'The container printed:'];
  return new ToolError(message, {
    cure,
    tail: [...answer, ...(printed.length > 0 ? printed : ['(it printed nothing)'])],
  });
}
