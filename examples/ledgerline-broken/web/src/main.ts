import { h, render } from "preact";

import { show } from "./amount.js";
import { invoices, type Invoice } from "./api.js";

function Row({ invoice }: { invoice: Invoice }) {
  return h("tr", null, h("td", null, invoice.number), h("td", null, show(invoice.open, invoice.currency)));
}

export async function start(root: HTMLElement, base: string, key: string): Promise<void> {
  const list = await invoices(base, key);
  render(h("table", null, list.map((i) => h(Row, { key: i.id, invoice: i }))), root);
}
