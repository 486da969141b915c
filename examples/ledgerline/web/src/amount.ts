import { Decimal } from "decimal.js";

/** Shows an amount that is given in the minor unit of its currency. */
export function show(minor: number, currency: string, digits = 2): string {
  return `${new Decimal(minor).div(Decimal.pow(10, digits)).toFixed(digits)} ${currency}`;
}
