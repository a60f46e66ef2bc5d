// Runs as an action of its own, outside of this project's modules.
const { createHash } = require('node:crypto');
const { globSync, readFileSync, statSync } = require('node:fs');
const { relative, resolve } = require('node:path');

const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? '';
const { GITHUB_WORKSPACE: workspace } = process.env;
const [name, digest, path] = ['subject-name', 'subject-digest', 'subject-path'].map(input);
if ((digest === '') === (path === '')) throw new Error('One of subject-path or subject-digest must be provided');
if (digest !== '' && name === '') throw new Error('subject-name must be provided when using subject-digest');
if (digest !== '' && !/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error(`${digest} is no digest`);

const files = path === '' ? [] : globSync(resolve(workspace, path)).filter((file) => statSync(file).isFile());
if (path !== '' && files.length === 0) throw new Error('Could not find subject at path');
const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');
const subjects = files.map((file) => `${relative(workspace, file)}@sha256:${sha256(file)}`);
for (const subject of digest === '' ? subjects : [`${name}@${digest}`]) console.log(`attested ${subject}`);
