import type { FastifyRequest } from 'fastify';
import type { RefusalCode } from '#schema/protocol.ts';
import type { Ticket } from './load/gate.ts';

/** What is learnt of a request on its way, for its log line and its figures. */
export type Notes = {
  /** The call's id; '' for the app's files and addresses that do not exist. */
  call: string;
  device?: string;
  refusal?: RefusalCode;
  ticket?: Ticket;
};

const notesByRequest = new WeakMap<FastifyRequest, Notes>();

export const notesOf = (request: FastifyRequest): Notes => {
  const known = notesByRequest.get(request);
  if (known !== undefined) return known;
  const made: Notes = { call: '' };
  notesByRequest.set(request, made);
  return made;
};
