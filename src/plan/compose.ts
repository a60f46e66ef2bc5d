/** A compose file as this run uses it: nothing of it can meet another run, or touch what is not the run's own. */
import type { Problem } from '../model.ts';

/** What `docker compose config --format json` gives, as far as it is read (compose-spec.io). */
export interface ComposeModel {
  readonly services?: Readonly<Record<string, ComposeService>> | null;
  readonly networks?: Readonly<Record<string, ComposeResource | null>> | null;
  readonly volumes?: Readonly<Record<string, ComposeResource | null>> | null;
}

interface ComposeService {
  readonly image?: string;
  readonly build?: unknown;
  readonly ports?: unknown;
  readonly container_name?: string;
  readonly profiles?: readonly string[];
  readonly volumes?: readonly Mount[];
  readonly labels?: Readonly<Record<string, string>>;
}

interface Mount {
  readonly type?: string;
  readonly bind?: object;
}

interface ComposeResource {
  readonly name?: string;
  readonly external?: boolean;
}

/** The service that is the test itself, by the convention of Docker Hub's automated tests. */
export const testService = 'sut';

export interface IsolateWish {
  readonly project: string;
  /** Name of the image under test, which the compose file gets as IMAGE. */
  readonly candidate: string;
  /** The compose file, for messages. */
  readonly file: string;
}

export interface Isolated {
  /** To be given to compose, services of profiles left out but the test's. */
  readonly model: ComposeModel;
  /** Services to bring up before the tests. */
  readonly services: readonly string[];
  readonly hasTest: boolean;
  /** Whether one of them, not only the test, runs the image under test, so that it cannot start before the build. */
  readonly needsImage: boolean;
  /** Networks of the run that a test joins. */
  readonly networks: readonly string[];
  /** What was left out, one sentence each. */
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

/** The label of everything that a run starts; its value is the run's own name. */
export const ownerLabel = 'io.slipway.run';

/**
 * Fixed names and published ports are taken off: tests reach a service by its name, and a second run on the same engine
 * would find them in use. Names of volumes become the run's own, since they are removed with their content.
 */
export function isolate(model: ComposeModel, wish: IsolateWish): Isolated {
  const all = Object.entries(model.services ?? {});
  const used = all.filter(([name, { profiles = [] }]) => name === testService || profiles.length === 0);
  const services = used.map(([name]) => name).filter((name) => name !== testService);
  const networks = named(model.networks, wish.project);
  return {
    model: {
      ...model,
      services: Object.fromEntries(used.map(([name, service]) => [name, ownService(service, wish.project)])),
      networks,
      volumes: named(model.volumes, wish.project),
    },
    services,
    hasTest: used.some(([name]) => name === testService),
    needsImage: used.some(([name, { image }]) => name !== testService && image === wish.candidate),
    networks: Object.values(networks).flatMap((network) => (network.external === true ? [] : (network.name ?? []))),
    notes: used.flatMap(([name, service]) => leftOut(name, service)),
    problems: used.flatMap(([name, service]) => problemsOf(name, service, wish)),
  };
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
      resource?.external === true ? resource : { ...resource, name: `${project}_${key}` },
    ]),
  );
}

function leftOut(name: string, { ports, container_name }: ComposeService): string[] {
  const published = Array.isArray(ports) && ports.length > 0;
  return [
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
