/** Refuses inputs that no estimate can be made from. */
import type { CostInputs } from './inputs.ts';
import { MACHINE_PRICES, type MachinePrice, machinePrice } from './prices.ts';

/** @throws Error that names the input. */
export function checkInputs(inputs: CostInputs): void {
  for (const [name, value] of Object.entries(inputs)) {
    if (typeof value === 'number' && !(Number.isFinite(value) && value >= 0)) {
      throw new Error(`${name} must be a number of at least 0, not ${value}.`);
    }
  }
  if (inputs.spotShare > 1) throw new Error(`spotShare must be 0 to 1, not ${inputs.spotShare}.`);
  if (inputs.tasksPerStart < 1) {
    throw new Error(`tasksPerStart must be at least 1, not ${inputs.tasksPerStart}.`);
  }
  if (inputs.tasks === 0 && inputs.videoHours > 0) {
    throw new Error('videoHours must be 0 when there are no tasks: a video comes with a task.');
  }
  machinePriceOf(inputs.instanceType);
}

/** @throws Error when the instance type's price is not in the table. */
export function machinePriceOf(instanceType: string): MachinePrice {
  const price = machinePrice(instanceType);
  if (price !== undefined) return price;
  const known = Object.keys(MACHINE_PRICES).join(', ');
  throw new Error(`There is no price of ${instanceType} in infra/cost/prices.ts. Known are ${known}.`);
}
