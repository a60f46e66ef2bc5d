/**
 * Cuts the operations that the action calls out of GitHub's description of its REST API, with all they refer to:
 * `node script/github-api/cut-schema.ts node_modules/@octokit/openapi/generated/api.github.com.json`. The package has
 * 385 MB, so it is no dependency; what is cut is committed as schema.json (MIT, see LICENSE beside it).
 */
import { readFileSync, writeFileSync } from 'node:fs';

const used: Readonly<Record<string, readonly ('get' | 'post' | 'patch' | 'delete')[]>> = {
  '/repos/{owner}/{repo}/git/matching-refs/{ref}': ['get'],
  '/repos/{owner}/{repo}/git/ref/{ref}': ['get'],
  '/repos/{owner}/{repo}/commits/{ref}': ['get'],
  '/repos/{owner}/{repo}/compare/{basehead}': ['get'],
  '/repos/{owner}/{repo}/pulls': ['get'],
  '/repos/{owner}/{repo}/pulls/{pull_number}': ['get'],
  '/repos/{owner}/{repo}/deployments': ['get', 'post'],
  '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses': ['get', 'post'],
  '/repos/{owner}/{repo}/actions/runs/{run_id}': ['get'],
  '/orgs/{org}/packages/{package_type}/{package_name}/versions': ['get'],
  '/orgs/{org}/packages/{package_type}/{package_name}/versions/{package_version_id}': ['delete'],
  '/users/{username}/packages/{package_type}/{package_name}/versions': ['get'],
  '/users/{username}/packages/{package_type}/{package_name}/versions/{package_version_id}': ['delete'],
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs': ['get'],
  '/repos/{owner}/{repo}/releases': ['post'],
  '/repos/{owner}/{repo}/releases/tags/{tag}': ['get'],
  '/repos/{owner}/{repo}/releases/{release_id}': ['patch'],
  '/repos/{owner}/{repo}/releases/{release_id}/assets': ['post'],
  '/repos/{owner}/{repo}/issues': ['get', 'post'],
  '/repos/{owner}/{repo}/issues/{issue_number}': ['patch'],
  '/repos/{owner}/{repo}/issues/{issue_number}/comments': ['post'],
};

type Node = Readonly<Record<string, unknown>>;

/** Words for people, and notes about other versions of the API. */
const wordy = new Set(['description', 'example', 'examples', 'externalDocs', 'summary', 'tags', 'title']);

/** `named`: the keys are names of the API (a property may be called `description`), not words of the schema language. */
function trimmed(value: unknown, named = false): unknown {
  if (Array.isArray(value)) return value.map((item) => trimmed(item));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => named || !(wordy.has(key) || /^x-(?!multi)/.test(key)));
  return Object.fromEntries(kept.map(([key, item]) => [key, trimmed(item, !named && key === 'properties')]));
}

function references(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path);
}

function at(document: unknown, path: string): unknown {
  return path.split('/').reduce<unknown>((node, key) => (node as Node)[key], document);
}

/** Everything that is reached from the operations, by its path in the document. */
function reached(document: Node, operations: unknown): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const open = references(operations);
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    const part = trimmed(at(document, path));
    found.set(path, part);
    open.push(...references(part));
  }
  return found;
}

function cut(document: Node): Node {
  const all = document['paths'] as Readonly<Record<string, Node>>;
  const paths = Object.fromEntries(
    Object.entries(used).map(([path, methods]) => [
      path,
      Object.fromEntries(methods.map((method) => [method, trimmed(all[path]?.[method])])),
    ]),
  );
  const components: Record<string, Record<string, unknown>> = {};
  for (const [path, part] of [...reached(document, paths)].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const [, kind = '', name = ''] = path.split('/');
    components[kind] ??= {};
    components[kind][name] = part;
  }
  const { version } = document['info'] as { version: string };
  return {
    openapi: document['openapi'],
    info: { version, source: '@octokit/openapi', license: 'MIT' },
    paths,
    components,
  };
}

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error('Usage: node script/github-api/cut-schema.ts PATH/api.github.com.json');
const document = JSON.parse(readFileSync(source, 'utf8')) as Node;
writeFileSync(new URL('./schema.json', import.meta.url), `${JSON.stringify(cut(document), undefined, 1)}\n`);
