/** What BuildKit's own check cannot know: it reads the Dockerfile, this looks at the image that came out of it. */
import { nearest } from '../language/nearest.ts';
import type { StageOrigin } from '../model/facts.ts';
import type { Pair } from '../model/inputs.ts';
import type { BuildWarning, Finding, LintPolicy, Place } from '../model/outcome.ts';
import { secretLook } from './secrets.ts';
import { findStage } from './stages.ts';

/** The image and what it was made of. */
export interface LintSubject {
  /** The Dockerfile as annotations name it; undefined for remote contexts. */
  readonly dockerfile: string | undefined;
  /** None when nobody has read the Dockerfile. */
  readonly stages: readonly StageOrigin[];
  readonly target: string | undefined;
  /** Undefined when no stage is the test. */
  readonly testTarget: string | undefined;
  /** USER of the image, empty when it has none. */
  readonly user: string;
  readonly healthCheck: boolean;
  /** Why it should have one, as the rest of a sentence: `it is smoke-tested`. */
  readonly needsHealthCheck: string | undefined;
  readonly variables: Visible;
  /** Variables that BuildKit's findings name already, see `secretsTold`. */
  readonly told: readonly string[];
}

/** What everybody sees who can pull the image. */
export interface Visible {
  readonly environment: readonly Pair[];
  /** What ARG and ENV left in the history, also of what a later line has overwritten. */
  readonly history: readonly Pair[];
  /** The `build-args` when the provenance holds them, which it does with `mode=max`. */
  readonly provenance: readonly Pair[];
}

/** All findings about one image, in the order of the rules below. */
export function judgeImage(subject: LintSubject): readonly Finding[] {
  return [
    ...runsAsRoot(subject),
    ...noHealthCheck(subject),
    ...basesNotPinned(subject),
    ...secretsInImage(subject),
    ...testStageInImage(subject),
  ];
}

/** Docker reads a user as `NAME|UID[:GROUP|GID]`, and none at all as root. */
function runsAsRoot(subject: LintSubject): readonly Finding[] {
  if (!/^(?:root|0+)?(?::.*)?$/.test(subject.user)) return [];
  return [
    {
      rule: 'RunsAsRoot',
      message: 'The image runs as root',
      cure: 'add a USER instruction that names another user',
      place: placeOfImage(subject),
    },
  ];
}

function noHealthCheck(subject: LintSubject): readonly Finding[] {
  const { healthCheck, needsHealthCheck } = subject;
  if (healthCheck || needsHealthCheck === undefined) return [];
  return [
    {
      rule: 'NoHealthCheck',
      message: `The image has no HEALTHCHECK although ${needsHealthCheck}`,
      cure: 'add a HEALTHCHECK instruction',
      place: placeOfImage(subject),
    },
  ];
}

/**
 * Every FROM of the file, also of stages that this image does not need: another target's build needs them. No tag means
 * `latest`, and `latest` is no version either.
 */
function basesNotPinned({ stages, dockerfile }: LintSubject): readonly Finding[] {
  return stages.flatMap(({ from, line }) => {
    if (from.kind !== 'image' || from.image.digest !== undefined || from.image.name !== 'latest') return [];
    return [
      {
        rule: 'BaseNotPinned',
        message: `The base image ${from.image.reference} is another one after each of its releases`,
        cure: 'name a version, or a digest, in FROM',
        place: placeAt(dockerfile, line),
      },
    ];
  });
}

/**
 * BuildKit's SecretsUsedInArgOrEnv goes by names in the Dockerfile alone, whatever their value. This one sees values:
 * secrets under harmless names, those of base images, and those that are still in the history or in the provenance. A
 * variable that BuildKit has named is not told again, nor is one without a value.
 */
function secretsInImage(subject: LintSubject): readonly Finding[] {
  const { environment, history, provenance } = subject.variables;
  const told = new Set(subject.told);
  const sought: readonly (readonly [where: string, variables: readonly Pair[], cure: string])[] = [
    ['environment', environment, 'give it to the container when it starts, and replace it if the image was pushed'],
    ['history', history, atBuildTime],
    ['provenance', provenance, atBuildTime],
  ];
  return sought.flatMap(([where, variables, cure]) =>
    variables.flatMap((variable) => {
      const look = told.has(variable.key) ? undefined : secretLook(variable);
      if (look === undefined) return [];
      told.add(variable.key);
      const message = `${variable.key} in the image's ${where} ${look}`;
      return [{ rule: 'SecretInImage', message, cure, place: placeOfVariable(variable.key, subject) }];
    }),
  );
}

const atBuildTime =
  'pass it in `secrets` and read it with RUN --mount=type=secret, and replace it if the image was pushed';

/** The last line that declares it on the way to the image; undefined when it comes from a base image. */
function placeOfVariable(name: string, { stages, target, dockerfile }: LintSubject): Place | undefined {
  const lines = chainOf(stages, target).flatMap(({ variables }) => {
    return variables.filter((variable) => variable.name === name).map(({ line }) => line);
  });
  return lines.length === 0 ? undefined : placeAt(dockerfile, Math.max(...lines));
}

/** The stage of the image and those it is built on; what it only copies from leaves no variables in it. */
function chainOf(stages: readonly StageOrigin[], target: string | undefined): readonly StageOrigin[] {
  const chain: StageOrigin[] = [];
  let stage = stages[findStage(stages, target) ?? -1];
  // Every step leads to an earlier stage, so this ends.
  while (stage !== undefined) {
    chain.push(stage);
    stage = stage.from.kind === 'stage' ? stages[stage.from.stage] : undefined;
  }
  return chain;
}

