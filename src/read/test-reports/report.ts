/** A JUnit XML report, as a stream of bytes -> test cases in a tally. Entities are never expanded, nothing is fetched. */
import type { SaxParser } from 'sax';
import type { ReportPosition } from '../../model/tests.ts';
import { type Attributes, attributeNames, CaseReader } from './cases.ts';
import { decodeXml, notXml } from './encoding.ts';
import type { TestTally } from './tally.ts';
import { Unreadable } from './unreadable.ts';

/** Over all reports of a tally. */
const mostCases = 1_000_000;

const deepest = 200;

/** Of one element; the parser is slow with very many. */
const mostAttributes = 1000;

/** Characters of an attribute that are kept. */
const longestAttribute = 4000;

/**
 * Reads one report. `file` is its name in messages. Whatever is wrong with it becomes a fault of the tally, and the
 * tests before it count; only an error of `chunks` itself is thrown.
 */
export async function readReport(file: string, chunks: AsyncIterable<Uint8Array>, tally: TestTally): Promise<void> {
  const before = tally.total;
  try {
    await parse(chunks, tally);
    if (tally.total === before) throw new Unreadable('holds no test cases');
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    tally.addFault(file, error.message, error.position);
  }
}

async function parse(chunks: AsyncIterable<Uint8Array>, tally: TestTally): Promise<void> {
  const { default: sax } = await import('sax');
  const parser = sax.parser(true, { strictEntities: true });
  const cases = new CaseReader((read) => {
    if (tally.total >= mostCases) throw new Unreadable(`goes beyond ${mostCases} test cases; the rest was not read`);
    tally.add(read);
  });
  const roots = listen(parser, cases);
  try {
    for await (const text of decodeXml(chunks)) feed(parser, text);
  } catch (error) {
    // The decoder does not know where the parser stands, which is at the last good character.
    if (!(error instanceof Unreadable) || error.position !== undefined || parser.line + parser.column === 0)
      throw error;
    throw new Unreadable(error.message, positionOf(parser), error.cause);
  }
  const end = positionOf(parser);
  if (cases.path.length > 0) throw new Unreadable(`is not complete, it ends inside of <${cases.path.at(-1)}>`, end);
  if (roots() === 0) throw new Unreadable('ends before its first element', end);
  feed(parser, undefined);
}

/** Undefined is the end. The parser's own exceptions are faults of the report too, as no text may end the run. */
function feed(parser: SaxParser, text: string | undefined): void {
  try {
    if (text === undefined) parser.close();
    else parser.write(text);
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable(`is broken XML: ${firstLine(error)}`, positionOf(parser), error);
  }
}

/** Ties the parser's events to the reader of cases; gives how many root elements there were. */
function listen(parser: SaxParser, cases: CaseReader): () => number {
  let roots = 0;
  let attributes: Attributes = {};
  let attributeCount = 0;
  parser.onerror = (error) => {
    if (!canGoOn(parser, error)) throw brokenBy(parser, error);
    parser.error = null;
  };
  parser.ondoctype = (doctype) => {
    // Such as the billion laughs, or a file of the machine. The parser would not follow them; said, not passed over.
    if (/<!ENTITY/i.test(doctype)) {
      throw new Unreadable('declares XML entities, which are never expanded here', positionOf(parser));
    }
  };
  parser.onopentagstart = () => {
    attributes = {};
    attributeCount = 0;
  };
  parser.onattribute = ({ name, value }) => {
    attributeCount += 1;
    if (attributeCount > mostAttributes)
      throw new Unreadable(`has more than ${mostAttributes} attributes in one element`);
    if (attributeNames.has(name)) attributes[name as keyof Attributes] = value.slice(0, longestAttribute);
    // The parser's own list, which nobody reads.
    if (parser.tag !== null) parser.tag.attributes = {};
  };
  parser.onopentag = ({ name }) => {
    if (cases.path.length === 0) {
      roots += 1;
      checkRoot(localName(name), roots, positionOf(parser));
    }
    if (cases.path.length >= deepest) {
      throw new Unreadable(`nests more than ${deepest} elements into each other`, positionOf(parser));
    }
    cases.open(localName(name), attributes);
  };
  parser.onclosetag = (name) => cases.close(localName(name));
  parser.ontext = (text) => cases.text(text);
  parser.oncdata = (text) => cases.text(text);
  return () => roots;
}

function checkRoot(name: string, roots: number, position: ReportPosition): void {
  if (roots > 1) throw new Unreadable('has a second root element: several reports in one file', position);
  if (name === 'testsuites' || name === 'testsuite') return;
  const shown = name.slice(0, 40);
  throw new Unreadable(`is no JUnit report: its root is <${shown}>, not <testsuites> or <testsuite>`, position);
}

/**
 * Takes what does no harm: a value longer than the parser holds is cut, and a character that XML cannot have even when
 * it is escaped (`&#x1b;`, in colours that tools print) stays as it is written.
 */
function canGoOn(parser: SaxParser, error: Error): boolean {
  const [, buffer] = /^Max buffer length exceeded: (\w+)/.exec(error.message) ?? [];
  switch (buffer) {
    case 'attribValue':
    case 'comment':
    case 'procInstBody':
      parser[buffer] = parser[buffer].slice(0, longestAttribute);
      return true;
    default:
      return /^Invalid character entity/.test(error.message) && /^#(?:\d+|x[\da-f]+)$/i.test(parser.entity);
  }
}

function brokenBy(parser: SaxParser, error: Error): Unreadable {
  const words = firstLine(error);
  if (words === 'Non-whitespace before first tag') return notXml(parser.c);
  if (words.startsWith('Max buffer')) {
    return new Unreadable('has a name or declaration of more than 64 KB', positionOf(parser), error);
  }
  return new Unreadable(
    `is broken XML: ${words.slice(0, 1).toLowerCase()}${words.slice(1)}`,
    positionOf(parser),
    error,
  );
}

function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.replace(/\.$/, '').slice(0, 200);
}

function positionOf(parser: SaxParser): ReportPosition {
  return { line: parser.line + 1, column: Math.max(1, parser.column) };
}

/** Without the prefix of its namespace. */
function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
