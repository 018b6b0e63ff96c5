// Identifiers. Each is a plain string on the wire and in storage; the flavour only keeps the compiler from taking a
// household's id where a grid's is meant. Ids are unique inside their grid (sync.md: every unique key begins with the
// grid), except grids, compounds, staff, devices and areas, which are unique in the district.

declare const flavour: unique symbol;
type Flavoured<Kind extends string> = string & { readonly [flavour]?: Kind };

/** National statistical code: district 6 digits, township 9, community 12. */
export type AreaCode = Flavoured<'area'>;
export type GridId = Flavoured<'grid'>;
export type CompoundId = Flavoured<'compound'>;
export type HouseholdId = Flavoured<'household'>;
/** `<event id>.<k>` for a person first written down by an event, anything else unique in the grid for a listed one. */
export type PersonId = Flavoured<'person'>;
export type StaffId = Flavoured<'staff'>;
/** Short prefix handed out by the server at enrolment: `^[a-z0-9]{2,12}$`. */
export type DeviceId = Flavoured<'device'>;
/** `<device>.<n>`; also the id of the visit that the event records. */
export type EventId = Flavoured<'event'>;
export type RoundId = Flavoured<'round'>;

/** @param n counts 1, 2, 3 … per device and grid, without holes. */
export const eventIdOf = (device: DeviceId, n: number): EventId => `${device}.${n}`;

/** The device that made an event, from the event's id. */
export const deviceOfEvent = (id: EventId): DeviceId => id.slice(0, id.lastIndexOf('.'));

/** The number that an event's device gave it, from the event's id; NaN when the id is not an event's. */
export const numberOfEvent = (id: EventId): number => Number(id.slice(id.lastIndexOf('.') + 1));
