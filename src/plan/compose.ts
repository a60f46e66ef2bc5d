/** A compose file as this run uses it: nothing of it can meet another run, or touch what is not the run's own. */
import type { Command, Problem } from '../model/decision.ts';
import type { ComposeFile, ComposeModel, ComposeResource, ComposeService } from '../model/facts.ts';
import type { Inputs, Pair } from '../model/inputs.ts';
import type { ServicesPlan } from '../model/plan.ts';

/** The service that is the test itself, by the convention of Docker Hub's automated tests. */
export const testService = 'sut';

export interface IsolateWish {
  readonly project: string;
  /** Name of the image under test, which the compose file gets as IMAGE. */
  readonly candidate: string;
  /** The compose file, for messages. */
  readonly file: string;
}

export interface Isolated extends Pick<ServicesPlan, 'model' | 'names' | 'hasTest' | 'needsImage' | 'networks'> {
  /** What was left out, and what is missing, one sentence each. */
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

/** The label of everything that a run starts; its value is the run's own name. */
export const ownerLabel = 'io.slipway.run';

/** Asks what the file means; nothing is started by it. */
export function readingCommand(
  file: string,
  wish: Pick<IsolateWish, 'project' | 'candidate'>,
  env: Inputs['servicesEnv'],
): Command {
  const { project, candidate } = wish;
  const words = [`--project-name=${project}`, `--file=${file}`, '--profile=*', 'config', '--format=json'] as const;
  return {
    title: 'Read the compose file',
    argv: ['docker', 'compose', ...words],
    env: composeVariables(env, candidate),
    bare: true,
  };
}

/** All that a compose file may fill in. */
export function composeVariables(env: readonly Pair[], candidate: string): Readonly<Record<string, string>> {
  return { ...Object.fromEntries(env.map(({ key, value }) => [key, value])), IMAGE: candidate };
}

/** What this run makes of the file; of one that cannot be used, what is wrong with it. */
export function isolateFile(compose: ComposeFile, wish: IsolateWish): Isolated {
  if (compose.kind !== 'read') {
    const problems = compose.kind === 'refused' ? [compose.problem] : [];
    return { ...isolate({}, wish), problems };
  }
  const isolated = isolate(compose.model, wish);
  const unset = compose.unset.map(
    (name) =>
      `The variable ${name} of the compose file is not set, so it is empty: set it with \`services-env: ${name}=…\``,
  );
  return { ...isolated, notes: [...isolated.notes, ...unset] };
}

/**
 * Fixed names and published ports are taken off: tests reach a service by its name, and a second run on the same engine
 * would find them in use. Names of volumes become the run's own, since they are removed with their content.
 */
export function isolate(model: ComposeModel, wish: IsolateWish): Isolated {
  const all = Object.entries(model.services ?? {});
  const used = all.filter(([name, { profiles = [] }]) => name === testService || profiles.length === 0);
  const names = used.map(([name]) => name).filter((name) => name !== testService);
  const networks = named(model.networks, wish.project);
  return {
    model: {
      ...model,
      services: Object.fromEntries(used.map(([name, service]) => [name, ownService(service, wish.project)])),
      networks,
      volumes: named(model.volumes, wish.project),
    },
    names,
    hasTest: used.some(([name]) => name === testService),
    needsImage: used.some(([name, { image }]) => name !== testService && image === wish.candidate),
    networks: networksOf(
      used.filter(([name]) => name !== testService),
      networks,
    ),
    notes: used.flatMap(([name, service]) => leftOut(name, service)),
    problems: used.flatMap(([name, service]) => problemsOf(name, service, wish)),
  };
}

/** Compose makes only networks that a service is on. */
function networksOf(
  services: readonly (readonly [string, ComposeService])[],
  networks: Readonly<Record<string, ComposeResource>>,
): string[] {
  const keys = new Set(services.flatMap(([, service]) => Object.keys(service.networks ?? {})));
  return [...keys].flatMap((key) => networks[key]?.name ?? []);
}

function ownService(service: ComposeService, project: string): ComposeService {
  const { ports: _ports, container_name: _name, profiles: _profiles, ...rest } = service;
  return {
    ...rest,
    labels: { ...service.labels, [ownerLabel]: project },
    // The engine would make a missing folder as root, in the workspace, and nobody would remove it.
    ...(service.volumes && {
      volumes: service.volumes.map((mount) =>
        mount.type === 'bind' ? { ...mount, bind: { ...mount.bind, create_host_path: false } } : mount,
      ),
    }),
  };
}

function named(
  resources: Readonly<Record<string, ComposeResource | null>> | null | undefined,
  project: string,
): Readonly<Record<string, ComposeResource>> {
  return Object.fromEntries(
    Object.entries(resources ?? {}).map(([key, resource]) => [
      key,
      resource?.external === true ? resource : own(resource, `${project}_${key}`),
    ]),
  );
}

/** Addresses that are written down would be taken for a second run. */
function own(resource: ComposeResource | null | undefined, name: string): ComposeResource {
  const { ipam: _ipam, ...rest } = resource ?? {};
  return { ...rest, name };
}

function leftOut(name: string, { ports, container_name, network_mode }: ComposeService): string[] {
  const published = Array.isArray(ports) && ports.length > 0;
  const elsewhere = network_mode !== undefined && network_mode !== 'bridge';
  return [
    ...(elsewhere ? [`The service ${name} cannot be reached by its name: its network_mode is ${network_mode}`] : []),
    ...(published ? [`Ports of the service ${name} are not published: tests reach it as ${name}`] : []),
    ...(container_name === undefined ? [] : [`The service ${name} does not get its container_name ${container_name}`]),
  ];
}

function problemsOf(name: string, { build }: ComposeService, { file }: IsolateWish): Problem[] {
  if (build === undefined) return [];
  const cure =
    name === testService
      ? 'write `image: $IMAGE`, which is the image under test'
      : 'write `image:` with an image that exists, or `image: $IMAGE` for the image under test';
  return [{ input: 'services', value: file, wrong: `builds the service ${name} itself`, cure }];
}
