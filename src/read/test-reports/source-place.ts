/** Finds the line of source code that a failed test is about, in what its report says. */
import type { ReportedPlace } from '../../model/tests.ts';

/** What the report says of the test beside the failure; empty when it says nothing. */
export interface TestOrigin {
  /** Of the test, or of the suite around it. */
  readonly file: string;
  /** From 1, where the test begins. */
  readonly line: number | undefined;
  /** `com.acme.BasketTest`, `tests.test_basket.TestTotal`, `example.com/acme/shop`, `test/basket.test.ts` */
  readonly className: string;
}

interface Frame {
  readonly file: string;
  readonly line: number;
}

const extensions =
  '[cm]?[jt]sx?|vue|svelte|py|rb|go|rs|php|phpt|java|kts?|scala|groovy|cs|fs|vb|swift|mm?|cc?|cpp|cxx|hh?|hpp|exs?|erl|cljs?|dart|lua|p[lm]|t|sh|bats|feature|hs|mli?|zig|nim|jl|r';

const sourceFile = new RegExp(`^[^\\s:]+\\.(?:${extensions})$`, 'i');

/** `src/a.test.ts:41:7`, `/app/tests/FooTest.php:33`, `file:///app/a.mjs:3:1`, `C:\app\a.cs:3`, anywhere in a line. */
const pathAndLine = new RegExp(
  `(?:^|[\\s("'<])((?:file://|[A-Za-z]:)?[^\\s"'<>()|*?:]+\\.(?:${extensions})):(?:line )?(\\d+)`,
  'i',
);

/** `File "x.py", line 12` */
const python = /\bFile "([^"]+)", line (\d+)/;

/** `#0 /app/src/a.php(33)` */
const phpTrace = /(?:^|\s)(\/\S+\.php)\((\d+)\)/;

/** `at app//com.acme.BasketTest$Empty.isFree(BasketTest.java:41)`: the package is the folder. */
const java = /^\s*at (?:[\w.@-]*\/)*([\w$]+(?:\.[\w$]+)*)\.[^(]*\(([\w$-]+\.(?:java|kt|scala|groovy)):(\d+)\)/;

/** Code of others: packages, standard libraries, and the test tools of the JVM, which stand on top of every trace there. */
const foreign =
  /(?:^|[\\/])(?:node_modules|site-packages|dist-packages|vendor|gems|rustc|\.cargo[\\/]registry|go[\\/]pkg[\\/]mod|python3\.\d+)[\\/]|^[\\/]usr[\\/]|^<|^(?:java|javax|jdk|sun|kotlin|scala|groovy|junit|org[\\/](?:junit|opentest4j|assertj|hamcrest|mockito|testng|apache[\\/]maven|gradle|codehaus[\\/]groovy|spockframework|springframework))[\\/]/;

/** Longer lines are data, not frames. */
const longestLine = 1000;

/**
 * A line within the test's own file is taken before any other, since that is where the test is read; then the first
 * line that is the project's. `texts` are searched in order.
 */
export function findPlace(texts: readonly string[], origin: TestOrigin): ReportedPlace | undefined {
  const file = fileOf(origin);
  const frames = texts.flatMap((text) => text.split('\n')).flatMap((line) => readFrame(line, origin.className));
  const own = frames.find((frame) => isOwn(frame, file, origin.className));
  if (own !== undefined) return own;
  if (file !== '') return { file, line: origin.line };
  return frames.find((frame) => !foreign.test(frame.file));
}

/** Vitest has the file as the class, others (by option) as the suite. */
function fileOf({ file, className }: TestOrigin): string {
  if (file !== '') return file;
  return sourceFile.test(className) && /[\\/]/.test(className) ? className : '';
}

function readFrame(line: string, className: string): Frame[] {
  if (line.length > longestLine) return [];
  const ofJava = java.exec(line);
  if (ofJava !== null) return [javaFrame(ofJava)];
  const [, path, number] = python.exec(line) ?? phpTrace.exec(line) ?? pathAndLine.exec(line) ?? [];
  if (path === undefined) return [];
  const file = path.replace(/^file:\/\//i, '').replace(/^(?:\.[\\/])+/, '');
  return [{ file: withPackageOfGo(file, className), line: Number(number) }];
}

function javaFrame([, qualifiedClass = '', fileName = '', line]: RegExpExecArray): Frame {
  const folders = qualifiedClass.split('.').slice(0, -1);
  return { file: [...folders, fileName].join('/'), line: Number(line) };
}

/** Go prints the bare name of the file; the package, which reports have as the class, is its folder. */
function withPackageOfGo(file: string, className: string): string {
  return /^[^\\/]+\.go$/.test(file) && className.includes('/') ? `${className}/${file}` : file;
}

/** Without a file the class tells it: `tests.test_basket.TestTotal` is of `tests/test_basket.py`, `A.BasketTests` of `BasketTests.cs`. */
function isOwn(frame: Frame, file: string, className: string): boolean {
  if (file !== '') return sameEnd(frame.file, file);
  const dotted = frame.file.replace(/\.[^.]*$/, '').replace(/[\\/]/g, '.');
  const outerClass = className.replace(/[$+].*/, '');
  return outerClass === dotted || outerClass.startsWith(`${dotted}.`) || lastWord(outerClass) === lastWord(dotted);
}

function lastWord(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf('.') + 1);
}

/** One is the other, or its end: one of both is mostly relative. */
function sameEnd(one: string, other: string): boolean {
  const [long, short] = [one, other].map((path) => `/${path.replace(/\\/g, '/').replace(/^(?:\.?\/)+/, '')}`);
  return long !== undefined && short !== undefined && (long.endsWith(short) || short.endsWith(long));
}
