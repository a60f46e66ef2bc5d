/** What a .dockerignore leaves out, as far as its plain lines tell (docs.docker.com, "Build context"). */

/**
 * Gives whether a path of the context is certainly left out. Names and `**\/NAME` are understood; a file with
 * exceptions, and every other wildcard, is taken to leave out nothing.
 */
export function leavesOut(text: string): (path: string) => boolean {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (lines.some((line) => line.startsWith('!'))) return () => false;
  const patterns = lines.map((line) => line.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, ''));
  const plain = patterns.filter((pattern) => pattern !== '' && !/[*?[\\]/.test(pattern));
  const anywhere = patterns.flatMap((pattern) => /^\*\*\/([^*?[\\/]+)$/.exec(pattern)?.[1] ?? []);
  return (path) => {
    const whole = path.replace(/\/+$/, '');
    const below = plain.some((name) => whole === name || whole.startsWith(`${name}/`));
    return below || whole.split('/').some((word) => anywhere.includes(word));
  };
}
