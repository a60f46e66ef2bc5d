/** Runs the user's tests in a container of the tested stage, on the services' network. */
import { ToolError } from '../../errors.ts';
import type { CommandPlan, GatesPlan } from '../../model/plan.ts';
import { cureOf } from '../../report/failure.ts';
import { quoted } from '../../report/text.ts';
import type { World } from '../../world/ports.ts';
import { createContainer, inspectContainer, labelOf } from '../container.ts';
import { LogTail } from '../log-tail.ts';

/** A program that ignores the end of its time is killed with its container. */
const graceSeconds = 2;

export interface CommandRun {
  readonly plan: CommandPlan;
  readonly gates: GatesPlan;
  /** Name or digest of the image to run in. */
  readonly image: string;
  readonly networks: readonly string[];
  readonly platform: string | undefined;
}

/** Gives what to say of it. Rejects with a ToolError when it fails; the container stays, for its reports. */
export async function runTestCommand(
  { plan, gates, image, networks, platform }: CommandRun,
  world: World,
): Promise<string> {
  const { container: name, command, environment, timeoutSeconds } = plan;
  const [program, ...words] = command.words;
  const options = [`--entrypoint=${program}`];
  const { owner, folder } = gates;
  await createContainer(
    { name, image, platform, labels: [labelOf(owner)], environment, networks, folder, options, command: words },
    world,
  );
  const tail = new LogTail();
  const finished = await world.run(
    { title: 'Run the test command', argv: ['docker', 'start', '--attach', name] },
    {
      limitSeconds: timeoutSeconds,
      onLine: (line) => {
        world.log.line(quoted(line));
        tail.add(Buffer.from(`${line}\n`));
      },
    },
  );
  const said = `\`${command.text}\``;
  if (finished.timedOut) {
    await world.run({ title: 'End the tests', argv: ['docker', 'stop', `--timeout=${graceSeconds}`, name] });
    throw failed(`${said} did not end in ${timeoutSeconds} s`, 'make `test-timeout` longer, or find what waits', tail);
  }
  if (finished.exitCode === 0) return `${said} exited with 0`;
  const { outOfMemory, error } = await inspectContainer(name, world);
  if (error !== '')
    throw failed(
      `${said} did not start: ${error}`,
      'a command needs a shell in the image, or JSON: ["npm", "test"]',
      tail,
    );
  const memory = outOfMemory ? ', killed for want of memory' : '';
  throw failed(`${said} exited with ${finished.exitCode}${memory}`, undefined, tail);
}

function failed(message: string, cure: string | undefined, tail: LogTail): ToolError {
  const lines = tail.lines();
  const silent = lines.length === 0 ? 'it printed nothing' : undefined;
  return new ToolError(message, { cure: cureOf(silent, cure), tail: lines });
}
