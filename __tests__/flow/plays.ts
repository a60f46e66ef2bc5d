/** Every play of the flow tests, by its name. */
import { createHash } from 'node:crypto';
import { CancelError, ToolError } from '../../src/errors.ts';
import type { Proof, ReadProof } from '../../src/model/facts.ts';
import { happened } from '../unit/events.ts';
import {
  built,
  candidate,
  child,
  commands,
  commit,
  facts,
  foreign,
  newer,
  older,
  type Play,
  repository,
  sibling,
} from './scenes.ts';

const cancelled = { rejects: new CancelError('SIGINT') };
const refused = { exitCode: 1, stderr: 'denied: permission_denied: write_package\n' };
const badLogin = {
  exitCode: 1,
  stderr:
    'Error response from daemon: Get "https://ghcr.io/v2/": denied: denied\nunauthorized: incorrect username or password\n',
};
const push = { event: 'push-branch' };
const main = 'ghcr.io/acme/app:main';
const sha = 'ghcr.io/acme/app:sha-8c1f0d3';
const release = { event: 'push-tag' };
const version = 'ghcr.io/acme/app:1.4.2';

/** The branch has gone on to the child of this run's commit. */
const late = { ...push, repository: { ...repository, branches: { main: child } } };
/** What main shows is of another line of history. */
const rewritten = { ...push, registry: { [main]: foreign }, images: { [foreign]: { revision: sibling } } };

/** On an image whose digest no Dockerfile says. */
const onNode: Play = {
  ...push,
  facts: {
    ...facts,
    base: {
      image: { registry: 'docker.io', repository: 'library/node' },
      name: '24',
      reference: 'docker.io/library/node:24',
    },
  },
};
const node = 'docker.io/library/node:24';
const used = (digest: string) => ({
  'pkg:docker/golang@1?platform=linux%2Famd64': newer,
  'pkg:docker/node@24?platform=linux%2Famd64': digest,
});

const pullHead = happened('pull-request-own').payload.pull_request?.head?.sha ?? '';
const pullSha = `ghcr.io/acme/app:sha-${pullHead.slice(0, 7)}`;

/** The registry answers no reads from the build's end until the push. */
const noReads = [
  { after: `$ ${commands.build}`, registryDown: true },
  { after: '> Push', registryDown: false },
];

