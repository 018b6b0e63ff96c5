import type { RefusalCode } from '#schema/protocol.ts';

/** A request that is turned away, by one of the protocol's codes. `where`: a path into the request, never its content. */
export class Refused extends Error {
  readonly code: RefusalCode;
  readonly where: string | undefined;

  constructor(code: RefusalCode, where?: string) {
    super(code);
    this.code = code;
    this.where = where;
  }
}
