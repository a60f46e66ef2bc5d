/** Every input of action.yml -> one typed value. */

import type { Problem } from '../model/decision.ts';
import type { Context } from '../model/event.ts';
import type { Inputs, LoginInput, Pair } from '../model/inputs.ts';
import { readAnnotations, readLevels } from './annotations.ts';
import { readArtifacts } from './artifacts.ts';
import { readCleanup } from './cleanup-inputs.ts';
import { readDeploy } from './deploy/inputs.ts';
import { readFlavor } from './flavor.ts';
import { withLowerName } from './image-name.ts';
import { readImages } from './images.ts';
import { type Given, Reader } from './input-reader.ts';
import { readLogins } from './logins.ts';
import { readRuleNames } from './rule-names.ts';
import { readRunners } from './runner-labels.ts';
import { readTagRules } from './tag-rules.ts';

export type { Given } from './input-reader.ts';

const defaultSeconds = { publish: 15 * 60, test: 20 * 60 } as const;

/** What must be masked before anything is parsed, since a problem elsewhere must not show it. */
export function secretTexts({ inputs }: Given): string[] {
  return ['password', 'github-token', 'sign-key', 'deploy-ssh-key'].flatMap((name) => inputs[name] ?? []);
}

export interface InputsReading {
  readonly inputs: Inputs;
  readonly problems: readonly Problem[];
}

/**
 * Reads all inputs and collects every problem. A value that is wrong is read as its default, so that the
 * checks after it still run and one error can name everything.
 */
export async function readInputs(given: Given, context: Context): Promise<InputsReading> {
  const reader = new Reader(given);
  reader.refuseUnknown();
  const rules = await readTagRules(reader.text('tags'));
  const flavor = await readFlavor(reader.text('flavor'));
  const logins = await readLogins({
    registry: reader.text('registry'),
    username: reader.text('username'),
    password: reader.text('password'),
    registryAuth: reader.text('registry-auth'),
  });
  const inputs: Inputs = {
    context: reader.context(context),
    file: reader.optional('file'),
    target: reader.optional('target'),
    testTarget: reader.testTarget(),
    buildArgs: reader.buildArgs(),
    buildContexts: reader.pairs('build-contexts', reader.list('build-contexts'), 'NAME=SOURCE').map(lowerImage),
    platforms: reader.platforms(),
    builder: reader.builder(),
    reproducible: reader.switch('reproducible'),
    pull: reader.switch('pull'),
    noCache: reader.switch('no-cache'),
    noCacheFilters: reader.list('no-cache-filters'),
    addHosts: reader.hosts(),
    network: reader.oneOf('network', ['default', 'none', 'host']),
    shmSize: reader.matching('shm-size', /^\d+[bkmg]?$/i, 'a size such as 2g'),
    ulimits: reader.ulimits(),
    secrets: reader.secrets(),
    ssh: reader.list('ssh'),
    artifacts: reader.reading(readArtifacts(reader.lines('artifacts'))),
    images: reader.reading(readImages(reader.text('images'), context.repository)),
    tagRules: rules.value,
    flavor: flavor.value,
    labels: await reader.expanded('labels', reader.pairs('labels', reader.lines('labels'), 'KEY=VALUE')),
    annotations: await reader.expanded('annotations', reader.reading(readAnnotations(reader.text('annotations')))),
    annotationLevels: reader.reading(readLevels(given.env['DOCKER_METADATA_ANNOTATIONS_LEVELS'] ?? '')),
    overwrite: reader.switch('overwrite'),
    stage:
      reader.oneOf('stage', ['all', 'plan', 'build', 'publish', 'metadata', 'deploy', 'rollback', 'cleanup']) ?? 'all',
    rebuild: reader.oneOf('rebuild', ['false', 'true', 'when-base-changed']) ?? 'false',
    image: reader.image(),
    runsOn: reader.labels(),
    runners: reader.reading(readRunners(reader.text('runners'))),
    artifactName: reader.artifactName(),
    deploy: readDeploy(reader),
    cleanup: readCleanup(reader),
    proofs: reader.plainLines('proofs'),
    lint: {
      level: reader.oneOf('lint', ['warn', 'error', 'off']) ?? 'warn',
      ignore: reader.reading(readRuleNames(reader.list('lint-ignore'))),
    },
    testCommand: reader.commandLine('test-command'),
    testEnvironment: { values: reader.environment('test-env'), secrets: reader.environmentSecrets('test-secrets') },
    testTimeoutSeconds: reader.duration('test-timeout') ?? defaultSeconds.test,
    testReports: reader.list('test-reports'),
    services: reader.optional('services'),
    servicesEnv: reader.environment('services-env'),
    smoke: reader.smoke(),
    push: reader.oneOf('push', ['auto', 'true', 'false']) ?? 'auto',
    logins: logins.value satisfies readonly LoginInput[],
    publishTimeoutSeconds: reader.duration('publish-timeout') ?? defaultSeconds.publish,
    sign: reader.switch('sign'),
    signKey: reader.secret('sign-key'),
    provenance: reader.attestation('provenance'),
    sbom: reader.attestation('sbom'),
    cache: reader.oneOf('cache', ['auto', 'gha', 'registry', 'local', 'inline', 'none']) ?? 'auto',
    cacheFrom: reader.lines('cache-from'),
    cacheTo: reader.lines('cache-to'),
    cacheMounts: reader.switch('cache-mounts'),
    dryRun: reader.switch('dry-run'),
    githubToken: reader.secret('github-token'),
  };
  return { inputs, problems: [...reader.problems, ...rules.problems, ...flavor.problems, ...logins.problems] };
}

/** Problems of the inputs, then those of their plan, in which what could not be read is missing, and was told already. */
export function allProblems(read: readonly Problem[], planned: readonly Problem[]): readonly Problem[] {
  const follows = ({ input, value }: Problem) => value === undefined && read.some((problem) => problem.input === input);
  return [...read, ...planned.filter((problem) => !follows(problem))];
}

/** GitHub gives the owner of a repository as it is written, and an image has no capitals in its name. */
function lowerImage(context: Pair): Pair {
  const [scheme, ...image] = context.value.split(/(?<=^docker-image:\/\/)/);
  return { ...context, value: [scheme, ...image.map(withLowerName)].join('') };
}
