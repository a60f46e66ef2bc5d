/** Holds requests and answers against GitHub's published description of its REST API (schema.json). */
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

export type Schema = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Content {
  readonly content?: { readonly 'application/json'?: { readonly schema: Schema } };
}

interface DescribedOperation {
  readonly parameters: unknown[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Described {
  /** By path, and there by method in small letters. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
}

/** One thing that can be asked. */
export interface Operation {
  /** As the description writes it, behind its method: `GET /repos/{owner}/{repo}/pulls/{pull_number}`. */
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  readonly parameters: readonly Parameter[];
  /** Of the body that it takes; undefined when it takes none. */
  readonly body: Schema | undefined;
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface Asked {
  readonly operation: Operation;
  /** Values of the path's parameters, unescaped. */
  readonly values: Readonly<Record<string, string>>;
}

/** What GitHub needs of every request; without a user agent it refuses, without a version it picks one. */
const neededHeaders: Readonly<Record<string, RegExp>> = {
  accept: /^application\/vnd\.github\+json$/,
  'user-agent': /./,
  'x-github-api-version': /^2022-11-28$/,
};

const neededOfBodies: Readonly<Record<string, RegExp>> = { 'content-type': /^application\/json\b/ };

const described = JSON.parse(readFileSync(new URL('./schema.json', import.meta.url), 'utf8')) as Described;
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(nullableAsType(described) as Schema, 'github');
const validators = new Map<string, ValidateFunction>();

const operations: readonly Operation[] = Object.entries(described.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => operationOf(method.toUpperCase(), path, operation)),
);

function operationOf(
  method: string,
  path: string,
  { parameters, requestBody, responses }: DescribedOperation,
): Operation {
  return {
    name: `${method} ${path}`,
    method,
    path: pathPattern(path, parameters),
    parameters: parameters.map((parameter) => resolved(parameter) as unknown as Parameter),
    body: requestBody?.content?.['application/json']?.schema,
    responses,
  };
}

/** OpenAPI 3.0 says `nullable`, JSON Schema a type more. */
function nullableAsType(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nullableAsType);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = value as Schema;
  const schema = Object.fromEntries(Object.entries(rest).map(([key, item]) => [key, nullableAsType(item)]));
  if (nullable !== true) return nullable === undefined ? schema : { ...schema, nullable: nullableAsType(nullable) };
  if (typeof schema['type'] === 'string') return { ...schema, type: [schema['type'], 'null'] };
  return { anyOf: [schema, { type: 'null' }] };
}

/** What a `$ref` means; anything else means itself. */
export function resolved(value: unknown): Schema {
  const reference = (value as { $ref?: string }).$ref;
  if (reference === undefined) return value as Schema;
  const keys = reference.replace('#/', '').split('/');
  return resolved(keys.reduce<unknown>((node, key) => (node as Schema)[key], described));
}

function pathPattern(name: string, parameters: readonly unknown[]): RegExp {
  const several = new Set(
    parameters.map(resolved).flatMap((it) => (it['x-multi-segment'] === true ? [it['name']] : [])),
  );
  const pattern = name.replace(/\{(\w+)\}/g, (_, key: string) => `(?<${key}>${several.has(key) ? '.+' : '[^/]+'})`);
  return new RegExp(`^${pattern}$`);
}

/** The operation that a method and a path name, or undefined when the description has none of this name. */
export function findOperation(method: string, path: string): Asked | undefined {
  for (const operation of operations.filter((it) => it.method === method)) {
    const groups = operation.path.exec(path)?.groups;
    if (groups === undefined) continue;
    const values = Object.entries(groups).map(([key, value]) => [key, decodeURIComponent(value)]);
    return { operation, values: Object.fromEntries(values) as Record<string, string> };
  }
  return undefined;
}

/** What is wrong with the values of a request, one sentence each. */
export function wrongValues({ operation, values }: Asked, query: URLSearchParams): string[] {
  const known = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const unknown = [...query.keys()].filter((name) => !known.includes(name));
  const wrong = operation.parameters.flatMap(({ name, in: place, required, schema }) => {
    const value = place === 'path' ? values[name] : query.get(name);
    if (value === undefined || value === null) return required === true ? [`${name} is missing`] : [];
    const typed = schema['type'] === 'integer' ? Number(value) : value;
    return ajv.validate(schema, typed) ? [] : [`${name} ${ajv.errorsText()}`];
  });
  return [...unknown.map((name) => `there is no parameter ${name}`), ...wrong];
}

/**
 * What is wrong with the body of a request, one sentence each. GitHub passes over fields that it does not know; here
 * they are wrong, since whoever sends one expects something of it.
 */
export function wrongBody(operation: Operation, sent: unknown): string[] {
  if (operation.body === undefined) return sent === undefined ? [] : ['there is a body, which nobody reads'];
  if (sent === undefined) return ['there is no body, or one that is not JSON'];
  const known = Object.keys((operation.body['properties'] ?? {}) as Schema);
  const unknown = Object.keys(Object(sent)).filter((name) => !known.includes(name));
  const validate = validator(operation.name, operation.body);
  const wrong = validate(sent) ? [] : [`${ajv.errorsText(validate.errors, { dataVar: 'body' })}`];
  return [...unknown.map((name) => `there is no field ${name}`), ...wrong];
}

/** What is wrong with the headers of a request, one sentence each. */
export function wrongHeaders(headers: Readonly<Record<string, unknown>>, operation: Operation | undefined): string[] {
  const needed = operation?.body === undefined ? neededHeaders : { ...neededHeaders, ...neededOfBodies };
  const wrong = Object.entries(needed).filter(([name, pattern]) => !pattern.test(String(headers[name] ?? '')));
  return wrong.map(([name]) => `header ${name} is ${String(headers[name])}`);
}

/** Schema of an answer's body. Limits and missing rights can meet every operation, so the description leaves them out. */
export function bodySchema(operation: Operation, status: number): Schema {
  const response = operation.responses[String(status)];
  const content = response === undefined ? undefined : (resolved(response) as Content).content;
  return content?.['application/json']?.schema ?? { $ref: '#/components/schemas/basic-error' };
}

/** What a body has that GitHub would not send: then the double is wrong, not whoever asks it. */
export function wrongAnswer(operation: Operation, status: number, body: unknown): string[] {
  const validate = validator(`${operation.name} ${status}`, bodySchema(operation, status));
  return validate(body) ? [] : [`the double's own ${status}: ${ajv.errorsText(validate.errors)}`];
}

function validator(key: string, schema: Schema): ValidateFunction {
  const validate = validators.get(key) ?? ajv.compile(absolute(schema) as Schema);
  validators.set(key, validate);
  return validate;
}

/** References that find their way from outside of the document. */
function absolute(value: unknown): unknown {
  return JSON.parse(JSON.stringify(nullableAsType(value)).replaceAll('"#/', '"github#/'));
}
