/** Whether a variable holds a secret, by its name or by the form of its value. Never shows anything of the value. */
import type { Pair } from '../model/inputs.ts';

/** Gives the reason as the rest of a sentence, `looks like …`; undefined when nothing speaks for a secret. */
export function secretLook({ key, value }: Pair): string | undefined {
  const words = wordsOf(key);
  const form = forms.find(({ grammar }) => grammar.test(value));
  // What clients are meant to see may well be a JWT, such as Supabase's anonymous key.
  if (form !== undefined && !(form.name === jwt && isPublic(words))) return `looks like ${form.name}`;
  if (hasPassword(value)) return 'looks like a URL with a password';
  return namesSecret(words) && !isHarmless(value) ? 'looks like a secret by its name' : undefined;
}

const jwt = 'a JSON web token';

/** Prefixes that their makers have chosen so that they can be found (GitHub, GitLab, AWS, Slack, Stripe, npm, …). */
const forms: readonly { readonly name: string; readonly grammar: RegExp }[] = [
  { name: 'a GitHub token', grammar: /(?<![A-Za-z0-9])(?:gh[opsur]_[A-Za-z0-9_]{36,}|github_pat_[A-Za-z0-9_]{22,})/ },
  { name: 'a GitLab token', grammar: /(?<![A-Za-z0-9])glpat-[A-Za-z0-9_-]{20,}/ },
  { name: 'an AWS access key', grammar: /(?<![A-Za-z0-9])A(?:KI|SI)A[A-Z2-7]{16}(?![A-Za-z0-9])/ },
  { name: 'a Slack token', grammar: /(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10,}/ },
  { name: 'a Stripe key', grammar: /(?<![A-Za-z0-9])[rs]k_live_[A-Za-z0-9]{16,}/ },
  { name: 'an npm token', grammar: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/ },
  { name: 'a Docker Hub token', grammar: /(?<![A-Za-z0-9])dckr_[op]at_[A-Za-z0-9_-]{20,}/ },
  { name: 'a PyPI token', grammar: /(?<![A-Za-z0-9])pypi-AgE[A-Za-z0-9_-]{20,}/ },
  { name: 'a private key', grammar: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/ },
  { name: jwt, grammar: /(?<![A-Za-z0-9])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{10,}/ },
];

/** `npmAuthToken`, `NPM_AUTH_TOKEN` and `npm.auth-token` are the same three words. A number at the end counts copies. */
function wordsOf(name: string): readonly string[] {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[^A-Z0-9]+/);
  return words.filter((word) => word !== '' && !/^\d+$/.test(word));
}

/**
 * The last word says what a variable is: TOKEN_URL is a URL, PASSWORD_FILE a file, SECRET_NAME a name. Words may be
 * written together, as in PGPASSWORD. SECRET_KEY_BASE is Rails' own.
 */
function namesSecret(words: readonly string[]): boolean {
  if (isPublic(words) || isLimit(words)) return false;
  const name = words.join('_');
  return (
    /(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|APIKEY)\d*$/.test(name) ||
    /(?:^|_)(?:API|ACCESS|PRIVATE|SECRET|SIGNING|ENCRYPTION|AUTH)_?KEY\d*$/.test(name) ||
    /_(?:PASS|PWD)\d*$|(?:^|_)SECRET_KEY_BASE$/.test(name)
  );
}

/** `MAX_TOKEN=4096` is a number of tokens. */
function isLimit(words: readonly string[]): boolean {
  return words.some((word) => ['MAX', 'MIN'].includes(word));
}

function isPublic(words: readonly string[]): boolean {
  return words.some((word) => ['PUBLIC', 'PUBLISHABLE', 'ANON'].includes(word));
}

/** What stands where a secret would: nothing, a switch, a word that says so, a variable, a mask. */
const standIn =
  /^(?:|\d|true|false|yes|no|on|off|null|none|nil|undefined|unset|unused|dummy|fake|placeholder|example|change-?me|redacted|x+|\*+|<.*>|\[\w*\]|\$\w+|\$?\{\{.*\}\}|\$\{.*\})$/is;

const whereabouts =
  /^(?:(?:~|\.{1,2}|[A-Z]:)?[/\\][\w.@%+ /\\-]*|[\w.-]+\.(?:json|pem|key|crt|p12|jks|txt|env|ya?ml)|[a-z][a-z0-9+.-]*:\/\/.*)$/is;

/** A file, or a URL without a password in it, is where a secret is, not what it is. */
function isHarmless(value: string): boolean {
  return standIn.test(value.trim()) || whereabouts.test(value.trim());
}

/** `postgres://app:PASSWORD@db/app`; a password that is the user's name is a default of development. */
function hasPassword(value: string): boolean {
  const [, user = '', password = ''] = /(?<![\w+.-])[a-z][a-z0-9+.-]*:\/\/([^\s:@/]*):([^\s@/]+)@/i.exec(value) ?? [];
  return password !== '' && password !== user && password.toLowerCase() !== 'password' && !standIn.test(password);
}
