/** Runs `deploy-migrate` once, in the new image, before anything is switched. */
import { ToolError } from '../../errors.ts';
import type { DeployPlan } from '../../model/deploy.ts';
import { labelWords } from '../../plan/deploy/labels.ts';
import { networkName, restingName } from '../../plan/deploy/names.ts';
import { quoted } from '../../report/text.ts';
import { writeEnvironment } from '../container.ts';
import { LogTail } from '../log-tail.ts';
import { must } from './docker.ts';
import { persistent } from './host-world.ts';
import type { Link } from './link.ts';

const limitSeconds = 15 * 60;

/** Gives the seconds it took. Rejects with a ToolError when it fails; its container is gone either way. */
export async function migrate(plan: DeployPlan, reference: string, link: Link): Promise<number> {
  const { migrate: command } = plan;
  if (command === undefined) return 0;
  const name = `${restingName(plan.name, plan.owner)}-migrate`;
  try {
    await create(plan, name, reference, link);
    return await attach(name, command.text, link);
  } finally {
    const argv = ['docker', 'container', 'rm', '--force', '--volumes', name] as const;
    await persistent(link.world).run({ title: 'Remove the container of the migration', argv });
  }
}

async function create(plan: DeployPlan, name: string, reference: string, link: Link): Promise<void> {
  const { options, environment, proxy, migrate: command } = plan;
  const [program = '', ...words] = command?.words ?? [];
  const written = await writeEnvironment({ name, folder: plan.access.folder, environment }, link.world);
  const own = labelWords({ name: plan.name, role: 'migration', owner: plan.owner }).map((label) => `--label=${label}`);
  const network = proxy !== undefined && options.networks.length === 0 ? [`--network=${networkName(plan.name)}`] : [];
  const argv = [
    ...['docker', 'create', '--pull=never', `--name=${name}`, ...options.shared, ...network],
    ...['--no-healthcheck', '--restart=no', `--env-file=${written.file}`],
    ...[...written.names.map((variable) => `--env=${variable}`), ...own],
    ...[`--entrypoint=${program}`, reference, ...words],
  ] as unknown as [string, ...string[]];
  await must(link, { title: 'Create the container of the migration', argv, env: written.values });
}

async function attach(name: string, text: string, link: Link): Promise<number> {
  const { world } = link;
  const tail = new LogTail();
  const onLine = (line: string) => {
    world.log.line(quoted(line));
    tail.add(Buffer.from(`${line}\n`));
  };
  const argv = ['docker', 'start', '--attach', name] as const;
  const finished = await world.run({ title: 'Run the migration', argv }, { limitSeconds, onLine });
  if (finished.exitCode === 0) return finished.seconds;
  const how = finished.timedOut === true ? `did not end in ${limitSeconds} s` : `exited with ${finished.exitCode}`;
  throw new ToolError(`Migration failed on ${link.host.label}: \`${text}\` ${how}`, {
    cure: 'nothing was switched; mend the migration and deploy again',
    tail: tail.lines(),
  });
}
