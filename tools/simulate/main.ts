// `npm run simulate`: the app's code is given the simulated disk before any of it is read.

import '../../tests/simulation/browser/module-hooks.ts';

const { values } = await import('../../tests/simulation/options.ts');
if (values.mutations) await import('../../tests/simulation/mutate/main.ts');
else await import('../../tests/simulation/main.ts');
