export interface Quote {
  cents: number;
  zone: string;
}

export async function fetchQuote(weight: number, zone: string): Promise<Quote> {
  const response = await fetch(`/quote?weight=${weight}&zone=${encodeURIComponent(zone)}`);
  if (!response.ok) {
    throw new Error(`quote failed: ${response.status}`);
  }
  return (await response.json()) as Quote;
}

export async function fetchQuotes(weights: number[], zone: string): Promise<Quote[]> {
  const quotes: Quote[] = [];
  weights.forEach(async (weight) => {
    quotes.push(await fetchQuote(weight, zone));
  });
  return quotes;
}

export function total(quotes: Quote[]): string {
  const cents = quotes.reduce((sum, quote) => sum + quote.cents, 0);
  return `${cents / 100} €`;
}
