// A temperature as it is typed in gloves: '36.8', '36,8', '368' and '37' all say what they mean. TEMP-1: what lies outside 30.0–45.0
// is no reading; what lies below the round's bound is a failed reading, kept but said to be none.

export type TypedTemperature =
  { kind: 'none' } | { kind: 'bad' } | { kind: 'failed' | 'read' | 'fever'; celsius: number };

/** TEMP-1. One decimal, rounded. */
export const readTemperature = (
  typed: string,
  bounds: { feverCelsius: number; failedReadingBelowCelsius: number },
): TypedTemperature => {
  const text = typed.trim().replace(/[,,。]/, '.');
  if (text === '') return { kind: 'none' };
  if (!/^\d{2,3}(\.\d*)?$/.test(text)) return { kind: 'bad' };
  const value = /^\d{3}$/.test(text) ? Number(text) / 10 : Number(text);
  const celsius = Math.round(value * 10) / 10;
  if (celsius < 30 || celsius > 45) return { kind: 'bad' };
  if (celsius < bounds.failedReadingBelowCelsius) return { kind: 'failed', celsius };
  return { kind: celsius >= bounds.feverCelsius ? 'fever' : 'read', celsius };
};