/** What tests need is not what the service needs: more to pull, and more to attack. */
function testStageInImage({ stages, target, testTarget, dockerfile }: LintSubject): readonly Finding[] {
  const image = findStage(stages, target);
  const test = testTarget === undefined ? undefined : findStage(stages, testTarget);
  if (image === undefined || test === undefined) return [];
  const line = linesToTest(stages, test)[image];
  if (line === undefined) return [];
  const itself = image === test;
  return [
    {
      rule: 'TestStageInImage',
      message: itself ? 'The image is the test stage itself' : `The image holds all of the test stage ${testTarget}`,
      cure: itself ? 'make a stage for the image that is not the test' : 'copy only the files that the image needs',
      place: placeAt(dockerfile, line),
    },
  ];
}

/** For each stage the line that brings the whole test stage in. Stages only use earlier ones, so one pass is enough. */
function linesToTest(stages: readonly StageOrigin[], test: number): readonly (number | undefined)[] {
  const lines: (number | undefined)[] = [];
  for (const [index, { from, line, rootCopies }] of stages.entries()) {
    const sources = from.kind === 'stage' ? [{ stage: from.stage, line }, ...rootCopies] : rootCopies;
    const found = sources.map((source) => (source.stage === test ? source.line : lines[source.stage]));
    lines.push(index === test ? line : found.find((way) => way !== undefined));
  }
  return lines;
}

/** What concerns the image as a whole is told where its stage begins. */
function placeOfImage({ stages, target, dockerfile }: LintSubject): Place | undefined {
  return placeAt(dockerfile, stages[findStage(stages, target) ?? -1]?.line);
}

function placeAt(file: string | undefined, line: number | undefined): Place | undefined {
  return file === undefined || line === undefined ? undefined : { file, line };
}

/**
 * A finding of BuildKit's own, whose words are `RULE: WHAT (line N)`. Its other warnings have no name; they get one, so
 * that they can be silenced too.
 */
export function fromBuildKit({ message, place, url }: BuildWarning): Finding {
  const [, rule = 'BuildKitWarning', words = message] =
    /^((?=\w*[a-z][A-Z])[A-Z][A-Za-z]+): (.+)$/s.exec(message) ?? [];
  return {
    rule,
    message: place === undefined ? words : words.replace(/ \(line \d+\)$/, ''),
    cure: 'write it as the rule asks for',
    place,
    ...(url !== undefined && { url }),
  };
}

/** The variables that BuildKit's findings name. Those that the user has silenced tell nobody anything: leave them out. */
export function secretsTold(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ rule }) => rule === 'SecretsUsedInArgOrEnv')
    .flatMap(({ message }) => /\((?:ARG|ENV) "([^"]+)"\)/.exec(message)?.[1] ?? []);
}

export interface LintVerdict {
  /** What is told. */
  readonly findings: readonly Finding[];
  /** How many are not, since the user has silenced their rules. */
  readonly silenced: number;
  /** Whether the gate is shut. */
  readonly failed: boolean;
  /** Names in `lint-ignore` that nothing has, one sentence each. */
  readonly notes: readonly string[];
}

/** Applies `lint` and `lint-ignore`. Case does not matter in names. */
export function applyLint({ level, ignore }: LintPolicy, findings: readonly Finding[]): LintVerdict {
  if (level === 'off') return { findings: [], silenced: 0, failed: false, notes: [] };
  const silent = new Set(ignore.map((name) => name.toLowerCase()));
  const left = findings.filter(({ rule }) => !silent.has(rule.toLowerCase()));
  return {
    findings: left,
    silenced: findings.length - left.length,
    failed: level === 'error' && left.length > 0,
    notes: unknownNames(ignore, findings),
  };
}

const ownRules = [
  'RunsAsRoot',
  'NoHealthCheck',
  'BaseNotPinned',
  'SecretInImage',
  'TestStageInImage',
  'BuildKitWarning',
];

/** As docs.docker.com/reference/build-checks lists them; a later one is known as soon as it finds something. */
const rulesOfBuildKit = [
  'ConsistentInstructionCasing',
  'CopyIgnoredFile',
  'DuplicateStageName',
  'ExposeInvalidFormat',
  'ExposeProtoCasing',
  'FromAsCasing',
  'FromPlatformFlagConstDisallowed',
  'InvalidBaseImagePlatform',
  'InvalidDefaultArgInFrom',
  'InvalidDefinitionDescription',
  'JSONArgsRecommended',
  'LegacyKeyValueFormat',
  'MaintainerDeprecated',
  'MultipleInstructionsDisallowed',
  'NoEmptyContinuation',
  'RedundantTargetPlatform',
  'ReservedStageName',
  'SecretsUsedInArgOrEnv',
  'StageNameCasing',
  'UndefinedArgInFrom',
  'UndefinedVar',
  'WorkdirRelativePath',
];

/** A slip of the finger would silence nothing, and nobody would see why. */
function unknownNames(ignore: readonly string[], findings: readonly Finding[]): readonly string[] {
  const known = [...ownRules, ...rulesOfBuildKit, ...findings.map(({ rule }) => rule)];
  const lower = known.map((name) => name.toLowerCase());
  return ignore
    .filter((name) => !lower.includes(name.toLowerCase()))
    .map((name) => {
      const near = known[lower.indexOf(nearest(name, lower) ?? '')];
      const hint = near === undefined ? '' : `; did you mean ${near}?`;
      return `\`lint-ignore\` names ${name}, which is no rule that is known here${hint}`;
    });
}
