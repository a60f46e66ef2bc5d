/** The documents as they are: their text, their YAML, their links. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../../script/rig/paths.ts';

export interface Page {
  /** Below the repository. */
  readonly name: string;
  readonly text: string;
}

/** README.md and the other pages at the top, and everything in docs/. */
export const pages: readonly Page[] = globSync(['*.md', 'docs/**/*.md'], { cwd: repository })
  .toSorted()
  .map((name) => ({ name, text: readFileSync(join(repository, name), 'utf8') }));

/** What stands in fences that say `yaml` and nothing else; a page's third has the name `docs/deploy.md#3`. */
export function yamlBlocks({ name, text }: Page): Page[] {
  const blocks = [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)];
  return blocks.map(([, block = ''], index) => ({ name: `${name}#${index + 1}`, text: block }));
}

/** The text without its fences. */
export function prose(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, '');
}

/** The anchors that GitHub gives to the headings of a page. */
export function anchors(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const headings = [...prose(text).matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = '']) => slug(heading));
  return new Set(
    headings.map((heading) => {
      const before = seen.get(heading) ?? 0;
      seen.set(heading, before + 1);
      return before === 0 ? heading : `${heading}-${before}`;
    }),
  );
}

/** Links and code in a heading count by their words; of the signs only hyphens and underscores stay. */
function slug(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
