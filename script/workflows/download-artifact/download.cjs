// Runs as an action of its own, outside of this project's modules.
const { cpSync, existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? '';
const { GITHUB_WORKSPACE: workspace, SLIPWAY_ARTIFACTS: home } = process.env;
const pattern = new RegExp(`^${input('pattern').replaceAll('*', '.*')}$`);
const names = existsSync(home) ? readdirSync(home).filter((name) => pattern.test(name)) : [];
for (const name of names) {
  const own = input('merge-multiple') === 'true' ? '' : name;
  cpSync(join(home, name), join(workspace, input('path'), own), { recursive: true });
}