const noEngine = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
const containerd = { DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']] };
const buildx = (...versions: readonly string[]) => ({
  ClientInfo: { Plugins: versions.map((version) => ({ Name: 'buildx', Version: version })) },
});

/** A build that ends before it has begun, and what the engine says when it is asked then. */
const noBuild = (line: string, info: object, exitCode = 0): Play => ({
  ...push,
  answers: {
    [commands.build]: { exitCode: 1, lines: [line] },
    'docker info': { exitCode, stdout: JSON.stringify(info) },
  },
});

/** What the engine says of a container. */
const container = (state: object) => ({
  stdout: JSON.stringify([
    { State: { Status: 'running', ...state }, NetworkSettings: { Networks: { a: { IPAddress: '172.18.0.2' } } } },
  ]),
});
const inspect = 'docker container inspect';
const gated = {
  ...push,
  inputs: {
    'test-command': 'npm run test:integration',
    'test-secrets': 'TOKEN=hunter2hunter2',
    'smoke-path': '/healthz',
    'smoke-port': '8080',
  },
  answers: {
    'docker create': {},
    'docker start': {},
    'docker start --attach': { lines: ['> integration', '4 tests passed'] },
    [inspect]: container({}),
    'docker logs': { lines: ['listening'] },
  },
};
const composed = {
  services: {
    db: { image: 'postgres:17', ports: [{ target: 5432 }], networks: { default: null } },
    sut: { image: 'slipway.invalid/candidate:0a1b2c' },
  },
  networks: { default: { name: 'x_default' } },
};
const compose = 'docker compose --project-name=slipway-0a1b2c';
const file = `${compose} --file=/tmp/slipway-0a1b2c/services.json --ansi=never`;
const withServices = {
  ...gated,
  inputs: { ...gated.inputs, services: 'compose.test.yml', 'services-env': 'WORD=x' },
  answers: {
    ...gated.answers,
    [`${compose} --file=compose.test.yml`]: { stdout: JSON.stringify(composed) },
    [`${file} up`]: {},
    [`${file} ps`]: {
      stdout: JSON.stringify({ Service: 'db', Name: 'slipway-0a1b2c-db-1', State: 'running', Health: 'healthy' }),
    },
    [`${file} run`]: { lines: ['sut speaks'] },
    [`${file} logs`]: { lines: ['db-1  | ready'] },
    [`${compose} down`]: {},
  },
};

/** What the engine says with its older way to keep images. */
const classic = {
  ...push,
  classicStore: true,
  answers: {
    'docker info': { stdout: '{"ServerVersion":"28.5.2","DriverStatus":[["Backing Filesystem","extfs"]]}' },
    'docker buildx bake --builder': { stream: 'good' },
  },
};
const bakes = { 'docker buildx bake --builder': { stream: 'good' } };

/** What two jobs have built, each an index of an image and its attestation, and what they say of it. */
const partOf = (platform: string) => {
  const [os, architecture] = platform.split('/');
  const digest = (word: string) => `sha256:${createHash('sha256').update(`${platform} ${word}`).digest('hex')}`;
  const image = { digest: digest('image'), platform: { os, architecture } };
  const attestation = { digest: digest('attestation'), platform: { os: 'unknown', architecture: 'unknown' } };
  return JSON.stringify({ manifests: [image, attestation] });
};
const parts = ['linux/amd64', 'linux/arm64'].map((platform) => ({ platform, manifest: partOf(platform) }));
const proofs = parts.map(({ platform, manifest }): ReadProof => {
  const proof: Proof = {
    version: 1,
    revision: commit,
    digest: `sha256:${createHash('sha256').update(manifest).digest('hex')}`,
    names: ['ghcr.io/acme/app'],
    imageVersion: 'main',
    platforms: [platform],
    inputs: {},
    gates: [
      { gate: 'test stage', state: 'passed' },
      { gate: 'smoke test', state: 'skipped', because: 'the image has no HEALTHCHECK' },
    ],
  };
  return { kind: 'read', from: `proofs/${platform}.json`, proof };
});
const alsoOnQuay = (read: ReadProof): ReadProof =>
  read.kind === 'read' ? { ...read, proof: { ...read.proof, names: [...read.proof.names, 'quay.io/acme/app'] } } : read;
const joining: Play = {
  ...push,
  inputs: { stage: 'publish', proofs: 'proofs' },
  facts: { ...facts, proofs },
  manifests: parts.map(({ manifest }) => manifest),
};

/** What a registry says of an image without giving it. */
const plainImage = {
  os: 'linux',
  architecture: 'amd64',
  config: { User: 'app', Env: ['PATH=/bin'] },
  rootfs: { diff_ids: [foreign, newer] },
  history: [{ created_by: 'ARG NPM_TOKEN=npm_0123456789abcdefghijklmnopqrstuvwxyzAB' }, { created_by: 'CMD ["sh"]' }],
};
const unpacking = 'docker buildx bake --file=- --progress=rawjson unpack-mounts';
const unpacked = JSON.stringify({ logs: [{ vertex: 'sha256:1', data: Buffer.from('unpacked\n').toString('base64') }] });

/** A runner that offers GitHub's cache. */
const offered = { ...facts, cacheService: { kind: 'present', may: 'read and write' } } as const;

/** Of a Dockerfile with one more, which only the build could name. */
const cacheMounts = {
  mounts: [{ id: '/root/.npm', owner: [], sharing: 'shared', stage: 0 }],
  images: ['docker.io/library/busybox:1'],
  left: ['The cache mount in line 9 is not kept: only the build knows what "$GOPATH" is'],
  hash: 'f00d',
};

/** A library and a link to it, beside the image. */
const copying: Play = {
  ...push,
  inputs: { artifacts: 'build:/out=dist\ntest:/reports=reports' },
  copied: [
    { path: 'libparcel.so', kind: 'link' },
    { path: 'libparcel.so.1', kind: 'file' },
  ],
};

export const green = {
  artifacts: copying,
  'dry run with artifacts': { ...copying, inputs: { ...copying.inputs, 'dry-run': 'true' } },
  'artifacts of a part that a fork builds': {
    ...copying,
    event: 'pull-request-fork',
    inputs: { ...copying.inputs, stage: 'build', platforms: 'linux/arm64' },
  },
  'a builder, and no gate that starts the image': {
    ...push,
    inputs: { driver: 'docker-container', platforms: 'linux/amd64' },
    answers: bakes,
    configuration: plainImage,
  },
  'a builder, and an image that has a HEALTHCHECK': {
    ...gated,
    inputs: { driver: 'docker-container' },
    answers: { ...gated.answers, ...bakes },
    configuration: { ...plainImage, config: { Healthcheck: { Test: ['CMD', 'true'] } } },
  },
  'stage build': { ...push, inputs: { stage: 'build' } },
  'stage build with a builder': {
    ...push,
    inputs: { stage: 'build', driver: 'docker-container', platforms: 'linux/arm64' },
    answers: bakes,
    meanwhile: [{ after: '$ docker buildx bake --builder', registry: { [`ghcr.io/acme/app@${built}`]: built } }],
  },
  'stage build of a fork': { event: 'pull-request-fork', inputs: { stage: 'build' } },
  'stage publish': joining,
  'stage publish, over an older image': { ...joining, registry: { [main]: older } },
  'stage publish of a fork': { event: 'pull-request-fork', inputs: { stage: 'publish', proofs: 'proofs' } },
  'stage publish, no login': { ...joining, inputs: { ...joining.inputs, 'github-token': '' } },
  'stage publish to two registries': {
    ...joining,
    inputs: {
      ...joining.inputs,
      images: 'ghcr.io/acme/app\nquay.io/acme/app',
      registry: 'quay.io',
      username: 'bob',
      password: 'hunter2',
    },
    facts: { ...facts, proofs: proofs.map(alsoOnQuay) },
  },
  'stage publish, dry run': { ...joining, inputs: { ...joining.inputs, 'dry-run': 'true' } },
  'stage publish, everything held back': {
    ...joining,
    ...late,
    inputs: { ...joining.inputs, tags: 'type=ref,event=branch' },
    registry: { [main]: newer },
  },
  "GitHub's cache": { ...push, facts: offered },
  "GitHub's cache does not answer": {
    ...push,
    facts: offered,
    cacheTrouble: 'the cache service did not answer in 3 s',
  },
  'cache mounts': {
    ...push,
    inputs: { cache: 'none', 'cache-mounts': 'true' },
    facts: { ...offered, cacheMounts },
    answers: { [commands.build]: { stream: 'mounts' }, [unpacking]: { lines: [unpacked] } },
    cacheEntry: { kind: 'found', key: `slipway-mounts-of-older-lock-files`, bytes: 34_000_000 },
  },
  'cache mounts that do not come': {
    ...push,
    inputs: { cache: 'none', 'cache-mounts': 'true' },
    facts: { ...offered, cacheMounts },
    cacheEntry: { kind: 'failed', because: 'what came is no whole archive' },
  },
  'classic image store': classic,
  'a builder in a container': {
    ...push,
    inputs: { driver: 'docker-container', 'driver-opts': 'network=host' },
    answers: bakes,
  },
  "a builder of the user's": {
    ...push,
    inputs: { builder: 'mine' },
    answers: { ...bakes, 'docker buildx inspect mine': { stdout: 'Name:   mine\nDriver: docker-container\n' } },
  },
  'a builder, for a fork': {
    event: 'pull-request-fork',
    inputs: { driver: 'docker-container' },
    answers: bakes,
    meanwhile: [{ after: '$ docker buildx bake --builder', store: { [candidate]: built } }],
  },
  'push to main, all good': push,
  'push to main, everything from the cache': { ...push, answers: { [commands.build]: { stream: 'cached' } } },
  'push to main, over an older image': { ...push, registry: { [main]: older } },
  'tag v1.4.2': { event: 'push-tag' },
  release: { event: 'release' },
  'pull request of our own': { event: 'pull-request-own' },
  'pull request of a fork': { event: 'pull-request-fork' },
  'pull request of a fork with rights of the target': { event: 'pull-request-target-fork' },
  'pull request of Dependabot': { event: 'pull-request-dependabot' },
  'push of Dependabot': { event: 'push-dependabot' },
  schedule: { event: 'schedule' },
  'merge group': { event: 'merge-group' },
  'nothing tested': { ...push, inputs: { 'test-target': 'none' } },
  'no password': { ...push, inputs: { images: 'acme/app', username: 'bob', password: '' } },
  'build secrets': {
    event: 'pull-request-own',
    inputs: { secrets: 'npm=hunter2', 'secret-envs': 'pip=PIP_TOKEN' },
    env: { PIP_TOKEN: 'hunter3' },
  },
  'local cache': { ...push, inputs: { cache: 'local', push: 'false' } },
  'cache not saved': { ...push, answers: { [commands.save]: { exitCode: 1, stream: 'cache-refused' } } },
  'a test command and a smoke test': gated,
  'services, a test command, the service sut, a smoke test': withServices,
  'dry run': { ...push, inputs: { 'dry-run': 'true' } },
  'dry run with a compose file that asks for a variable': {
    ...withServices,
    inputs: { ...withServices.inputs, 'dry-run': 'true' },
    answers: {
      ...withServices.answers,
      [`${compose} --file=compose.test.yml`]: {
        stdout: JSON.stringify(composed),
        stderr:
          'time="2026-11-21T10:00:00Z" level=warning msg="The \\"GREETER\\" variable is not set. Defaulting to a blank string."',
      },
    },
  },
  'dry run of a fork': { event: 'pull-request-fork', inputs: { 'dry-run': 'true' } },
  'an older commit finishes late': { ...late, registry: { [main]: newer } },
  'another run moves the tag during the build': {
    ...late,
    registry: { [main]: older },
    meanwhile: [{ after: `$ ${commands.build}`, registry: { [main]: newer } }],
  },
  'the branch was set back': { ...push, registry: { [main]: newer } },
  'the branch was pushed with force': rewritten,
  'another line of history, and the branch is elsewhere': {
    ...rewritten,
    repository: { ...repository, branches: { main: sibling } },
  },
  'a rerun of the same commit': {
    ...push,
    registry: { [main]: foreign, [sha]: foreign },
    images: { [foreign]: { revision: commit, version: 'main' } },
  },
  'nobody knows the history': { ...push, registry: { [main]: older }, repository: 'silent' },
  'the image of the tag names no commit': { ...push, registry: { [main]: foreign } },
  'a tag is deleted during the build': {
    ...push,
    registry: { [main]: newer },
    meanwhile: [{ after: `$ ${commands.build}`, registry: { [main]: undefined } }],
  },
  'the registry does not say what the tags show': { ...push, registry: { [main]: older }, meanwhile: noReads },
  'everything is held back': { ...late, inputs: { tags: 'type=ref,event=branch' }, registry: { [main]: newer } },
  'a higher version was faster': {
    ...release,
    registry: { 'ghcr.io/acme/app:1.4': newer, 'ghcr.io/acme/app:1': older, 'ghcr.io/acme/app:latest': foreign },
  },
  'a higher version that was withdrawn, with overwrite': {
    ...release,
    inputs: { overwrite: 'true' },
    registry: { 'ghcr.io/acme/app:1.4': newer },
  },
  'two versions of one commit': {
    ...release,
    registry: { 'ghcr.io/acme/app:latest': foreign },
    images: { [foreign]: { revision: commit, version: '1.5.0' } },
  },
  'a variant with a suffix, and a higher one was faster': {
    ...release,
    inputs: { flavor: 'suffix=-alpine' },
    registry: { 'ghcr.io/acme/app:latest-alpine': foreign, 'ghcr.io/acme/app:1-alpine': newer },
    images: { [foreign]: { revision: child, version: '1.5.0-alpine' } },
  },
  'a prefix, PEP 440, and a higher one was faster': {
    ...release,
    inputs: { tags: 'type=pep440,pattern={{version}}', flavor: 'prefix=release-' },
    registry: { 'ghcr.io/acme/app:latest': foreign },
    images: { [foreign]: { revision: child, version: 'release-1.5.0' } },
  },
  'a release over the image of a newer branch': {
    ...release,
    registry: { 'ghcr.io/acme/app:latest': foreign },
    images: { [foreign]: { revision: child, version: 'main' } },
  },
  'a release branch that writes latest': {
    ...push,
    env: { GITHUB_REF: 'refs/heads/release/1.x' },
    inputs: { tags: 'type=ref,event=branch\nlatest' },
    registry: { 'ghcr.io/acme/app:latest': newer, 'ghcr.io/acme/app:release-1.x': newer },
    repository: { ...repository, branches: { main: child, 'release/1.x': commit } },
  },
  'a base image that the build did not use': {
    ...onNode,
    registry: { [node]: older },
    materials: [{ 'pkg:docker/golang@1': newer }],
  },
  'a higher version, and nobody knows which exist': {
    ...release,
    registry: { 'ghcr.io/acme/app:1.4': newer },
    repository: 'silent',
  },
  'every tag is held back by the git tags': {
    ...release,
    inputs: { tags: 'type=semver,pattern={{major}}' },
    repository: { ...repository, tags: { ...repository.tags, 'v1.5.0': child } },
  },
  'the commit of a pull request has its image already': {
    event: 'pull-request-own',
    registry: { [pullSha]: foreign },
    images: { [foreign]: { revision: pullHead } },
  },
  'a base image, as its registry said': { ...onNode, registry: { [node]: older }, materials: [used(older)] },
  'a base image, as SLSA v1 names it': { ...onNode, registry: { [node]: older }, materials: [used(older)], slsa: 'v1' },
  'a base image of two platforms': {
    ...onNode,
    inputs: { platforms: 'linux/amd64,linux/arm64' },
    registry: { [node]: older },
    materials: [used(older)],
    slsa: 'a platform each',
  },
  'a base image that only the engine has': { ...onNode, store: { [node]: older }, materials: [used(older)] },
  'a base image that the engine has older than its registry': {
    ...onNode,
    registry: { [node]: older },
    materials: [used(foreign)],
  },
  'a base image that only the build can reach': { ...onNode, materials: [used(older)] },
  'a base image that moves all the time': { ...onNode, materials: [used(older), used(foreign)] },
  'a base image of which nobody says anything': { ...onNode, materials: [{}] },
  'a build that does not say its materials': { ...onNode, registry: { [node]: older } },
  'a version that is taken, with overwrite': {
    ...release,
    inputs: { overwrite: 'true' },
    registry: { [version]: older },
  },
} satisfies Record<string, Play>;

/** Runs that fail after they have started. */
export const red = {
  'an artifact that its stage does not have': {
    ...copying,
    answers: { [commands.build]: { exitCode: 1, stream: 'missing-artifact' } },
  },
  'an artifact that fits nothing': { ...copying, copied: [] },
  'an artifact that one of two platforms does not have': {
    ...copying,
    inputs: { ...copying.inputs, platforms: 'linux/amd64,linux/arm64' },
    copied: [{ path: 'linux_amd64/libparcel.so', kind: 'file' }],
  },
  'an artifact that leads to a file of this machine': { ...copying, copied: [{ path: 'passwd', kind: 'link' }] },
  'artifacts, and a test that fails': {
    ...copying,
    answers: { [commands.build]: { exitCode: 1, stream: 'failing-test' } },
  },
  'artifacts, and a push that is refused': { ...copying, answers: { 'docker push': refused } },
  'stage publish, a part is gone': { ...joining, manifests: joining.manifests?.slice(1) ?? [] },
  'stage publish, a version that is taken': {
    ...joining,
    registry: { [sha]: foreign },
  },
  'failing test': { ...push, answers: { [commands.build]: { exitCode: 1, stream: 'failing-test' } } },
  'failing test, the image stopped half-way': {
    ...push,
    answers: { [commands.build]: { exitCode: 1, stream: 'stopped' } },
  },
  'Dockerfile that cannot be read': {
    ...push,
    answers: { [commands.build]: { exitCode: 1, stream: 'bad-dockerfile' } },
  },
  'base image that is not there': { ...push, answers: { [commands.build]: { exitCode: 1, stream: 'no-base' } } },
  'wrong password': { ...push, answers: { 'docker login': badLogin } },
  'push refused with 403': { ...push, answers: { 'docker push': refused } },
  'second push refused': { ...push, answers: { 'docker push --quiet ghcr.io/acme/app:sha-8c1f0d3': refused } },
  'image changed in the store after the build': {
    ...push,
    meanwhile: [{ after: 'Tested', store: { [candidate]: older } }],
  },
  'image gone from the store after the build': {
    ...push,
    meanwhile: [{ after: 'Tested', store: { [candidate]: undefined } }],
  },
  'store holds another image than BuildKit made': {
    ...push,
    meanwhile: [{ after: `$ ${commands.build}`, store: { [candidate]: older } }],
  },
  'tag read back with another digest': {
    ...push,
    meanwhile: [{ after: '$ docker push', registry: { [main]: older } }],
  },
  'tag not there after the push': { ...push, meanwhile: [{ after: '$ docker push', registry: { [main]: undefined } }] },
  'registry down after the push': { ...push, meanwhile: [{ after: '$ docker push', registryDown: true }] },
  'a version that is taken': { ...release, registry: { [version]: older, [sha]: foreign } },
  'a version that is taken during the build': {
    ...release,
    meanwhile: [{ after: `$ ${commands.build}`, registry: { [version]: foreign } }],
  },
  'a compose file that builds': {
    ...withServices,
    answers: {
      ...withServices.answers,
      [`${compose} --file=compose.test.yml`]: {
        stdout: JSON.stringify({ services: { db: { build: { context: '.' } } } }),
      },
    },
  },
  'a compose file that is none, among other inputs that are wrong': {
    ...withServices,
    inputs: { ...withServices.inputs, 'smoke-port': '80a' },
    answers: {
      ...withServices.answers,
      [`${compose} --file=compose.test.yml`]: { exitCode: 1, stderr: 'yaml: line 1: did not find expected node' },
    },
  },
  'a compose file without docker compose': {
    ...withServices,
    answers: {
      ...withServices.answers,
      [`${compose} --file=compose.test.yml`]: { exitCode: 125, stderr: 'unknown flag: --project-name' },
    },
  },
  'the test command fails': {
    ...withServices,
    answers: {
      ...withServices.answers,
      'docker start --attach': { exitCode: 4, lines: ['> integration', '::error::obey', '2 failed'] },
    },
  },
  'a service is unhealthy': {
    ...withServices,
    answers: {
      ...withServices.answers,
      [`${file} up`]: { exitCode: 1, stderr: 'container slipway-0a1b2c-db-1 is unhealthy' },
      [`${file} ps`]: {
        stdout: JSON.stringify({ Service: 'db', Name: 'slipway-0a1b2c-db-1', State: 'running', Health: 'unhealthy' }),
      },
    },
  },
  'the container of the smoke test dies': {
    ...gated,
    answers: { ...gated.answers, [inspect]: container({ Status: 'exited', ExitCode: 137, OOMKilled: true }) },
  },
  'cancelled during the test command': {
    ...withServices,
    answers: { ...withServices.answers, 'docker start --attach': cancelled },
  },
  'cancelled during the build': { ...push, answers: { [commands.build]: cancelled } },
  'cancelled during the push': { ...push, answers: { 'docker push': cancelled } },
  'no engine': noBuild(`ERROR: ${noEngine}`, { ServerErrors: [noEngine] }, 1),
  'no buildx': noBuild('unknown flag: --file', { ...containerd, ...buildx() }),
  'old buildx': noBuild('invalid progress mode: rawjson', { ...containerd, ...buildx('v0.12.1') }),
  'classic image store of an engine that did not say so': { ...push, classicStore: true },
  'the engine by name, with the classic image store': { ...classic, inputs: { driver: 'docker' } },
  'a builder that is not there': {
    ...push,
    inputs: { builder: 'mine', 'smoke-port': '80a' },
    answers: { 'docker buildx inspect mine': { exitCode: 1, stderr: 'ERROR: no builder "mine" found' } },
  },
  'a builder that does not start': {
    ...push,
    inputs: { driver: 'docker-container' },
    answers: { 'docker buildx create': { exitCode: 1, stderr: 'ERROR: Error response from daemon: no such image' } },
  },
  'a builder, and its image cannot be pulled': {
    ...push,
    inputs: { driver: 'docker-container' },
    answers: { ...bakes, 'docker pull': { exitCode: 1, stderr: 'dial tcp: connection refused' } },
  },
  'a builder, and the registry never gives its image': {
    ...push,
    inputs: { driver: 'docker-container', 'publish-timeout': '90s' },
    answers: { ...bakes, 'docker pull': { exitCode: 1, timedOut: true } },
  },
  'a builder, and the registry takes one tag of two': {
    ...push,
    inputs: { driver: 'docker-container' },
    answers: {
      ...bakes,
      'docker buildx imagetools create': { exitCode: 1, stderr: 'unexpected status 403 Forbidden' },
    },
    meanwhile: [{ after: '$ docker buildx imagetools create', registry: { [main]: built } }],
  },
  'a builder, and the registry refuses the tags': {
    ...push,
    inputs: { driver: 'docker-container' },
    answers: {
      ...bakes,
      'docker buildx imagetools create': { exitCode: 1, stderr: 'unexpected status 403 Forbidden' },
    },
  },
  'engine that says nothing is wrong': noBuild('ERROR: no builder "x" found', { ...containerd, ...buildx('v0.29.1') }),
  'no docker': {
    ...push,
    answers: {
      'docker login': {
        rejects: new ToolError('Cannot build: there is no `docker` on this runner', { cure: 'install it' }),
      },
    },
  },
} satisfies Record<string, Play>;

/** Runs that are refused before they start. */
export const refusals = {
  'bad inputs': {
    ...push,
    inputs: {
      images: 'Acme/App:1',
      push: 'maybe',
      'build-arg': 'A=1',
      tags: 'edge\ntype=nope',
      target: 'prod',
      secrets: 'hunter2',
    },
  },
  'no checkout': {
    ...push,
    facts: {
      ...facts,
      dockerfile: { kind: 'missing', path: 'Dockerfile', emptyContext: true, emptyWorkspace: true },
    },
  },
} satisfies Record<string, Play>;
