import { sessionCall, type Call } from '../call.ts';
import type { Streams } from '../streams.ts';

export const streamCalls = (streams: Streams): readonly Call[] => [
  sessionCall(
    {
      method: 'GET',
      path: '/api/v1/stream',
      id: 'stream',
      summary: 'Pokes: heads of grids as they move on (server-sent events)',
      description:
        'Read with fetch, because the token goes into the Authorization header. Messages without a name carry `{grid: head}`: the first all grids that may be read, later those that moved. A comment comes every 15 s. An event named `grants`, `session` or `closing` is the last: ask `/api/v1/session`, sign in, or connect again after the time that its `retry:` names.',
      access: 'session',
      answer: {
        kind: 'stream',
        example: 'retry: 2000\ndata: {"g001":414}\n\ndata: {"g001":416}\n\n:\n\n',
      },
      refusals: [],
    },
    ({ request, reply, session }) => streams.open(request, reply, session),
  ),
];
