/** A place as the tests saw it, in a container -> a place in the repository, where an annotation can stand. */
import type { Place } from '../../model/outcome.ts';
import type { ReportedPlace } from '../../model/tests.ts';

/** A folder of the container that was copied from one of the repository, for example `/app` from `services/api`. */
export interface Root {
  readonly container: string;
  /** Empty for the repository itself. */
  readonly repository: string;
}

/** The repository's files by their last name; the paths are relative to it and have `/`. */
export type SourceFiles = ReadonlyMap<string, readonly string[]>;

/** To be made once, as looking through all files for every failure takes long in a large repository. */
export function sourceFiles(paths: Iterable<string>): SourceFiles {
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    const name = lastName(path);
    const sameName = byName.get(name);
    if (sameName === undefined) byName.set(name, [path]);
    else sameName.push(path);
  }
  return byName;
}

/**
 * Finds the file that a report means: below a root, else the one file that ends like the path (the longest end that
 * any file has: `com/acme/FooTest.java` is `src/test/java/com/acme/FooTest.java`). Undefined when there is none or a
 * choice, since an annotation on the wrong file is worse than none. Without a line it is the first.
 */
export function mapPlace(place: ReportedPlace, roots: readonly Root[], files: SourceFiles): Place | undefined {
  const path = normal(place.file);
  const file = belowRoot(path, roots, files) ?? byEnd(path, files);
  return file === undefined ? undefined : { file, line: Math.max(1, place.line ?? 1) };
}

function belowRoot(path: string, roots: readonly Root[], files: SourceFiles): string | undefined {
  const candidates = roots.flatMap((root) => {
    const inside = relativeTo(path, normal(root.container));
    return inside === undefined ? [] : [normal(root.repository === '' ? inside : `${root.repository}/${inside}`)];
  });
  const found = new Set(candidates.filter((candidate) => files.get(lastName(candidate))?.includes(candidate)));
  return onlyOne([...found]);
}

/** A relative path is relative to the folder where the tests ran, which is mostly the root. */
function relativeTo(path: string, root: string): string | undefined {
  if (!isAbsolute(path)) return path;
  const folder = root.endsWith('/') ? root : `${root}/`;
  return path.startsWith(folder) ? path.slice(folder.length) : undefined;
}

/** An absolute path that shares nothing but its last name with a file is somebody else's, such as a library's index.js. */
function byEnd(path: string, files: SourceFiles): string | undefined {
  const words = path.split('/').filter((word) => word !== '');
  const shortest = isAbsolute(path) ? 2 : 1;
  for (let length = words.length; length >= shortest; length -= 1) {
    const end = words.slice(-length).join('/');
    const fitting = (files.get(lastName(path)) ?? []).filter((file) => file === end || file.endsWith(`/${end}`));
    if (fitting.length > 0) return onlyOne(fitting);
  }
  return undefined;
}

function onlyOne(paths: readonly string[]): string | undefined {
  return paths.length === 1 ? paths[0] : undefined;
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function isAbsolute(path: string): boolean {
  return /^(?:\/|[A-Za-z]:)/.test(path);
}

/** With `/`, without `.` and `..`. */
function normal(path: string): string {
  const words: string[] = [];
  for (const word of path.replace(/\\/g, '/').split('/')) {
    if (word === '..') words.pop();
    else if (word !== '.' && word !== '') words.push(word);
  }
  return `${/^[\\/]/.test(path) ? '/' : ''}${words.join('/')}`;
}
