// Serving the app: hashed files are kept by browsers for a year, everything else is asked for anew with its ETag. APP-1:
// a navigation to a path that is no file is answered with the app, which knows its own routes. APP-2: nothing below /api
// is ever answered with the app.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refused } from '../services/refused.ts';
import type { AppFile, AppFiles } from './app-files.ts';
import { chooseCoding } from './content-coding.ts';

const fallbackPage = '/index.html';

export const registerApp = (app: FastifyInstance, files: AppFiles): void => {
  app.get('/*', async (request, reply) => {
    const urlPath = pathOf(request);
    if (urlPath === undefined || isReserved(urlPath)) throw new Refused('not-found');
    const found = urlPath.endsWith('/') ? undefined : await files.read(urlPath);
    if (found) return sendFile(request, reply, { file: found, urlPath });
    if (!isNavigation(request)) throw new Refused('not-found');
    const page = await files.read(fallbackPage);
    if (page === undefined) throw new Refused('not-found');
    return sendFile(request, reply, { file: page, urlPath: fallbackPage });
  });
};

const pathOf = ({ url }: FastifyRequest): string | undefined => {
  try {
    return decodeURIComponent(url.split(/[?#]/)[0] ?? '/');
  } catch {
    return undefined;
  }
};

const isReserved = (urlPath: string): boolean =>
  /^\/(api|healthz|readyz|metrics)(\/|$)/.test(urlPath);

const isNavigation = ({ headers }: FastifyRequest): boolean =>
  (headers.accept ?? '').includes('text/html');

const sendFile = async (
  request: FastifyRequest,
  reply: FastifyReply,
  { file, urlPath }: { file: AppFile; urlPath: string },
): Promise<FastifyReply> => {
  const isForever = urlPath.startsWith('/_app/immutable/');
  const coding = file.isCompressible
    ? chooseCoding(request.headers['accept-encoding'])
    : 'identity';
  const tag = `"${file.tag}${coding === 'identity' ? '' : `.${coding}`}"`;
  reply
    .type(file.type)
    .header('cache-control', isForever ? 'public, max-age=31536000, immutable' : 'no-cache')
    .header('etag', tag);
  if (file.isCompressible) reply.header('vary', 'accept-encoding');
  if (file.policy) reply.header('content-security-policy', file.policy);
  if (request.headers['if-none-match']?.includes(tag)) return reply.status(304).send();
  if (coding !== 'identity') reply.header('content-encoding', coding);
  return reply.send(await file.bytes(coding));
};
