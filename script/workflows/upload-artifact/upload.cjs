// Runs as an action of its own, outside of this project's modules.
const { copyFileSync, chmodSync, existsSync, mkdirSync, readdirSync, statSync } = require('node:fs');
const { dirname, join, relative, resolve } = require('node:path');

const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? '';
const { GITHUB_WORKSPACE: workspace, SLIPWAY_ARTIFACTS: home } = process.env;
const name = input('name');
if (/["':<>|*?\r\n\\/]/.test(name)) throw new Error(`${name} is no name of an artifact.`);
const kept = join(home, name);
if (existsSync(kept)) throw new Error(`There is an artifact ${name} already (409, Conflict).`);

const paths = input('path')
  .split('\n')
  .filter(Boolean)
  .map((path) => resolve(workspace, path));
// Links are followed, as the real one does.
const filesIn = (path) =>
  statSync(path).isDirectory() ? readdirSync(path).flatMap((entry) => filesIn(join(path, entry))) : [path];
const hidden = (path) =>
  relative(workspace, path)
    .split('/')
    .some((word) => word.startsWith('.'));
const files = paths.filter((path) => existsSync(path)).flatMap(filesIn);
const taken = files.filter((path) => input('include-hidden-files') === 'true' || !hidden(path));
if (taken.length === 0 && input('if-no-files-found') === 'error') throw new Error('There are no files.');

/** One folder is the top itself; of several it is what their paths have in common. */
const top =
  paths.length === 1
    ? paths[0]
    : paths.reduce((one, other) => {
        const words = other.split('/');
        return one
          .split('/')
          .filter((word, index) => words[index] === word)
          .join('/');
      });
const root = existsSync(top) && statSync(top).isDirectory() ? top : dirname(top);
for (const path of taken) {
  const to = join(kept, relative(root, path));
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(path, to);
  // The archive holds no modes.
  chmodSync(to, 0o644);
}
