import path from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from './config.ts';

test('without an environment: this machine only, port 8080, data beside the program', () => {
  expect(parseConfig({})).toEqual({
    port: 8080,
    host: 'localhost',
    dataDir: path.resolve('data'),
    databaseUrl: undefined,
    appDir: path.resolve('build'),
    publicUrl: 'http://localhost:8080',
    isDemo: false,
    logLevel: 'warn',
    trustProxy: false,
    metricsToken: undefined,
    deviceCallsPerSecond: 20,
  });
});

test('everything can be set', () => {
  const environment = {
    PORT: '9000',
    HOST: '0.0.0.0',
    DATA_DIR: '/var/lib/gridsweep',
    APP_DIR: '/srv/app',
    PUBLIC_URL: 'https://sweep.example/',
    GRIDSWEEP_DEMO: '1',
    LOG_LEVEL: 'info',
    DATABASE_URL: 'postgres://sweep:secret@db.example/gridsweep',
    TRUST_PROXY: 'loopback, 10.0.0.0/8',
    METRICS_TOKEN: 'a-token-of-operators',
    DEVICE_CALLS_PER_SECOND: '0',
  };
  expect(parseConfig(environment)).toEqual({
    port: 9000,
    host: '0.0.0.0',
    dataDir: '/var/lib/gridsweep',
    databaseUrl: 'postgres://sweep:secret@db.example/gridsweep',
    appDir: '/srv/app',
    publicUrl: 'https://sweep.example',
    isDemo: true,
    logLevel: 'info',
    trustProxy: ['loopback', '10.0.0.0/8'],
    metricsToken: 'a-token-of-operators',
    deviceCallsPerSecond: 0,
  });
  expect(parseConfig({ TRUST_PROXY: '1' }).trustProxy).toBe(1);
});

test('what cannot be used is refused with a sentence', () => {
  for (const PORT of ['http', '-1', '65536', '80.5', '8080x']) {
    expect(() => parseConfig({ PORT })).toThrow(
      `PORT must be a number from 0 to 65535, but it is "${PORT}".`,
    );
  }
  expect(() => parseConfig({ PUBLIC_URL: 'nowhere' })).toThrow(/^PUBLIC_URL must be an address/);
  expect(() => parseConfig({ LOG_LEVEL: 'all' })).toThrow(/^LOG_LEVEL must be one of/);
  expect(() => parseConfig({ TRUST_PROXY: 'everybody' })).toThrow(/^TRUST_PROXY must be/);
  expect(() => parseConfig({ METRICS_TOKEN: 'short' })).toThrow(/^METRICS_TOKEN must have 16/);
  expect(() => parseConfig({ DEVICE_CALLS_PER_SECOND: '-1' })).toThrow(/^DEVICE_CALLS_PER_SECOND/);
  for (const DATABASE_URL of ['mysql://sweep:hidden@db/x', 'hidden']) {
    expect(() => parseConfig({ DATABASE_URL })).toThrow(/^DATABASE_URL must be((?!hidden).)*$/);
  }
});
