/** Commands that show on one's own machine what failed in a run, for people to copy. */
import type { CommandPlan, GateName, Plan, ServicesPlan } from '../model/plan.ts';

/** Values and secrets are left out: whoever copies this knows theirs, and the log shows none. */
export function buildCommand(plan: Plan, target: string | undefined): string {
  return `docker buildx build ${buildWords(plan, target)}`;
}

/** What a failed gate did, by hand; undefined where there is nothing to run. */
export function gateCommand(plan: Plan, gate: GateName): string | undefined {
  const { command, services, smoke } = plan.gates;
  switch (gate) {
    case 'lint':
      return undefined;
    case 'test stage':
      return plan.test.run ? buildCommand(plan, plan.test.target) : undefined;
    case 'services':
      return services.run ? composeCommand(plan, services, ['up --wait', ...services.names]) : undefined;
    case 'service tests':
      return services.run ? composeCommand(plan, services, ['run --rm sut']) : undefined;
    case 'test command': {
      if (!command.run) return undefined;
      const target = command.image === 'test' && plan.test.run ? plan.test.target : undefined;
      return [...servicesUp(plan), testRun(plan, command, image(plan, target))].join(' && ');
    }
    case 'smoke test': {
      if (!smoke.run) return undefined;
      const options = [...networks(plan), ...smoke.env.map(variable)].map((text) => `${text} `).join('');
      return [...servicesUp(plan), `docker run --rm ${options}${image(plan, undefined)}`].join(' && ');
    }
  }
}

function testRun(plan: Plan, { command, environment }: CommandPlan, from: string): string {
  const [program, ...words] = command.words;
  const options = [
    ...networks(plan),
    ...environment.values.map(variable),
    ...environment.secrets.map(variable),
    `--entrypoint=${word(program)}`,
  ];
  return ['docker run --rm', ...options, from, ...words.map(word)].join(' ');
}

/** Where somebody else's project of the same folder would be in the way. */
const project = 'try';

function servicesUp(plan: Plan): string[] {
  const { services } = plan.gates;
  if (!services.run || services.names.length === 0) return [];
  return [composeCommand(plan, services, [`--project-name=${project}`, 'up --wait', ...services.names])];
}

function networks({ gates: { services } }: Plan): string[] {
  if (!services.run) return [];
  const own = `${services.project}_`;
  return services.networks.map(
    (name) => `--network=${word(name.startsWith(own) ? `${project}_${name.slice(own.length)}` : name)}`,
  );
}

/** A file with the service `sut` names the image, also where that is not started. */
function composeCommand(plan: Plan, services: ServicesPlan, what: readonly string[]): string {
  const { file, needsImage, hasTest } = services;
  const own = needsImage || hasTest ? [`IMAGE=${image(plan, undefined)}`] : [];
  return [...own, 'docker compose', `--file=${word(file)}`, ...what].join(' ');
}

/** A command that builds an image, and is its name. */
function image(plan: Plan, target: string | undefined): string {
  return `$(docker build --quiet ${buildWords(plan, target)})`;
}

function buildWords({ build }: Plan, target: string | undefined): string {
  const options = [
    ...(build.platforms.length === 0 ? [] : ['--platform', build.platforms.join(',')]),
    ...(target === undefined ? [] : ['--target', target]),
    ...(build.dockerfile === undefined ? [] : ['--file', build.dockerfile]),
  ];
  return [...options, build.context].map(word).join(' ');
}

/** Docker takes the value from the environment of whoever runs it: here it may be a secret that nobody masks. */
function variable({ key }: { readonly key: string }): string {
  return `--env=${key}`;
}

/** A word as a shell needs it. */
function word(text: string): string {
  return /^[A-Za-z0-9_./:@=+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
