import { answerJson, openCall, type Call, type CallFacts } from '../call.ts';
import { describeCalls } from '../openapi.ts';

/** @param calls everything that is to be described, this call included */
export const openApiCalls = (calls: () => readonly CallFacts[]): readonly Call[] => {
  let text: string | undefined;
  return [
    openCall(
      {
        method: 'GET',
        path: '/api/v1/openapi.json',
        id: 'openapi',
        summary: 'This description (OpenAPI 3.1)',
        access: 'open',
        answer: { kind: 'document', description: 'The OpenAPI document' },
        refusals: [],
      },
      (exchange) => {
        text ??= JSON.stringify(describeCalls(calls()));
        return answerJson(exchange, text);
      },
    ),
  ];
};
