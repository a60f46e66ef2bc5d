/** The scenes of the flow tests: an engine and a registry that do their work, and what each test changes in them. */

import type { Repository } from '../../script/github-api/repository.ts';
import type { Dockerfile, Facts } from '../../src/model/facts.ts';
import { type Ending, run } from '../../src/run.ts';
import type { Entry, FoundEntry } from '../../src/world/ports.ts';
import { happened } from '../unit/events.ts';
import { facts as ordinary, type Words } from '../unit/plans.ts';
import type { HostScene } from './fake-host.ts';
import type { Said } from './fake-registry.ts';
import { type Answers, annotationLine, type FakeWorld, fakeWorld, type Meanwhile, type Names } from './fake-world.ts';

export const built = 'sha256:bc5f7c130f1cb46a921673987afe38709f20b4df4ff9cbffa05277af9e825f97';
export const older = `sha256:5c0e91d2ab77${'0'.repeat(52)}`;
export const token = 'ghs_thetokenofthejob';

export const newer = `sha256:77aa03c4e51f${'0'.repeat(52)}`;
export const foreign = `sha256:f0f0f0f0f0f0${'0'.repeat(52)}`;

/** The commit of the events, and others around it. */
export const commit = '8c1f0d3b6a5e4f2d9b7c0a1e2d3c4b5a69788796';
export const parent = '1d2e3f405162738495a6b7c8d9e0f1a2b3c4d5e6';
export const child = 'c41d000000000000000000000000000000000000';
export const sibling = '51b1000000000000000000000000000000000000';

/** What images say of themselves: the one that is built, one of the commit before, one of the commit after. */
const images: Readonly<Record<string, Said>> = {
  [built]: { revision: commit, version: 'main' },
  [older]: { revision: parent, version: '1.4.1' },
  [newer]: { revision: child, version: '1.4.3' },
};

/** The parent, the commit of the events, its child; beside it a commit of another line. The branch is where the event says. */
export const repository: Repository = {
  name: 'acme/app',
  commits: {
    [parent]: {},
    [commit]: { parents: [parent] },
    [child]: { parents: [commit] },
    [sibling]: { parents: [parent] },
  },
  tags: { 'v1.4.1': parent, 'v1.4.2': commit },
  branches: { main: commit },
};

/** Name of the finished image in the engine until it is published. */
export const candidate = 'slipway.invalid/candidate:0a1b2c';

/** The Dockerfile that the streams were recorded with; its image is taken to be from scratch. */
const dockerfile: Dockerfile & { readonly kind: 'found' } = {
  kind: 'found',
  path: '/work/app/Dockerfile',
  stages: [
    { name: 'deps', line: 1 },
    { name: 'build', line: 4 },
    { name: 'test', line: 9 },
    { name: undefined, line: 14 },
  ],
};

export const facts: Facts = { ...ordinary, dockerfile };

const bake = 'docker buildx bake --file=- --progress=rawjson';
export const commands = { build: `${bake} --metadata-file=`, save: bake } as const;

const answers: Answers = {
  'docker info': {
    stdout: JSON.stringify({
      ServerVersion: '28.5.2',
      DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']],
      ClientInfo: { Plugins: [{ Name: 'buildx', Version: 'v0.29.1' }] },
    }),
  },
  'docker login': { stdout: 'Login Succeeded\n' },
  'tar ': {},
  [commands.build]: { stream: 'good' },
  [commands.save]: {},
};

export interface Play {
  readonly event: string;
  readonly inputs?: Words;
  readonly env?: Words;
  readonly answers?: Answers;
  readonly meanwhile?: readonly Meanwhile[];
  readonly facts?: Facts;
  readonly store?: Names;
  readonly copied?: readonly Entry[];
  readonly classicStore?: boolean;
  readonly cacheTrouble?: string;
  readonly configuration?: object;
  readonly cacheEntry?: FoundEntry;
  readonly registry?: Names;
  readonly hosts?: readonly HostScene[];
  readonly images?: Readonly<Record<string, Said>>;
  readonly manifests?: readonly string[];
  readonly repository?: Repository | 'silent';
  /** What each build says it used, one after the other; the last one counts for all later ones. */
  readonly materials?: readonly Materials[];
  /** The form of provenance that says so; default is SLSA v0.2. */
  /** How BuildKit words its provenance: an older way when left out. */
  readonly slsa?: 'v1' | 'a platform each';
}

