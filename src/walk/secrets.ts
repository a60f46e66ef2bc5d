/** Keeps secrets out of the log, and logins from runs without rights. */
import type { Facts } from '../model/facts.ts';
import type { Inputs } from '../model/inputs.ts';
import type { Plan } from '../model/plan.ts';
import type { Given } from '../read/inputs.ts';
import type { Logins, World } from '../world/ports.ts';

/** A run without rights gets none of the user's logins either. */
export function allowedLogins(plan: Plan): Logins {
  if (!plan.context.trust.trusted) return { keep: false };
  return { keep: true, own: plan.logins.map((login) => login.registry) };
}

/** Every secret that an input holds or names. */
export function maskSecrets(inputs: Inputs, given: Given, world: World): void {
  const secrets = [...inputs.testEnvironment.secrets, ...inputs.deploy.environment.secrets];
  for (const { value } of secrets) world.mask(value.reveal());
  for (const login of inputs.logins) if (login.password !== undefined) world.mask(login.password.reveal());
  for (const secret of inputs.secrets) {
    if (secret.kind === 'value') world.mask(secret.value.reveal());
    if (secret.kind === 'env') world.mask(given.env[secret.variable] ?? '');
  }
}

/** Larger files are data rather than secrets, and no log could be searched for all of their lines. */
const longestSecretFile = 64 * 1024;

/** What stands in the files of `secret-files`; those that are not there are told with the plan. */
export async function maskSecretFiles(
  inputs: Inputs,
  facts: Pick<Facts, 'missingPaths' | 'workspace'>,
  world: World,
): Promise<void> {
  for (const secret of inputs.secrets) {
    if (secret.kind !== 'file' || facts.missingPaths.some(({ path }) => path === secret.path)) continue;
    const path = secret.path.startsWith('/') ? secret.path : `${facts.workspace}/${secret.path}`;
    const content = await world.files.read(path);
    if (content.length <= longestSecretFile) world.mask(content);
  }
}
