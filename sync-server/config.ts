// The environment, parsed once. A value that cannot be used is refused with a sentence for the operator.

import path from 'node:path';

export type Config = {
  port: number;
  host: string;
  dataDir: string;
  appDir: string;
  /** Where phones reach this server, without a slash at the end. */
  publicUrl: string;
  isDemo: boolean;
  logLevel: 'silent' | 'warn' | 'info';
};

/** A reason not to start, in one sentence for the operator. */
export class ConfigRefused extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

const logLevels = ['silent', 'warn', 'info'] as const;

/** @throws ConfigRefused */
export const parseConfig = (environment: Environment): Config => {
  const port = parsePort(environment['PORT'] || '8080');
  const logLevel = logLevels.find((level) => level === (environment['LOG_LEVEL'] || 'warn'));
  if (logLevel === undefined) {
    throw new ConfigRefused(`LOG_LEVEL must be one of ${logLevels.join(', ')}.`);
  }
  return {
    port,
    host: environment['HOST'] || 'localhost',
    dataDir: path.resolve(environment['DATA_DIR'] || 'data'),
    appDir: path.resolve(environment['APP_DIR'] || 'build'),
    publicUrl: parsePublicUrl(environment['PUBLIC_URL'] || `http://localhost:${port}`),
    isDemo: environment['GRIDSWEEP_DEMO'] === '1',
    logLevel,
  };
};

const parsePort = (text: string): number => {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new ConfigRefused(`PORT must be a number from 0 to 65535, but it is "${text}".`);
};

const parsePublicUrl = (text: string): string => {
  const isUrl = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (isUrl) return text.replace(/\/+$/, '');
  throw new ConfigRefused(
    `PUBLIC_URL must be an address like https://sweep.example, but it is "${text}".`,
  );
};
