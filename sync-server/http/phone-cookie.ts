// The cookie by which a phone is recognised when the browser has thrown its storage away. COOKIE-1: it is a secret of 256
// bits that no script can read, sent to this server's API alone; only its hash is stored. It signs nobody in: with it a
// phone is shown whose it was, and may become a new device of that person while that person's sign-in lasts.

import type { FastifyReply, FastifyRequest } from 'fastify';

const name = 'gridsweep-phone';

/** '' when the request carries none. */
export const readPhoneCookie = ({ headers }: FastifyRequest): string =>
  new RegExp(`(?:^|;\\s*)${name}=([A-Za-z0-9_-]{43})(?:;|$)`).exec(headers.cookie ?? '')?.[1] ?? '';

/** `secret`: 43 characters. `isSecure`: for https alone. */
type PhoneCookie = { secret: string; maxAgeSeconds: number; isSecure: boolean };

export const setPhoneCookie = (
  reply: FastifyReply,
  { secret, maxAgeSeconds, isSecure }: PhoneCookie,
): void => {
  const scope = `HttpOnly; SameSite=Strict; Path=/api/v1; Max-Age=${maxAgeSeconds}`;
  reply.header('set-cookie', `${name}=${secret}; ${scope}${isSecure ? '; Secure' : ''}`);
};

export const clearPhoneCookie = (reply: FastifyReply, isSecure: boolean): void =>
  setPhoneCookie(reply, { secret: '', maxAgeSeconds: 0, isSecure });
