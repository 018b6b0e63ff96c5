// The environment, parsed once. A value that cannot be used is refused with a sentence for the operator.

import path from 'node:path';
import { isIP } from 'node:net';
import { logLevels, type LogLevel } from './http/logging.ts';

export type Config = {
  port: number;
  host: string;
  dataDir: string;
  /** PostgreSQL instead of a file in the data folder; undefined for the file. */
  databaseUrl: string | undefined;
  appDir: string;
  /** Where phones reach this server, without a slash at the end. */
  publicUrl: string;
  isDemo: boolean;
  logLevel: LogLevel;
  /** Proxies in front whose word about the client's address is taken: how many, or which; false for none. */
  trustProxy: number | string[] | false;
  /** Opens /metrics to whoever sends it as bearer; without it only this machine may ask. */
  metricsToken: string | undefined;
  /** Requests of one phone in a second, over a longer time; 0 for no limit. */
  deviceCallsPerSecond: number;
};

/** A reason not to start, in one sentence for the operator. */
export class ConfigRefused extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ConfigRefused */
export const parseConfig = (environment: Environment): Config => {
  const port = parsePort(environment['PORT'] || '8080');
  return {
    port,
    host: environment['HOST'] || 'localhost',
    dataDir: path.resolve(environment['DATA_DIR'] || 'data'),
    databaseUrl: parseDatabaseUrl(environment['DATABASE_URL'] || undefined),
    appDir: path.resolve(environment['APP_DIR'] || 'build'),
    publicUrl: parsePublicUrl(environment['PUBLIC_URL'] || `http://localhost:${port}`),
    isDemo: environment['GRIDSWEEP_DEMO'] === '1',
    logLevel: parseLogLevel(environment['LOG_LEVEL'] || 'warn'),
    trustProxy: parseTrustProxy(environment['TRUST_PROXY'] || ''),
    metricsToken: parseMetricsToken(environment['METRICS_TOKEN'] || undefined),
    deviceCallsPerSecond: parseRate(environment['DEVICE_CALLS_PER_SECOND'] || '20'),
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

const parseLogLevel = (text: string): LogLevel => {
  const logLevel = logLevels.find((level) => level === text);
  if (logLevel !== undefined) return logLevel;
  throw new ConfigRefused(`LOG_LEVEL must be one of ${logLevels.join(', ')}.`);
};

/** It may hold a password, so it is never repeated. */
const parseDatabaseUrl = (text: string | undefined): string | undefined => {
  const isUsable =
    text === undefined || (URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol));
  if (isUsable) return text;
  throw new ConfigRefused('DATABASE_URL must be an address like postgres://user@host/gridsweep.');
};

const parseTrustProxy = (text: string): number | string[] | false => {
  if (text === '') return false;
  if (/^\d$/.test(text)) return Number(text);
  const places = text.split(',').map((place) => place.trim());
  const isPlace = (place: string): boolean =>
    ['loopback', 'linklocal', 'uniquelocal'].includes(place) || isIP(place.split('/')[0] ?? '') > 0;
  if (places.every(isPlace)) return places;
  throw new ConfigRefused(
    `TRUST_PROXY must be a number of proxies, "loopback" or a list of addresses, but it is "${text}".`,
  );
};

const parseMetricsToken = (text: string | undefined): string | undefined => {
  if (text === undefined || /^[\x21-\x7e]{16,200}$/.test(text)) return text;
  throw new ConfigRefused('METRICS_TOKEN must have 16 to 200 characters without spaces.');
};

const parseRate = (text: string): number => {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new ConfigRefused(
    `DEVICE_CALLS_PER_SECOND must be a whole number, 0 for no limit, but it is "${text}".`,
  );
};
