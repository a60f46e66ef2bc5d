/** Words of a command line -> options, as docker's own reader takes them (github.com/spf13/pflag). */
import { nearest } from '../../language/nearest.ts';
import { hiddenOptions, letterOptions, switchOptions, valueOptions } from './run-option-names.ts';

export interface Option {
  /** In full, without dashes: `publish` for `-p`. */
  readonly name: string;
  /** `true` for a switch without a value. */
  readonly value: string;
  /** As typed, alone where letters stand behind one dash. */
  readonly typed: string;
}

/** One option as typed, or several letters behind one dash. */
export interface OptionWords {
  readonly words: readonly string[];
  readonly options: readonly Option[];
}

/** Words that cannot be read; `wrong` and `cure` as in a Problem. */
export interface WordsFault {
  readonly words: readonly string[];
  readonly wrong: string;
  readonly cure: string;
  /** Whether nothing behind it can be told to be an option. */
  readonly last: boolean;
}

const notKnown = 'is not an option of `docker run`';
const listed = '`docker run --help` lists them all';

/** Reads the words up to one that is no option. */
export function readOptionWords(words: readonly string[]): readonly (OptionWords | WordsFault)[] {
  const found: (OptionWords | WordsFault)[] = [];
  for (let at = 0; at < words.length; ) {
    const next = readNext(words, at);
    found.push(next);
    if ('wrong' in next && next.last) break;
    at += next.words.length;
    // What stands behind an option that nobody knows is most likely its value.
    if ('wrong' in next && words[at]?.startsWith('-') === false) at += 1;
  }
  return found;
}

function readNext(words: readonly string[], at: number): OptionWords | WordsFault {
  const word = words[at] ?? '';
  const behind = words.slice(at + 1, at + 2);
  if (!word.startsWith('-') || word === '-' || word === '--') return noOption(word);
  return word.startsWith('--') ? readLong(word, behind) : readLetters(word, behind);
}

function noOption(word: string): WordsFault {
  if (word === 'docker') return fault(word, notKnown, 'give the options alone, without `docker run`', true);
  if (word.startsWith('#')) return fault(word, notKnown, 'remove it: there are no comments here', true);
  return fault(word, notKnown, 'the image is the one that was built; a command goes into `deploy-command`', true);
}

function readLong(word: string, behind: readonly string[]): OptionWords | WordsFault {
  const { name: typed = '', value } = /^--(?<name>[^=]*)(?:=(?<value>.*))?$/s.exec(word)?.groups ?? {};
  const name = hiddenOptions.get(typed) ?? typed;
  if (switchOptions.includes(name)) return readSwitch(word, name, value);
  if (!valueOptions.includes(name)) return unknownOption(typed);
  if (value !== undefined) return { words: [word], options: [{ name, value, typed: word }] };
  return withNext({ words: [word], options: [] }, { name, value: '', typed: word }, behind);
}

/** What Go's strconv.ParseBool knows. */
function readSwitch(
  word: string,
  name: string,
  value = 'true',
  before: readonly Option[] = [],
): OptionWords | WordsFault {
  const isKnown = /^(?:[01tTfF]|true|True|TRUE|false|False|FALSE)$/.test(value);
  const on = /^[1tT]/.test(value) ? 'true' : 'false';
  if (isKnown) return { words: [word], options: [...before, { name, value: on, typed: word }] };
  return fault(word, 'is neither true nor false', `write --${name} or --${name}=false`);
}

/** Switches may stand behind one dash; the first letter that takes a value takes the rest of the word. */
function readLetters(word: string, behind: readonly string[]): OptionWords | WordsFault {
  const options: Option[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const [letter = '', rest] = [word[at], word.slice(at + 1)];
    const name = letterOptions.get(letter);
    const typed = `-${letter}${rest}`;
    if (name === undefined) return fault(`-${letter}`, notKnown, listed);
    if (switchOptions.includes(name) && rest.startsWith('=')) return readSwitch(word, name, rest.slice(1), options);
    if (switchOptions.includes(name)) options.push({ name, value: 'true', typed: `-${letter}` });
    else if (rest === '') return withNext({ words: [word], options }, { name, value: '', typed }, behind);
    else return { words: [word], options: [...options, { name, value: rest.replace(/^=(?=.)/s, ''), typed }] };
  }
  return { words: [word], options };
}

/** Takes the next word for a value, whatever it looks like. */
function withNext(before: OptionWords, option: Option, behind: readonly string[]): OptionWords | WordsFault {
  const [value] = behind;
  if (value === undefined) return fault(option.typed, 'needs a value behind it', 'write one, or remove the option');
  const typed = `${option.typed} ${value}`;
  return { words: [...before.words, value], options: [...before.options, { ...option, value, typed }] };
}

function unknownOption(name: string): WordsFault {
  const near = nearest(name, [...valueOptions, ...switchOptions]);
  return fault(`--${name}`, notKnown, near === undefined ? listed : `did you mean --${near}?`);
}

function fault(word: string, wrong: string, cure: string, last = false): WordsFault {
  return { words: [word], wrong, cure, last };
}
