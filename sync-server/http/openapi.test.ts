import { createRequire } from 'node:module';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventBodies } from '#schema/events.ts';
import { refusals } from '#schema/protocol.ts';
import { openHttpFixture, type HttpFixture } from '#testing/http-fixture.ts';
import * as examples from './calls/examples.ts';

type Validate = ((value: unknown) => boolean) & { errors?: unknown };
type Ajv = {
  compile(schema: object): Validate;
  errorsText(errors: unknown): string;
};
type AjvModule = { Ajv2020: new (options: object) => Ajv };

/** The validator that Fastify brings with it. */
const beside = createRequire(createRequire(import.meta.url).resolve('@fastify/ajv-compiler'));
const { Ajv2020 } = beside('ajv/dist/2020') as AjvModule;

type Json = { [key: string]: Json };
let server: HttpFixture;
let document: Json;
beforeAll(async () => {
  server = await openHttpFixture();
  document = (await (await server.call('GET', '/api/v1/openapi.json')).json()) as Json;
});
afterAll(() => server.close());

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null;

const walk = (value: unknown, visit: (node: Json, place: string) => void, place = '#'): void => {
  if (!isRecord(value)) return;
  visit(value, place);
  for (const [key, inner] of Object.entries(value)) walk(inner, visit, `${place}/${key}`);
};

const operations = (): [string, string, Json][] =>
  Object.entries(document['paths'] ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, string, Json] => [
      path,
      method,
      operation,
    ]),
  );

describe('the OpenAPI document', () => {
  test('describes every route of the API and nothing else', () => {
    const routes = server.http.calls.map(
      ({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`,
    );
    const described = operations().map(([path, method]) => `${method.toUpperCase()} ${path}`);
    expect(described.sort()).toEqual([...routes].sort());
    const registered = server.http.app
      .printRoutes({ commonPrefix: false })
      .match(/(?<=[─ ])\/?[^\s(]*(?=\s\()/g);
    expect(registered?.length).toBeGreaterThanOrEqual(new Set(routes).size);
  });

  test('every operation has a unique id, a summary and responses; every parameter is described', () => {
    const ids = operations().map(([, , operation]) => operation['operationId']);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [path, , operation] of operations()) {
      expect(operation['summary']).toEqual(expect.any(String));
      const responses = operation['responses'] ?? {};
      expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true);
      const parameters = Object.values(operation['parameters'] ?? {});
      const inPath = parameters.filter((one) => (one['in'] as unknown) === 'path');
      expect(inPath.map(({ name }) => `{${String(name)}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      for (const { description, schema } of parameters) {
        expect([description, schema]).toEqual([expect.any(String), expect.any(Object)]);
      }
    }
  });

  test('every reference leads somewhere', () => {
    walk(document, (node) => {
      const reference: unknown = node['$ref'];
      if (typeof reference !== 'string') return;
      const found = reference
        .split('/')
        .slice(1)
        .reduce<Json | undefined>((at, key) => at?.[key], document);
      expect(found, reference).toBeDefined();
    });
  });

  test('every schema is one of JSON Schema 2020-12, and every example fits its schema', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    let examined = 0;
    walk(document['paths'], (node, place) => {
      const schema = node['schema'];
      if (!isRecord(schema)) return;
      const example = node['example'];
      const validate = ajv.compile(schema);
      if (example === undefined) return;
      examined += 1;
      expect(validate(example), `${place}: ${ajv.errorsText(validate.errors)}`).toBe(true);
    });
    expect(examined).toBeGreaterThan(15);
    for (const schema of Object.values(document['components']?.['schemas'] ?? {})) {
      ajv.compile(schema);
    }
  });

  test('every operation names the header of the protocol and its refusal', () => {
    for (const [, , operation] of operations()) {
      const parameters = Object.values(operation['parameters'] ?? {});
      expect(parameters).toContainEqual(
        expect.objectContaining({ name: 'Gridsweep-Protocol', in: 'header', example: '1' }),
      );
      expect(operation['responses']).toHaveProperty('426');
    }
  });

  test('every refusal of the protocol has its status and both sentences', () => {
    for (const [code, { status }] of Object.entries(refusals)) {
      const response = document['components']?.['responses']?.[`Refused${status}`];
      const example = response?.['content']?.['application/json']?.['examples']?.[code];
      expect(example?.['value']).toMatchObject({
        error: { code, zh: expect.any(String), en: expect.any(String) },
      });
    }
  });

  test('the example event is one that the server takes', () => {
    expect(v.is(eventBodies['visit-recorded'], examples.event.body)).toBe(true);
  });
});
