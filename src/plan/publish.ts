/** Whether this run pushes and which logins it may use; every "no" has its reason. */
import type { Decision, Problem } from '../model/decision.ts';
import type { Context } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';
import type { Inputs, Login, LoginInput } from '../model/inputs.ts';
import type { ImageName, Tag } from '../model/names.ts';
import type { Plan, PublishPlan } from '../model/plan.ts';

export interface PublishDecision {
  readonly publish: Decision<PublishPlan>;
  readonly logins: readonly Login[];
  readonly problems: readonly Problem[];
}

/**
 * Decides the push. A run without trust gets no login at all, so that not one request carries a credential. A trusted
 * run logs in also when it does not push, since its base images may be private.
 */
export function planPublish(
  inputs: Inputs,
  context: Context,
  facts: Facts,
  { tags, heldBack }: Pick<Plan, 'tags' | 'heldBack'>,
): PublishDecision {
  if (!context.trust.trusted) return no(context.trust.because);
  const named = [...tags, ...heldBack.map(({ tag }) => tag)];
  const places = placesOf(inputs, named);
  const registries = [...new Set(places.map(({ registry }) => registry))];
  const typed = inputs.logins.map((login) => withRegistry(login, inputs.stage === 'deploy' ? places : inputs.images));
  const given = typed.flatMap((login) => complete(login, context));
  const logins = [...given, ...githubLogin(inputs, context, registries, given)];
  if (inputs.push === 'false') return no('`push` is false', logins);
  const problems = inputs.push === 'true' ? emptyPasswords(typed) : [];
  const known = new Set([...logins.map((login) => login.registry), ...facts.knownLogins]);
  const missing = registries.filter((registry) => !known.has(registry));
  if (inputs.push === 'auto' && missing.length > 0) return no(missingReason(missing, typed), logins);
  if (named.length === 0)
    return { ...no('no tag rule applies to this event', logins), problems: nothingToPush(inputs) };
  return {
    publish: {
      run: true,
      upTo: inputs.stage === 'build' ? 'content' : 'tags',
      tags,
      overwrite: inputs.overwrite,
      timeoutSeconds: inputs.publishTimeoutSeconds,
    },
    logins,
    problems,
  };
}

/** Names of what this run has to do with in registries: what it tags, or what it deploys or removes. */
function placesOf({ stage, image, images }: Inputs, named: readonly Tag[]): readonly ImageName[] {
  // The image lies where it was pushed to, whatever this repository's own is called.
  if (stage === 'deploy') return image === undefined ? [] : [image.image];
  const tagged = named.map((tag) => tag.image);
  return stage === 'cleanup' ? [...tagged, ...images] : tagged;
}

/** Whoever insists on a push must not find out later that there was none; docker/build-push-action fails as well. */
function nothingToPush({ push }: Inputs): Problem[] {
  const wrong = 'has nothing to push, since no tag rule applies to this event';
  const cure = 'add a rule for it, or write push: auto';
  return push === 'true' ? [{ input: 'push', value: 'true', wrong, cure }] : [];
}

interface TypedLogin extends LoginInput {
  readonly registry: string;
}

function withRegistry(login: LoginInput, images: readonly ImageName[]): TypedLogin {
  return { ...login, registry: login.registry ?? images[0]?.registry ?? 'docker.io' };
}

/** GitHub's registry takes any user name with a token; elsewhere both are needed. */
function complete(login: TypedLogin, context: Context): Login[] {
  const username = login.username === '' && login.registry === 'ghcr.io' ? context.actor : login.username;
  if (login.password === undefined || username === '') return [];
  return [{ registry: login.registry, username, password: login.password }];
}

/** ghcr.io needs no secret of the user's: the job's own token does. */
function githubLogin(
  inputs: Inputs,
  context: Context,
  registries: readonly string[],
  given: readonly Login[],
): Login[] {
  const wanted = registries.includes('ghcr.io') && !given.some((login) => login.registry === 'ghcr.io');
  if (!wanted || inputs.githubToken === undefined || context.actor === '') return [];
  return [{ registry: 'ghcr.io', username: context.actor, password: inputs.githubToken }];
}

function emptyPasswords(typed: readonly TypedLogin[]): Problem[] {
  return typed
    .filter((login) => login.password === undefined || login.username === '')
    .map((login) => ({
      input: login.password === undefined ? 'password' : 'username',
      value: '',
      wrong: `is not enough for ${login.registry}, and \`push\` is true`,
      cure: 'check that the secret exists and that this event may read it, or write push: auto',
    }));
}

function missingReason(missing: readonly string[], typed: readonly TypedLogin[]): string {
  const half = typed.find((login) => missing.includes(login.registry));
  if (half?.password === undefined && half !== undefined) return `the password for ${half.registry} is empty`;
  if (half !== undefined) return `the user name for ${half.registry} is empty`;
  const cure = missing.every((registry) => registry === 'ghcr.io')
    ? 'leave `github-token` as it is and give the job `packages: write`'
    : 'set `username` and `password`';
  return `there is no login for ${missing.join(', ')}; ${cure}`;
}

function no(because: string, logins: readonly Login[] = []): PublishDecision {
  return { publish: { run: false, because }, logins, problems: [] };
}
