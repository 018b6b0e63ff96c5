// A member's day on the phone without screens. Runs in the page: nothing here may name anything outside its function.

/**
 * Records visits at the first doors of the grid: of five, three where everybody answered for health, outings and contact, one
 * of them with a thermometer, and two where nobody was at home.
 */
export const recordDay = async (visits: number): Promise<void> => {
  const { app, now } = window.phone;
  if (now.grid.kind !== 'open') throw new Error('No grid is open.');
  const households = [...now.grid.view.households.values()].slice(0, visits);
  for (const [at, { id, persons, facts }] of households.entries()) {
    const isHome = at % 5 < 3;
    const answers = persons
      .filter(({ gone, residence }) => gone === '' && residence !== 'away')
      .map((person, place) => ({
        person: person.id,
        health: 'well' as const,
        symptoms: [],
        temperature:
          at % 5 === 0
            ? { celsius: 36 + ((at + place) % 10) / 10, site: 'forehead' as const }
            : null,
        outings: 'no' as const,
        trips: [],
        contact: 'no' as const,
      }));
    await app.recordVisit({
      household: id,
      disposition: isHome ? 'complete' : 'no-one-home',
      mode: 'in-person',
      answers: isHome ? answers : [],
      facts: isHome ? { residents: facts.residents } : {},
      persons: [],
      callbackAt: null,
      note: '',
      voids: '',
    });
  }
};

export type Gate = {
  open(): void;
  shut(): void;
  /** Bytes of every body that was sent to a path that ends so. */
  sent(path: string): number[];
};

/** Before the app starts: a network that can be taken away. It is away from the start where the page was told so. */
export const gateNetwork = (): void => {
  const real = globalThis.fetch.bind(globalThis);
  const bodies: { path: string; bytes: number }[] = [];
  let isOpen = localStorage.getItem('gate') !== 'shut';
  globalThis.fetch = (input, init) => {
    if (!isOpen) return Promise.reject(new TypeError('Failed to fetch'));
    const { pathname } = new URL(String(input), location.href);
    const body = init?.body;
    if (body instanceof Uint8Array) bodies.push({ path: pathname, bytes: body.byteLength });
    return real(input, init);
  };
  const gate: Gate = {
    open: () => void (isOpen = true),
    shut: () => void (isOpen = false),
    sent: (path) => bodies.filter((one) => one.path.endsWith(path)).map(({ bytes }) => bytes),
  };
  Object.assign(globalThis, { gate });
};