/** URIs and the digests they had. */
export type Materials = Readonly<Record<string, string>>;

export interface Played extends Ending {
  readonly world: FakeWorld;
  /** All that happened and all that is told, for people to read. */
  readonly diary: string;
}

/** Plays a whole run of the action. */
export async function play(what: Play): Promise<Played> {
  const { env, payload } = happened(what.event);
  const world = fakeWorld({
    answers: { ...answers, ...what.answers },
    meanwhile: [{ after: `$ ${commands.build}`, store: { [candidate]: built } }, ...(what.meanwhile ?? [])],
    facts: what.facts ?? facts,
    cacheTrouble: what.cacheTrouble,
    configuration: what.configuration,
    cacheEntry: what.cacheEntry ?? { kind: 'absent' },
    hosts: what.hosts ?? [],
    copied: what.copied ?? [],
    store: what.store ?? {},
    classicStore: what.classicStore ?? false,
    registry: what.registry ?? {},
    images: { ...images, ...what.images },
    manifests: what.manifests ?? [],
    repository: what.repository === 'silent' ? undefined : (what.repository ?? repository),
    metadata: (what.materials ?? [undefined]).map((materials) => metadataOf(materials, what.slsa)),
  });
  const inputs = { 'github-token': token, ...what.inputs };
  const ending = await run(
    { version: '1.0.0', given: { inputs, env: { ...env, ...what.env } }, payload: async () => payload },
    world,
  );
  return { ...ending, world, diary: told(world, ending) };
}

/** The same run again, after it went through: all its tags show what it made, which says of what. */
export async function again(what: Play): Promise<Play> {
  const { report } = await play(what);
  const { annotations = '', tags = '', digest = '' } = report.outputs;
  const recipe = /io\.github\.slipway-ci\.recipe=(\S+)/.exec(annotations)?.[1] ?? '';
  const registry = Object.fromEntries(tags.split('\n').map((tag) => [tag, digest]));
  const said = { revision: commit, version: 'main', recipe };
  return { ...what, registry: { ...what.registry, ...registry }, images: { ...what.images, [digest]: said } };
}

/** A checkout of the commit, and nothing else in the workspace. */
export const clean: Answers = {
  'git --literal-pathspecs status': { stdout: `# branch.oid ${commit}\n# branch.head main\n` },
  'git --literal-pathspecs ls-files': { stdout: `H 100644 ${commit} 0\tDockerfile\n` },
};

function metadataOf(materials: Materials | undefined, slsa: Play['slsa']): string {
  const used = Object.entries(materials ?? {}).map(([uri, digest]) => ({ uri, digest: { sha256: digest.slice(7) } }));
  const provenance = slsa === 'v1' ? { buildDefinition: { resolvedDependencies: used } } : { materials: used };
  const keys = slsa === 'a platform each' ? ['/linux/amd64', '/linux/arm64'] : [''];
  const said = keys.map((key) => [`buildx.build.provenance${key}`, provenance]);
  return JSON.stringify({
    final: { 'containerimage.digest': built, ...(materials !== undefined && Object.fromEntries(said)) },
  });
}

function told(world: FakeWorld, { report, failed }: Ending): string {
  const outputs = Object.entries(report.outputs).map(([name, value]) => `${name}=${value}`);
  return [
    ...world.diary,
    `== ${failed ? 'failed' : 'passed'}`,
    ...report.annotations.map(annotationLine),
    ...report.lines,
    ...(outputs.length === 0 ? [] : ['== outputs', ...outputs]),
    '',
  ].join('\n');
}
