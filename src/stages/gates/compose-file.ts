/** Reads the compose file of `services`, before anything else is started. */
import type { Problem } from '../../model/decision.ts';
import type { ComposeFile, ComposeModel, Facts } from '../../model/facts.ts';
import type { Inputs } from '../../model/inputs.ts';
import { readingCommand } from '../../plan/compose.ts';
import { candidateOf, ownerOf } from '../../plan/names.ts';
import type { World } from '../../world/ports.ts';
import { lastWords } from '../explain.ts';

/** `none` when there is no such input. */
export async function readComposeFile(
  { services: file, servicesEnv }: Inputs,
  facts: Pick<Facts, 'runName'>,
  world: World,
): Promise<ComposeFile> {
  if (file === undefined) return { kind: 'none' };
  const names = { project: ownerOf(facts), candidate: candidateOf(facts) };
  const { exitCode, stdout, stderr } = await world.run(readingCommand(file, names, servicesEnv));
  if (exitCode !== 0) return { kind: 'refused', problem: { input: 'services', value: file, ...wrong(stderr, file) } };
  return { kind: 'read', model: JSON.parse(stdout) as ComposeModel, unset: unsetVariables(stderr) };
}

function unsetVariables(stderr: string): string[] {
  const found = [...stderr.matchAll(/The \\?"([^"\\]+)\\?" variable is not set/g)];
  return [...new Set(found.map(([, name = '']) => name))];
}

/** Compose's own words, with what to do about the failures that people really meet. */
function wrong(stderr: string, file: string): Pick<Problem, 'wrong' | 'cure'> {
  if (/is not a docker command|unknown flag: --project-name|unknown shorthand flag/.test(stderr))
    return {
      wrong: "needs docker compose, and this runner's command line has none",
      cure: 'install the compose plugin, or use `runs-on: ubuntu-latest`, which has it',
    };
  const text = lastWords(stderr)
    .replace(/^.*level=\w+ msg=/, '')
    .replace(/^validating \S+: /, '');
  const missing = /required variable (\S+) is missing/.exec(text)?.[1];
  if (missing !== undefined)
    return { wrong: `needs the variable ${missing}`, cure: `set it with \`services-env: ${missing}=…\`` };
  if (/no such file or directory/.test(text)) {
    const itself = text.endsWith(`${file}: no such file or directory`);
    return { wrong: `cannot be read: ${itself ? 'it is not there' : text}`, cure: 'give its path in the workspace' };
  }
  const unknown = /(?:services\.)?(\S+) additional properties '([^']+)' not allowed/.exec(text);
  if (unknown !== null)
    return {
      wrong: `has the unknown key ${unknown[2]} in ${unknown[1]}`,
      cure: 'check its name in the compose specification',
    };
  const unset = unsetVariables(stderr);
  return {
    wrong: `is no compose file that docker can use: ${text}`,
    ...(unset.length > 0 && { cure: `it asks for ${unset.join(', ')}, which \`services-env\` can set` }),
  };
}
