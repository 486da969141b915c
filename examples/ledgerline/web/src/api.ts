import { z } from "zod";

const invoice = z.object({
  id: z.string(),
  number: z.string(),
  currency: z.string().length(3),
  amount: z.number().int(),
  open: z.number().int(),
  due_on: z.string(),
});

export type Invoice = z.infer<typeof invoice>;

/** Reads the invoices of the organization that the key belongs to. */
export async function invoices(base: string, key: string): Promise<Invoice[]> {
  const answer = await fetch(new URL("/v1/invoices", base), {
    headers: { Authorization: `Bearer ${key}` },
  });
  if (!answer.ok) {
    throw new Error(`the API answered ${answer.status}`);
  }
  return z.object({ invoices: z.array(invoice) }).parse(await answer.json()).invoices;
}
