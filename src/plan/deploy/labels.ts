/** How containers on a host say what they are: labels are all that a later run knows of an earlier one. */

const prefix = 'io.slipway.deploy';

export const deployLabels = {
  /** Name of the deploy, which is that of the container that serves. */
  name: `${prefix}.name`,
  /** `app`, `proxy`, `network`, `migration` or `lock`. */
  role: `${prefix}.role`,
  digest: `${prefix}.digest`,
  reference: `${prefix}.reference`,
  revision: `${prefix}.revision`,
  settings: `${prefix}.settings`,
  /** Name of the run. */
  owner: `${prefix}.owner`,
  /** Address of the run. */
  run: `${prefix}.run`,
  time: `${prefix}.time`,
  /** Id of the container that served before; empty when there was none. Of a lock, what to put back. */
  previous: `${prefix}.previous`,
  /** The restart policy while it serves. */
  restart: `${prefix}.restart`,
  /** How it is asked: a path and a port. */
  path: `${prefix}.health-path`,
  port: `${prefix}.health-port`,
  /** Its port that a proxy sends requests to. */
  target: `${prefix}.proxy-target`,
  /** Of a lock: whose it is, for GitHub and for people, and until when. */
  repository: `${prefix}.repository`,
  runId: `${prefix}.run-id`,
  attempt: `${prefix}.run-attempt`,
  expires: `${prefix}.expires`,
} as const;

export type DeployLabel = keyof typeof deployLabels;

/** `KEY=VALUE` each. */
export function labelWords(values: Readonly<Partial<Record<DeployLabel, string>>>): string[] {
  return Object.entries(values).map(([label, value]) => `${deployLabels[label as DeployLabel]}=${value}`);
}
