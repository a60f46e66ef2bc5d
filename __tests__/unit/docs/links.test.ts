/** Links between the documents lead somewhere, and every page is found from README.md. */
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from '@jest/globals';
import { repository } from '../../../script/rig/paths.ts';
import { anchors, type Page, pages, prose } from './pages.ts';

/** Path below the repository and anchor, which is empty when there is none. */
type Link = readonly [path: string, anchor: string];

function linksOf({ name, text }: Page): Link[] {
  const targets = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor = ''] = target.split('#');
      return [path === '' ? name : normalize(join(dirname(name), path)), anchor];
    });
}

function leads([path, anchor]: Link): boolean {
  const page = pages.find(({ name }) => name === path);
  return existsSync(join(repository, path)) && (anchor === '' || anchors(page?.text ?? '').has(anchor));
}

test.each(pages)('$name', (page) => {
  expect(linksOf(page).filter((link) => !leads(link))).toEqual([]);
});

test('every page is a link of README.md', () => {
  const front = pages.find(({ name }) => name === 'README.md') as Page;
  const found = new Set(linksOf(front).map(([path]) => path));
  expect(pages.map(({ name }) => name).filter((name) => name !== 'README.md' && !found.has(name))).toEqual([]);
});

test('an anchor is what GitHub makes of a heading', () => {
  const text = '# `dry-run`, and [more](x.md)\n## Again\n## Again\n```sh\n# no heading\n```\n';
  expect([...anchors(text)]).toEqual(['dry-run-and-more', 'again', 'again-1']);
  expect(leads(['README.md', 'no-such-heading'])).toBe(false);
});
