import path from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from './config.ts';

test('without an environment: this machine only, port 8080, data beside the program', () => {
  expect(parseConfig({})).toEqual({
    port: 8080,
    host: 'localhost',
    dataDir: path.resolve('data'),
    appDir: path.resolve('build'),
    publicUrl: 'http://localhost:8080',
    isDemo: false,
    logLevel: 'warn',
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
  };
  expect(parseConfig(environment)).toEqual({
    port: 9000,
    host: '0.0.0.0',
    dataDir: '/var/lib/gridsweep',
    appDir: '/srv/app',
    publicUrl: 'https://sweep.example',
    isDemo: true,
    logLevel: 'info',
  });
});

test('what cannot be used is refused with a sentence', () => {
  for (const PORT of ['http', '-1', '65536', '80.5', '8080x']) {
    expect(() => parseConfig({ PORT })).toThrow(
      `PORT must be a number from 0 to 65535, but it is "${PORT}".`,
    );
  }
  expect(() => parseConfig({ PUBLIC_URL: 'nowhere' })).toThrow(/^PUBLIC_URL must be an address/);
  expect(() => parseConfig({ LOG_LEVEL: 'all' })).toThrow(/^LOG_LEVEL must be one of/);
});
