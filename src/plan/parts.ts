/** The parts of an image that other jobs have built: what each says of itself, and whether they fit together. */
import type { Problem } from '../model/decision.ts';
import type { Context } from '../model/event.ts';
import type { Facts, Proof, ReadProof } from '../model/facts.ts';
import type { Inputs } from '../model/inputs.ts';
import type { Plan } from '../model/plan.ts';
import { displayName } from './names.ts';
import { fingerprint } from './tags/names.ts';

/** What decides what is in an image and what it went through: parts that differ here are of different images. */
const agreed = {
  context: 'context',
  file: 'file',
  target: 'target',
  'test-target': 'testTarget',
  'build-args': 'buildArgs',
  'build-contexts': 'buildContexts',
  reproducible: 'reproducible',
  tags: 'tagRules',
  flavor: 'flavor',
  labels: 'labels',
  annotations: 'annotations',
  lint: 'lint',
  'test-command': 'testCommand',
  services: 'services',
  'smoke-test': 'smoke',
  provenance: 'provenance',
  sbom: 'sbom',
} as const satisfies Readonly<Record<string, keyof Inputs>>;

/** Fingerprints of those inputs, by name: a proof goes through hands that need not see the values. */
export function agreedInputs(inputs: Inputs): Readonly<Record<string, string>> {
  const entries = Object.entries(agreed).map(([name, field]) => [
    name,
    fingerprint(JSON.stringify(inputs[field] ?? '')),
  ]);
  return Object.fromEntries(entries);
}

export interface PartsDecision {
  readonly parts: readonly Proof[];
  readonly problems: readonly Problem[];
}

/** The parts that are to be joined. Without a push nothing is, so nothing can be wrong with them. */
export function planParts(
  { stage, proofs, platforms }: Inputs,
  context: Context,
  facts: Facts,
  { publish, tags, mainTag }: Pick<Plan, 'publish' | 'tags' | 'mainTag'>,
): PartsDecision {
  if (stage !== 'publish') {
    const wrong = 'is of use with `stage: publish` alone';
    return { parts: [], problems: proofs.length === 0 ? [] : [{ input: 'proofs', wrong, cure: 'remove it' }] };
  }
  if (!publish.run || publish.tags.length === 0) return { parts: [], problems: [] };
  const found = facts.proofs.flatMap((one): Found[] => (one.kind === 'read' ? [one] : []));
  const names = [...new Set(tags.map(({ image }) => displayName(image)))];
  const refused = facts.proofs.flatMap((one) => (one.kind === 'refused' ? [one.problem] : []));
  if (found.length + refused.length === 0) return { parts: [], problems: [noProof] };
  const problems = [
    ...refused,
    ...found.flatMap((one) => problemsOf(one, { revision: context.revision, version: mainTag, names })),
    ...disagreements(found),
    ...twice(found),
    ...missingPlatforms(platforms, found),
  ];
  return { parts: found.map(({ proof }) => proof), problems };
}

type Found = Extract<ReadProof, { kind: 'read' }>;

const noProof: Problem = {
  input: 'proofs',
  wrong: 'is empty, and `stage: publish` needs to know what was built',
  cure: 'give it the outputs `proof` of the jobs with `stage: build`, or the folder of their files',
};

interface Wanted {
  readonly revision: string;
  readonly version: string;
  readonly names: readonly string[];
}

function problemsOf({ from, proof }: Found, wanted: Wanted): Problem[] {
  const missing = wanted.names.filter((name) => !proof.names.includes(name));
  const wrongs = [
    proof.revision === wanted.revision
      ? []
      : [
          `is of commit ${proof.revision.slice(0, 7)}, and this run is of ${wanted.revision.slice(0, 7)}: build and publish in one run`,
        ],
    proof.imageVersion === wanted.version
      ? []
      : [
          `is of version ${proof.imageVersion}, and this run publishes ${wanted.version}: give both jobs the same \`tags\``,
        ],
    proof.names.length === 0
      ? ['is of an image that was not pushed; the log of its job says why']
      : missing.map((name) => `is of an image that was not pushed to ${name}: give both jobs the same \`images\``),
  ];
  return wrongs.flat().map((wrong) => ({ input: 'proofs', value: from, wrong }));
}

/** Against the first one: any other comparison would tell the same twice. */
function disagreements([first, ...others]: readonly Found[]): Problem[] {
  if (first === undefined) return [];
  return others.flatMap(({ from, proof }) => {
    const names = Object.keys(agreed).filter((name) => proof.inputs[name] !== first.proof.inputs[name]);
    if (names.length === 0) return [];
    const wrong = `was built with another ${names.map((name) => `\`${name}\``).join(', ')} than ${first.from}`;
    return [{ input: 'proofs', value: from, wrong, cure: 'give all jobs the same' }];
  });
}

/** One artifact that did not come would take a platform from whoever pulls the tag. */
function missingPlatforms(wanted: readonly string[], found: readonly Found[]): Problem[] {
  const given = found.flatMap(({ proof }) => proof.platforms);
  const missing = wanted.filter((platform) => !given.includes(platform));
  if (missing.length === 0) return [];
  const wrong = `hold no image for ${missing.join(', ')}, which \`platforms\` names`;
  return [{ input: 'proofs', wrong, cure: 'see whether its job ran, and whether its artifact was uploaded' }];
}

function twice(found: readonly Found[]): Problem[] {
  const owners = Map.groupBy(
    found.flatMap(({ from, proof }) => proof.platforms.map((platform) => ({ platform, from }))),
    ({ platform }) => platform,
  );
  return [...owners].flatMap(([platform, all]) => {
    const others = all.slice(1).map(({ from }) => from);
    if (others.length === 0) return [];
    const wrong = `is a second image for ${platform}, which ${all[0]?.from} has already`;
    return others.map((from) => ({ input: 'proofs', value: from, wrong, cure: 'give each job a platform of its own' }));
  });
}
