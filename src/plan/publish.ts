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
  /** What a run that may push lacks for it. */
  readonly missing?: MissingLogin;
}

/** Why a run that may push does not. */
export interface MissingLogin {
  /** The input that is empty. */
  readonly input: 'password' | 'username' | 'github-token';
  readonly registries: readonly string[];
  readonly because: string;
  readonly cure: string;
  /** Whether one half of a login is given; else the machine may have one. */
  readonly half: boolean;
}

/**
 * Decides the push. A run without trust gets no login at all, so that not one request carries a credential. A trusted
 * run logs in also when it does not push, since its base images may be private.
 */
export function planPublish(
  inputs: Inputs,
  context: Context,
  facts: Pick<Facts, 'knownLogins'>,
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
  if (inputs.push === 'auto' && missing.length > 0) {
    const lacking = missingLogin(missing, typed);
    return { ...no(reasonOf(lacking), logins), missing: lacking };
  }
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

function missingLogin(registries: readonly string[], typed: readonly TypedLogin[]): MissingLogin {
  const half = typed.find((login) => registries.includes(login.registry));
  if (half !== undefined) {
    const [input, named] = half.password === undefined ? (['password', 'password'] as const) : userName;
    const because = `the ${named} for ${half.registry} is empty`;
    const cure = `check that what \`${input}\` is taken from exists, and that this job may read it`;
    return { input, registries: [half.registry], because, cure, half: true };
  }
  const because = `there is no login for ${registries.join(', ')}`;
  return registries.every((registry) => registry === 'ghcr.io')
    ? { input: 'github-token', registries, because, cure: ownToken, half: false }
    : {
        input: 'password',
        registries,
        because,
        cure: 'set `username` and `password`, or push: true where it asks for none',
        half: false,
      };
}

const userName = ['username', 'user name'] as const;
const ownToken = 'leave `github-token` as it is and give the job `packages: write`';

/** The cure of a login that nobody has begun to write is a part of the line. */
function reasonOf({ because, cure, half }: MissingLogin): string {
  return half ? because : `${because}; ${cure}`;
}

/**
 * What would else be overlooked in a green run: a branch, a version or a schedule whose image never arrives. Pull requests
 * and merge queues may well be meant to be tests alone.
 */
export function unpushedWarning({ stage }: Inputs, { event }: Context, missing: MissingLogin | undefined): string[] {
  // The job that joins the parts speaks for all that have built one.
  if (missing === undefined || (stage !== 'all' && stage !== 'publish')) return [];
  if (event.kind === 'pull-request' || event.kind === 'merge-group') return [];
  return [`Nothing is pushed: ${missing.because}; ${missing.cure}, or write push: false`];
}

function no(because: string, logins: readonly Login[] = []): PublishDecision {
  return { publish: { run: false, because }, logins, problems: [] };
}
