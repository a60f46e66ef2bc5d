/**
 * The door: builds the real world and hands over. The runner starts it twice, for the step and at the job's end; a run starts it as
 * its own child, which carries cache mounts.
 */
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { post } from './post.ts';
import { run } from './run.ts';
import { readLeft } from './stages/deploy/finish.ts';
import { version } from './version.ts';
import { keeperDoor } from './world/cache-entries.ts';
import { keep } from './world/cache-keeper.ts';
import { givenInputs, makeRunner, readPayload } from './world/github.ts';
import { makeWorld, type RealWorld } from './world/world.ts';

/** GitHub kills a cancelled step 7.5 s after the first signal. */
const cancelMilliseconds = 6_500;

const env = { ...process.env };
const runner = makeRunner(env);

// Not by saved state: a step that was killed before it could save any must not be run again as its own clean-up.
switch (basename(process.argv[1] ?? '')) {
  case 'post.js':
    await atJobEnd();
    break;
  case keeperDoor:
    await keep(await text(process.stdin));
    break;
  default:
    await main();
}

async function atJobEnd(): Promise<void> {
  const runFolder = env['STATE_run-folder'];
  if (runFolder === undefined) return;
  const state = (name: string) => env[`STATE_${name}`] ?? '';
  const left = {
    candidate: state('candidate'),
    borrowed: state('borrowed'),
    builder: state('builder'),
    gates: state('gates'),
    deploy: readLeft(state('deploy'), env['INPUT_DEPLOY-SSH-KEY'] ?? ''),
    deployment: state('deployment'),
    token: env['INPUT_GITHUB-TOKEN'] ?? '',
    folder: runFolder,
  };
  await post(left, makeWorld(env, runFolder, '', runner));
}

async function main(): Promise<void> {
  const runName = randomBytes(6).toString('hex');
  const runFolder = join(env['RUNNER_TEMP'] || tmpdir(), `slipway-${runName}`);
  runner.remember('run-folder', runFolder);
  const world = makeWorld(env, runFolder, runName, runner);
  stopOnSignals(world);
  const { report, failed } = await run({ version, given: givenInputs(env), payload: () => readPayload(env) }, world);
  await runner.publish(report);
  if (failed) process.exitCode = 1;
}

function stopOnSignals(world: RealWorld): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      world.cancel(signal);
      setTimeout(() => process.exit(1), cancelMilliseconds).unref();
    });
  }
}
