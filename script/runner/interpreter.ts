/** Reads a step's output line by line and obeys the workflow commands in it, as the runner's command manager does. */
import { COMMANDS, type ParsedCommand, parseCommand } from './commands.ts';
import type { StepLog } from './log.ts';
import type { Masks } from './masks.ts';
import type { ObeyedCommand } from './model.ts';

const ENVIRONMENT_FILES = 'Please upgrade to using Environment Files';
const NO_STOP_TOKEN =
  "You cannot use a endToken that is an empty string, the string 'pause-logging', or another workflow command.";

/** Commands whose own line is never echoed, not even with debug logging. */
const SILENT: ReadonlySet<string> = new Set(['add-mask', 'debug', 'error', 'warning', 'notice']);

export class Interpreter {
  readonly commands: ObeyedCommand[] = [];
  readonly outputs: Record<string, string> = {};
  readonly state: Record<string, string> = {};
  /** A command could not be processed: the step fails whatever its exit code says. */
  failed = false;
  readonly #known = new Set(COMMANDS);
  readonly #log: StepLog;
  readonly #masks: Masks;
  #echo: boolean;
  #resumeToken: string | undefined;

  constructor(log: StepLog, masks: Masks, debug: boolean) {
    this.#log = log;
    this.#masks = masks;
    this.#echo = debug;
  }

  /** One line of stdout or stderr: obeyed, or shown as it is. */
  read(line: string): void {
    const command = parseCommand(line, this.#known);
    if (command === undefined || !this.#process(command, line)) this.#log.write(line);
  }

  #process(command: ParsedCommand, line: string): boolean {
    if (this.#resumeToken !== undefined) return this.#resume(command, line, this.#resumeToken);
    if (this.#echo && !SILENT.has(command.name) && command.name !== 'stop-commands') this.#log.write(line);
    try {
      this.#obey(command, line);
      this.commands.push({ ...command, line });
    } catch (error) {
      this.#refuse(command, line, error);
    }
    return true;
  }

  /** While commands are stopped, everything but the token is plain text. */
  #resume(command: ParsedCommand, line: string, token: string): boolean {
    if (command.name !== token) return false;
    this.#log.write(line);
    this.#known.delete(token);
    this.#resumeToken = undefined;
    this.commands.push({ name: 'resume-commands', properties: {}, data: token, line });
    return true;
  }

  #refuse(command: ParsedCommand, line: string, error: unknown): void {
    const refused = error instanceof Error ? error.message : String(error);
    this.commands.push({ ...command, line, refused });
    this.#log.annotate(
      'error',
      `Unable to process command '${SILENT.has(command.name) ? command.name : line}' successfully.`,
    );
    this.#log.annotate('error', refused);
    this.failed = true;
  }

  #obey(command: ParsedCommand, line: string): void {
    const actions: Readonly<Record<string, () => void>> = {
      'stop-commands': () => this.#stop(command.data, line),
      'add-mask': () => this.#mask(command.data),
      error: () => this.#log.annotate('error', command.data, command.properties),
      warning: () => this.#log.annotate('warning', command.data, command.properties),
      notice: () => this.#log.annotate('notice', command.data, command.properties),
      debug: () => this.#log.debug(command.data),
      group: () => this.#log.group(command.data),
      'set-output': () => this.#keep(command, this.outputs),
      'save-state': () => this.#keep(command, this.state),
      'set-env': () => refuseDisabled(command.name),
      'add-path': () => refuseDisabled(command.name),
      echo: () => this.#setEcho(command.data),
    };
    // endgroup shows nothing; problem matchers are recorded as obeyed but not applied.
    actions[command.name]?.();
  }

  #stop(data: string, line: string): void {
    const token = data.toLowerCase();
    if (token === '' || token === 'pause-logging' || this.#known.has(token)) throw new Error(NO_STOP_TOKEN);
    // The runner masks longer tokens: who reads the log must not learn how to resume.
    if (token.length > 6) this.#masks.add(data);
    this.#log.write(line);
    this.#known.add(token);
    this.#resumeToken = token;
  }

  #mask(value: string): void {
    if (value.trim() === '') {
      this.#log.annotate('warning', "Can't add secret mask for empty string in ##[add-mask] command.");
    } else if (this.#echo) {
      this.#log.write('::add-mask::***');
    }
    this.#masks.add(value);
  }

  #keep(command: ParsedCommand, into: Record<string, string>): void {
    this.#log.annotate('warning', deprecated(command.name));
    const name = command.properties['name'];
    if (name === undefined) throw new Error(`Required field 'name' is missing in ##[${command.name}] command.`);
    into[name] = command.data;
  }

  #setEcho(data: string): void {
    const wanted = data.trim().toUpperCase();
    if (wanted !== 'ON' && wanted !== 'OFF') {
      throw new Error(`Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: '${data}'.`);
    }
    this.#echo = wanted === 'ON';
  }
}

function refuseDisabled(name: string): never {
  throw new Error(
    `The \`${name}\` command is disabled. ${ENVIRONMENT_FILES} or opt into unsecure command execution by setting the \`ACTIONS_ALLOW_UNSECURE_COMMANDS\` environment variable to \`true\`.`,
  );
}

function deprecated(name: string): string {
  return `The \`${name}\` command is deprecated and will be disabled soon. ${ENVIRONMENT_FILES}.`;
}
